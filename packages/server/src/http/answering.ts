/**
 * Joins the app to Node's HTTP server. Streams leave the web's way here: their frames go straight
 * to the socket, every other answer through the adapter.
 *
 * @module
 */
import { type IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener, RequestError } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type DeliverOptions, deliver, turn } from 'zoetrope/node'
import { UNIX_PEER } from '../access/ranges.ts'
import type { App } from './app.ts'
import { isUnderWay, limitBody } from './body-time.ts'
import { deliverEvents } from './event-delivery.ts'
import type { LiveSockets } from './live-sockets.ts'
import type { Log } from './log.ts'
import { Problem } from './problem.ts'

/** How answers leave. */
export interface AnsweringOptions extends DeliverOptions {
  /** The path of the Unix socket that requests come by, if it is one. */
  readonly socket?: string | undefined
  /** Takes what `/live` offers. @default nobody does */
  readonly live?: LiveSockets | undefined
}

/** Makes the listener for a server's `request` event. */
export function answering(
  app: Pick<App, 'fetch'>,
  log: Log,
  options: AnsweringOptions = {},
): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  return getRequestListener(
    async (request, { outgoing }) => {
      // The adapter speaks HTTP/2 as well, this server does not.
      if (!(outgoing instanceof ServerResponse) || !(await turn(outgoing))) {
        return RESPONSE_ALREADY_SENT
      }
      const { remoteAddress } = outgoing.req.socket
      // A TCP socket has none either, once it is gone: so the listening side has to tell.
      const address = options.socket === undefined ? remoteAddress : UNIX_PEER
      const takeTime = limitBody(outgoing)
      const response = await app.fetch(request, { address, takeTime })
      if (isUnderWay(outgoing.req)) response.headers.delete('connection')
      const isTaken = options.live?.accept(response, outgoing) || deliverEvents(response, outgoing)
      return isTaken || deliver(response, outgoing, options) ? RESPONSE_ALREADY_SENT : response
    },
    {
      // A request of HTTP/1.0 may come without Host: it is from a program, which has found its way.
      hostname: 'localhost',
      overrideGlobalObjects: false,
      errorHandler: (error) => failure(error, log),
    },
  )
}

/** What could not even be made a request of: a strange Host, a path that is none. */
function failure(error: unknown, log: Log): Response {
  if (error instanceof RequestError) {
    return new Problem(
      'INVALID_REQUEST',
      `The request cannot be understood: ${error.message}`,
    ).response()
  }
  log.error({ err: error }, 'request failed')
  return new Problem('INTERNAL', 'The server failed; its log says why').response()
}
