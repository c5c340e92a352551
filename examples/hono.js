/**
 * A camera in a Hono app, on Node.
 *
 *     node hono.js      then open http://127.0.0.1:3000
 */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { broadcastHandler, Camera, pattern } from 'zoetrope'
import { paced } from 'zoetrope/node'

const camera = new Camera('desk', pattern())

const app = new Hono()
app.mount('/live', broadcastHandler(camera))
app.get('/', (context) => context.html('<img src="/live/stream">'))

// `paced` keeps the picture fresh on slow links; without it everything works, only later.
const port = Number(process.env.PORT ?? 3000)
serve({ fetch: paced(app.fetch), hostname: '127.0.0.1', port })
