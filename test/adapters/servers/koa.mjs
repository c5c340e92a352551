/** Koa 3, behind a middleware that sets a header. @module */
import Koa from 'koa'
import { nodeListener } from 'zoetrope/node'
import { broken, echo, journal, live, open, room } from './exhibition.mjs'

const places = {
  '/api/live': nodeListener(live('/api/live')),
  '/api/cameras': nodeListener(room('/api/cameras')),
  '/api/journal': nodeListener(journal),
  '/api/echo': nodeListener(echo),
  '/api/broken': nodeListener(broken),
}

const app = new Koa()
app.silent = true
// Koa takes all headers off an error's answer but those that the error brings.
app.on('error', (error) => {
  error.headers = { 'x-caught': error.message }
})
app.use((context, next) => {
  context.set('x-house', 'dressed')
  return next()
})
app.use((context, next) => {
  const place = Object.entries(places).find(([path]) => context.path.startsWith(path))
  if (!place) return next()
  // The answer is not Koa's from here on.
  context.respond = false
  return place[1](context.req, context.res, (error) => context.onerror(error))
})

const server = app.listen(0, '127.0.0.1', () => open(server.address().port, () => server.close()))
