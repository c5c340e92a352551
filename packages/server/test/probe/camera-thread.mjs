/**
 * A camera in a thread of its own: its rhythm is what it was told, however busy the others are.
 *
 * @module
 */
import { createServer } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

/** @type {{ frames: Uint8Array[], every: number, burst?: number, shown?: number, left?: number }} */
const { frames, every, burst = 1, shown = 1, left = 0 } = workerData
const HEAD = [
  'HTTP/1.1 200 OK',
  'Content-Type: multipart/x-mixed-replace; boundary=frame',
  'Cache-Control: no-store',
  'Connection: close',
].join('\r\n')

const server = createServer((socket) => {
  socket.on('error', () => {})
  socket.once('data', (asked) => {
    if (asked.toString('latin1').startsWith('HEAD')) socket.end(`${HEAD}\r\n\r\n`)
    else stream(socket)
  })
}).listen(0, '127.0.0.1', () => {
  const address = server.address()
  parentPort?.postMessage(typeof address === 'object' ? address?.port : undefined)
})

/** @param {import('node:net').Socket} socket */
function stream(socket) {
  let index = 0
  /** @type {Buffer[]} */
  let waiting = []
  socket.write(`${HEAD}\r\n\r\n--frame\r\n`)
  const timer = setInterval(() => {
    index += 1
    if (index % (shown + left) >= shown) return
    waiting.push(partOf(frames[index % frames.length] ?? new Uint8Array()))
    if (waiting.length < burst) return
    // Whoever is slow misses frames.
    if (socket.writableLength === 0) socket.write(Buffer.concat(waiting))
    waiting = []
  }, every)
  socket.on('close', () => clearInterval(timer))
}

/** @param {Uint8Array} jpeg */
function partOf(jpeg) {
  const stamp = (Date.now() / 1000).toFixed(6)
  const head = `Content-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\nX-Timestamp: ${stamp}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\r\n--frame\r\n')])
}
