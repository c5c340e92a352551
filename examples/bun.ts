/**
 * A camera in Bun.
 *
 *     bun bun.ts      then open http://127.0.0.1:3000/viewer
 */
import { broadcastHandler, Camera, pattern } from 'zoetrope'

const camera = new Camera('desk', pattern())

Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env.PORT ?? 3000),
  idleTimeout: 0, // a stream does not end
  fetch: broadcastHandler(camera),
})
