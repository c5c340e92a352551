/**
 * Pictures of your own, live in every browser.
 *
 *     node publish.js      then open http://127.0.0.1:3000/viewer
 */
import { createServer } from 'node:http'
import sharp from 'sharp'
import { Broadcast, broadcastHandler } from 'zoetrope'
import { nodeListener } from 'zoetrope/node'

const broadcast = new Broadcast()
const port = Number(process.env.PORT ?? 3000)
createServer(nodeListener(broadcastHandler(broadcast))).listen(port, '127.0.0.1')

for (;;) {
  broadcast.publish(await picture())
  await new Promise((resolve) => setTimeout(resolve, 100))
}

/** Whatever you have: a simulation, a chart, a canvas. Here it is a clock. */
function picture() {
  const svg = `<svg width="640" height="360">
    <rect width="100%" height="100%" fill="#204060"/>
    <text x="50%" y="55%" font-size="72" font-family="monospace" fill="white" text-anchor="middle">
      ${new Date().toISOString().slice(11, 21)}
    </text>
  </svg>`
  return sharp(Buffer.from(svg)).jpeg().toBuffer()
}
