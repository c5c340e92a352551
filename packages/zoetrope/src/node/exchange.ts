/**
 * A request and its response as Node has them, of HTTP/1 or HTTP/2, and what frameworks add to them.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'

/**
 * A request. `body` is what a framework has read of it already, parsed or not; `baseUrl` what its router
 * has cut off the path.
 */
export type Incoming = (IncomingMessage | Http2ServerRequest) & {
  readonly body?: unknown
  readonly baseUrl?: unknown
}

/** Its response. */
export type Outgoing = ServerResponse | Http2ServerResponse

/** Whether it has a socket to itself, which frames can be written to. */
export function isOwnSocket(outgoing: Outgoing): outgoing is ServerResponse {
  return outgoing.req.httpVersionMajor === 1
}

/** Whether the other side has gone away, or the answer was cut off. A response of HTTP/2 itself does not know. */
export function isGone(outgoing: Outgoing): boolean {
  return isOwnSocket(outgoing) ? outgoing.destroyed : outgoing.stream.destroyed
}
