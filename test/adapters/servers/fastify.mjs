/** Fastify 5, with a hook that sets a header on every reply. @module */
import fastify from 'fastify'
import { fastifyRoute } from 'zoetrope/node'
import { broken, echo, journal, live, open, room } from './exhibition.mjs'

const app = fastify()
app.addHook('onRequest', async (_request, reply) => {
  reply.header('x-house', 'dressed')
})
app.setErrorHandler((error, _request, reply) => {
  reply.status(500).header('x-caught', error.message).send()
})
app.all('/api/live', fastifyRoute(live('/api/live')))
app.all('/api/live/*', fastifyRoute(live('/api/live')))
app.all('/api/cameras', fastifyRoute(room('/api/cameras')))
app.all('/api/cameras/*', fastifyRoute(room('/api/cameras')))
app.all('/api/journal', fastifyRoute(journal))
app.all('/api/echo', fastifyRoute(echo))
app.all('/api/broken', fastifyRoute(broken))

app.listen({ port: 0, host: '127.0.0.1' }, () => {
  open(app.server.address().port, () => app.server.close())
})
