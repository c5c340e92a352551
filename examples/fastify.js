/**
 * A camera in a Fastify app.
 *
 *     node fastify.js      then open http://127.0.0.1:3000
 */
import fastify from 'fastify'
import { broadcastHandler, Camera, pattern } from 'zoetrope'
import { fastifyRoute } from 'zoetrope/node'

const camera = new Camera('desk', pattern())

const app = fastify()
app.get('/live/*', fastifyRoute(broadcastHandler(camera, { base: '/live' })))
app.get('/', (_request, reply) => reply.type('text/html').send('<img src="/live/stream">'))
await app.listen({ port: Number(process.env.PORT ?? 3000) })
