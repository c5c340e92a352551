/**
 * A program of one's own that serves frames over real HTTP, as the seeds' programs did.
 *
 * @module
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Broadcast, Frame, Handler } from 'zoetrope'
import { nodeListener } from 'zoetrope/node'
import { tinyJpeg } from '../../packages/zoetrope/test/frame/jpegs.ts'

/** A server on this machine; disposing of it ends every stream. */
export interface Serving extends AsyncDisposable {
  readonly url: string
  /** How many connections there are. */
  connections(): Promise<number>
}

/** Serves what a handler answers. */
export async function serving(handler: Handler): Promise<Serving> {
  const server = createServer((incoming, outgoing) => {
    void nodeListener(handler)(incoming, outgoing)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // Asked for an IP address and a port, a server has one.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Publishes frames of different shades, all within one turn of the event loop. */
export function publishMany(broadcast: Broadcast, count: number): Frame[] {
  return Array.from({ length: count }, (_, shade) => broadcast.publish(tinyJpeg({ shade })))
}

/** Reads a body until `text` has occurred so often in it; gives all that was read, and the body's end up. */
export async function readUntil(response: Response, text: string, times = 1): Promise<string> {
  let read = ''
  for await (const piece of response.body ?? []) {
    read += Buffer.from(piece).toString('latin1')
    if (read.split(text).length > times) return read
  }
  throw new Error(`Expected "${text}" ${times} times, got the end of the body`)
}
