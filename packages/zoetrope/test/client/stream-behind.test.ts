import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { StreamReader } from '../../src/client/stream-reader.ts'
import { fetches } from '../sources/watching.ts'
import { shot } from './streams.ts'

/** A camera in a thread of its own: nothing here keeps it from sending 50 numbered frames a second. */
const CAMERA = `
  const { createServer } = require('node:http')
  const { parentPort, workerData } = require('node:worker_threads')
  const { jpeg, sent } = workerData
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=cam' })
    const timer = setInterval(() => {
      const index = sent[0]++
      const head = '--cam\\r\\nContent-Type: image/jpeg\\r\\nContent-Length: ' + jpeg.length
      response.write(head + '\\r\\nX-Frame-Index: ' + index + '\\r\\n\\r\\n')
      response.write(jpeg)
      response.write('\\r\\n')
    }, 20)
    response.on('close', () => clearInterval(timer))
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

/** Frames between the newest that was sent and the one that was read: the round trip, and a busy machine. */
const NEAR = 8

test.each(fetches)(
  'who computes without a pause between two reads is given new frames all the same, with $name',
  async ({ fetch }) => {
    const sent = new Int32Array(new SharedArrayBuffer(4))
    const workerData = { jpeg: shot(47_000), sent }
    const camera = new Worker(CAMERA, { eval: true, workerData })
    onTestFinished(async () => void (await camera.terminate()))
    const [port] = await once(camera, 'message')
    const stream = new StreamReader(`http://127.0.0.1:${port}/`, { fetch })
    onTestFinished(() => stream.close())
    const behind: number[] = []
    for (let reads = 0; reads < 12; reads += 1) {
      const frame = await stream.read()
      behind.push(Atomics.load(sent, 0) - (frame?.index ?? 0))
      // Ten frames come meanwhile.
      const began = Atomics.load(sent, 0)
      while (Atomics.load(sent, 0) < began + 10);
    }
    // Without catching up it would be some ninety in the end.
    behind.sort((one, other) => one - other)
    expect(behind[6]).toBeLessThan(NEAR)
    expect(behind.at(-1)).toBeLessThan(40)
    expect(stream.statistics.skipped).toBeGreaterThan(50)
  },
)
