/**
 * A camera in a Koa app.
 *
 *     node koa.js      then open http://127.0.0.1:3000
 */
import Koa from 'koa'
import { broadcastHandler, Camera, pattern } from 'zoetrope'
import { nodeListener } from 'zoetrope/node'

const camera = new Camera('desk', pattern())
const live = nodeListener(broadcastHandler(camera, { base: '/live' }))

const app = new Koa()
app.use((context, next) => {
  if (!context.path.startsWith('/live/')) return next()
  context.respond = false // from here on the socket is the stream's
  return live(context.req, context.res, (error) => context.onerror(error))
})
app.use((context) => {
  context.type = 'html'
  context.body = '<img src="/live/stream">'
})
app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
