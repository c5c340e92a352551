/**
 * How long the body of a request may take: Node has one limit for all requests, and streams that are
 * pushed need none.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Milliseconds for a body to come whole. */
const LIMIT = 30_000
/** Milliseconds after which a quiet connection is asked by TCP whether the other side is there. */
const PROBE = 10_000
/** What Node answers where a request takes too long. */
const TOO_LATE = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n'

/**
 * Cuts a request off whose body does not come to its end in time. Returns what lifts the limit.
 *
 * @param limit Milliseconds.
 */
export function limitBody(outgoing: ServerResponse, limit: number = LIMIT): () => void {
  const { req: incoming } = outgoing
  const { socket } = incoming
  if (!bringsBody(incoming)) return () => {}
  const timer = setTimeout(() => {
    // It may have come, and nobody wants to read it.
    if (incoming.complete) return
    if (!outgoing.headersSent && socket.writable) socket.write(TOO_LATE)
    socket.destroySoon()
  }, limit)
  const lift = (): void => clearTimeout(timer)
  incoming.once('close', lift)
  return () => {
    lift()
    socket.setKeepAlive(true, PROBE)
  }
}

/**
 * Whether a body is still to come. A connection that is closed at once then is reset, and the sender
 * may never see the answer; the adapter reads on for half a second, and closes it afterwards.
 */
export function isUnderWay(incoming: IncomingMessage): boolean {
  return bringsBody(incoming) && !incoming.complete
}

function bringsBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
