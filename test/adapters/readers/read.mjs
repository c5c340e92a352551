/**
 * Reads a stream with one of npm's readers, in the way its own documentation shows, and writes the
 * frames end to end: `node read.mjs READER URL COUNT`.
 *
 * @module
 */
import { createServer, get } from 'node:http'
import MjpegConsumer from 'mjpeg-consumer'
import MjpegDecoder from 'mjpeg-decoder'
import { MjpegProxy } from 'mjpeg-proxy'
import NodeMjpegProxy from 'node-mjpeg-proxy'
import Pipe2Jpeg from 'pipe2jpeg'

const [reader = '', url = '', count = '1'] = process.argv.slice(2)
let left = Number(count)

/** @param {Uint8Array} jpeg */
function take(jpeg) {
  process.stdout.write(jpeg)
  left -= 1
  if (left === 0) process.stdout.end(() => process.exit())
}

/** @type {Record<string, () => void>} */
const readers = {
  'mjpeg-consumer': () => {
    get(url, (response) => response.pipe(new MjpegConsumer()).on('data', take))
  },
  'mjpeg-decoder': () => {
    new MjpegDecoder(url, { interval: 10 }).on('frame', take).start()
  },
  pipe2jpeg: () => {
    get(url, (response) => response.pipe(new Pipe2Jpeg()).on('jpeg', take))
  },
  // These hand the stream on to others, one of whom looks here.
  'mjpeg-proxy': () => through(new MjpegProxy(url)),
  'node-mjpeg-proxy': () => through(new NodeMjpegProxy(url)),
}
readers[reader]?.()

/** @param {{ proxyRequest: import('node:http').RequestListener }} proxy */
function through(proxy) {
  const server = createServer(proxy.proxyRequest).listen(0, '127.0.0.1', () => {
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
    get(`http://127.0.0.1:${port}/`, (response) => response.pipe(new Pipe2Jpeg()).on('jpeg', take))
  })
}
