/** node:http2 by itself, without TLS. @module */
import { createServer } from 'node:http2'
import { nodeListener } from 'zoetrope/node'
import { broken, echo, journal, live, open, room } from './exhibition.mjs'

const places = {
  '/api/live': live('/api/live'),
  '/api/cameras': room('/api/cameras'),
  '/api/journal': journal,
  '/api/echo': echo,
  '/api/broken': broken,
}

const server = createServer(
  nodeListener(
    async (request) => {
      const { pathname } = new URL(request.url)
      const place = Object.entries(places).find(([path]) => pathname.startsWith(path))
      return place ? place[1](request) : new Response('Nothing here', { status: 404 })
    },
    { onError: () => {} },
  ),
)
server.listen(0, '127.0.0.1', () => open(server.address().port, () => server.close()))
