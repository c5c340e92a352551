/**
 * Routes that lead to a WebSocket.
 *
 * Such a route checks a request like any other and then makes an offer: an adapter that reaches the
 * socket takes it. What the response itself says is for all others: that this needs a WebSocket.
 *
 * @module
 */
import type { Bytes, MessageSocket } from 'zoetrope'
import { Problem } from './problem.ts'
import type { Visit } from './visit.ts'

/** One open WebSocket, as it is spoken with. */
export interface Session {
  /** Milliseconds since the last sign of life. */
  readonly silence: number
  /** Told of a sign of life that is no message. */
  live(): void
  receive(message: string | Bytes): void
  /** Ends it, as the server ends. */
  end(): void
  /** Told that the socket is closed; whether the other side said so, or vanished. */
  gone(how: 'left' | 'vanished'): void
}

/** What a response offers. */
export interface Offer {
  readonly protocol: string
  /** Bytes of a message; larger ones are not even read. */
  readonly largest: number
  /** Welcomes whoever's WebSocket is open. */
  open(socket: MessageSocket): Session
}

/** The paths of routes that lead to one. */
const PLACES = [/^\/live$/, /^\/cameras\/[^/]+\/frames$/]
/** The version of the WebSocket protocol itself, RFC 6455. */
const VERSION = '13'
const offers = new WeakMap<ReadableStream, Offer>()

/** What a response offers to an adapter that reaches the socket; `undefined` for nearly all. */
export function offerOf({ body }: Response): Offer | undefined {
  return body ? offers.get(body) : undefined
}

/** @throws {Problem} `WEBSOCKET_REFUSED` for a WebSocket to another path: what is there cannot be what was expected. */
export function refuseElsewhere({ path = '', base, request }: Visit): void {
  if (PLACES.some((place) => place.test(path)) || !wantsWebSocket(request.headers)) return
  const detail = `Only ${base}/live and ${base}/cameras/{name}/frames speak WebSocket; ask for this path without Upgrade`
  throw new Problem('WEBSOCKET_REFUSED', detail, { headers: { connection: 'close' } })
}

/** Whether a request asks for a WebSocket. */
export function wantsWebSocket(headers: Headers): boolean {
  const words =
    headers
      .get('connection')
      ?.toLowerCase()
      .split(/[\s,]+/) ?? []
  return words.includes('upgrade') && headers.get('upgrade')?.toLowerCase() === 'websocket'
}

/**
 * The answer of a route that is a WebSocket.
 *
 * @param advice What those do who have none.
 * @throws {Problem} `UNKNOWN_SUBPROTOCOL`, `UPGRADE_REQUIRED`.
 */
export function offering({ headers }: Request, advice: string, offer: Offer): Response {
  const required = upgradeRequired(offer.protocol, advice)
  const response = required.response()
  if (!wantsWebSocket(headers)) return response
  checkProtocol(headers, offer.protocol)
  if (headers.get('sec-websocket-version') !== VERSION) throw required
  if (response.body) offers.set(response.body, offer)
  return response
}

function checkProtocol(headers: Headers, protocol: string): void {
  const asked = protocolsOf(headers)
  if (asked.includes(protocol)) return
  const got = asked.join(', ').slice(0, 100) || 'none'
  throw new Problem(
    'UNKNOWN_SUBPROTOCOL',
    `Expected the WebSocket subprotocol ${protocol}, got ${got}; name it as the second ` +
      'argument of WebSocket()',
    { members: { supported: [protocol] } },
  )
}

/** The subprotocols a request names. */
export function protocolsOf(headers: Headers): readonly string[] {
  return headers.get('sec-websocket-protocol')?.split(/[\s,]+/) ?? []
}

function upgradeRequired(protocol: string, advice: string): Problem {
  const detail = `This is a WebSocket, with the subprotocol ${protocol}: ${advice}`
  const headers = { upgrade: 'websocket', 'sec-websocket-version': VERSION }
  return new Problem('UPGRADE_REQUIRED', detail, { headers })
}
