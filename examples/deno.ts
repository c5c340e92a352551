/**
 * A camera in Deno.
 *
 *     deno run --allow-net --allow-env deno.ts      then open http://127.0.0.1:3000/viewer
 */
import { broadcastHandler, Camera, pattern } from 'zoetrope'

const camera = new Camera('desk', pattern())

const port = Number(Deno.env.get('PORT') ?? 3000)
Deno.serve({ hostname: '127.0.0.1', port }, broadcastHandler(camera))
