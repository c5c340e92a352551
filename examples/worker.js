/**
 * Pictures made in a worker thread: the work does not delay the server, and the bytes are not
 * copied a second time on their way.
 *
 *     node worker.js      then open http://127.0.0.1:3000/viewer
 */
import { createServer } from 'node:http'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import sharp from 'sharp'
import { Broadcast, broadcastHandler, portFrames, portPublisher } from 'zoetrope'
import { nodeListener } from 'zoetrope/node'

if (isMainThread) {
  const broadcast = new Broadcast()
  const worker = new Worker(new URL(import.meta.url))
  const port = Number(process.env.PORT ?? 3000)
  createServer(nodeListener(broadcastHandler(broadcast))).listen(port, '127.0.0.1')
  await broadcast.pipe(portFrames(worker))
} else if (parentPort) {
  const out = portPublisher(parentPort)
  for (let hue = 0; ; hue = (hue + 5) % 360) {
    const svg = `<svg width="640" height="360"><rect width="640" height="360" fill="hsl(${hue} 80% 50%)"/></svg>`
    out.publish(await sharp(Buffer.from(svg)).jpeg().toBuffer())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
