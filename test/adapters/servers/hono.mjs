/** Hono on Node, behind its cors() and secureHeaders(). @module */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { secureHeaders } from 'hono/secure-headers'
import { paced } from 'zoetrope/node'
import { broken, echo, journal, live, open, room } from './exhibition.mjs'

const app = new Hono()
app.use(cors(), secureHeaders())
app.use(async (context, next) => {
  await next()
  context.header('x-house', 'dressed')
})
app.onError((error, context) => context.body(null, 500, { 'x-caught': error.message }))
app.mount('/api/live', live())
app.mount('/api/cameras', room())
app.all('/api/journal', ({ req }) => journal(req.raw))
app.all('/api/echo', ({ req }) => echo(req.raw))
app.all('/api/broken', ({ req }) => broken(req.raw))

const server = serve({ fetch: paced(app.fetch), port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  open(port, () => server.close()),
)
