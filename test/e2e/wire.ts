/**
 * A wire between viewers and a server that can stop carrying the streams without ending them: what a
 * dead access point or a full disk of a proxy looks like from a browser. Everything else, and every
 * stream opened later, passes.
 *
 * @module
 */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A wire that stands. Close it when done. */
export interface Wire {
  readonly url: string
  /** Streams asked for so far. */
  readonly opened: number
  /** Holds back what the streams open now would still say. Returns how many they are. */
  freeze(): number
  close(): Promise<void>
}

/** Lays a wire to a server on this machine. */
export async function layWire(port: number): Promise<Wire> {
  const streams = new Set<Socket>()
  const sockets = new Set<Socket>()
  let opened = 0
  const server = createServer((viewer) => {
    const upstream = connect(port, '127.0.0.1')
    for (const socket of [viewer, upstream]) {
      sockets.add(socket)
      // Either end may vanish; the other one is told by the end of the pipe.
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    viewer.on('data', (request) => {
      if (!/^GET \S*\/stream/.test(request.toString('latin1'))) return
      opened += 1
      streams.add(upstream)
    })
    viewer.on('close', () => {
      streams.delete(upstream)
      upstream.destroy()
    })
    upstream.on('close', () => viewer.destroy())
    viewer.pipe(upstream).pipe(viewer)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    get opened() {
      return opened
    },
    freeze() {
      for (const stream of streams) stream.unpipe().pause()
      return streams.size
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('Expected a port, got none')
  return address.port
}
