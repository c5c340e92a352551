/** Deno's own server. @module */
import process from 'node:process'
import { everything, open } from './exhibition.mjs'

globalThis.process ??= process

const server = Deno.serve({
  hostname: '127.0.0.1',
  port: 0,
  onListen: ({ port }) => open(port, () => server.shutdown()),
  onError: ({ message }) => new Response(null, { status: 500, headers: { 'x-caught': message } }),
  handler: everything(),
})
