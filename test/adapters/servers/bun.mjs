/** Bun's own server. @module */
import { broken, echo, journal, live, open, room } from './exhibition.mjs'

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  // Streams may be silent for longer than Bun's ten seconds.
  idleTimeout: 0,
  routes: {
    '/api/live': live('/api/live'),
    '/api/live/*': live('/api/live'),
    '/api/cameras': room('/api/cameras'),
    '/api/cameras/*': room('/api/cameras'),
    '/api/journal': journal,
    '/api/echo': echo,
    '/api/broken': broken,
  },
  fetch: () => new Response('Nothing here', { status: 404 }),
  error: ({ message }) => new Response(null, { status: 500, headers: { 'x-caught': message } }),
})
open(server.port, () => server.stop())
