/** Deno's own server. @module */
import process from 'node:process'
import { broken, echo, journal, live, open, room } from './exhibition.mjs'

globalThis.process ??= process
const places = {
  '/api/live': live('/api/live'),
  '/api/cameras': room('/api/cameras'),
  '/api/journal': journal,
  '/api/echo': echo,
  '/api/broken': broken,
}

const server = Deno.serve({
  hostname: '127.0.0.1',
  port: 0,
  onListen: ({ port }) => open(port, () => server.shutdown()),
  onError: ({ message }) => new Response(null, { status: 500, headers: { 'x-caught': message } }),
  handler(request) {
    const { pathname } = new URL(request.url)
    const place = Object.entries(places).find(([path]) => pathname.startsWith(path))
    return place ? place[1](request) : new Response('Nothing here', { status: 404 })
  },
})
