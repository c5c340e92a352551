/**
 * Sends a stream's response over the socket itself, in place of the response's body.
 *
 * @module
 */
import type { ServerResponse } from 'node:http'
import { Connection } from '../viewer/connection.ts'
import { deliveryOf } from '../viewer/delivery.ts'
import { type Pacer, writePacer } from '../viewer/pacer.ts'
import { QueuePacer } from '../viewer/queue-pacer.ts'
import { SocketLink } from './socket-link.ts'
import { setHeaders } from './web-response.ts'

/** How frames are to be paced. */
export interface DeliverOptions {
  /**
   * `auto`: by the kernel's queue where that can be known, so that the picture is as fresh as the
   * link allows. `write`: whenever the socket takes a frame, as other servers do; for comparison.
   *
   * @default 'auto'
   */
  readonly pacing?: 'auto' | 'write' | undefined
  /** Milliseconds that a viewer may take nothing of what is under way before it is cut off. @default 60000 */
  readonly stallTimeout?: number | undefined
}

/**
 * Takes over `outgoing` if `response` is a stream made by this library: writes its head, then every
 * frame straight to the socket, close-delimited, until the camera or the viewer ends it.
 *
 * @returns the connection, or `undefined` if the response is something else; nothing was sent then,
 * and the caller sends it in its own way.
 */
export function deliver(
  response: Response,
  outgoing: ServerResponse,
  { pacing = 'auto', stallTimeout }: DeliverOptions = {},
): Connection | undefined {
  const delivery = deliveryOf(response)
  const { socket } = outgoing
  // Over HTTP/2 the socket carries other responses too, and takes no bytes but the protocol's own.
  if (outgoing.req.httpVersionMajor !== 1) return undefined
  if (!delivery || !socket || socket.destroyed || outgoing.headersSent) return undefined
  // Without a length and without chunks the end of the connection is the end of the body. A chunked
  // body that ends leaves a broken image in Chromium, and HTTP/1.0 readers cannot take one.
  outgoing.removeHeader('transfer-encoding')
  setHeaders(response, outgoing)
  outgoing.setHeader('connection', 'close')
  outgoing.writeHead(response.status)
  outgoing.flushHeaders()
  // Before the connection: it throws when a wish is none, and nothing may be left behind then.
  const viewer = delivery.viewer()
  const link = new SocketLink(socket, outgoing)
  const pacer = pacing === 'auto' ? pacerFor(link) : writePacer
  const connection = new Connection(link, pacer, { stallTimeout })
  if (viewer) connection.add(viewer)
  else connection.close()
  return connection
}

function pacerFor(link: SocketLink): Pacer {
  return link.tune() ? new QueuePacer() : writePacer
}
