/**
 * `/live`: many cameras over one WebSocket, acknowledged (docs/live.md).
 *
 * The route checks a request like any other and then makes an offer: an adapter that reaches the
 * socket takes it. What the response itself says is for all others: that this needs a WebSocket.
 *
 * @module
 */
import { z } from 'zod'
import { LIVE_PROTOCOL, LiveSession, type MessageSocket } from 'zoetrope'
import { shortText } from './parameter.ts'
import { Problem } from './problem.ts'
import { type Route, route } from './route.ts'
import type { Site } from './site.ts'
import type { Visit } from './visit.ts'

/** Welcomes a viewer whose WebSocket is open. */
export type Offer = (socket: MessageSocket) => LiveSession

const PATH = '/live'
/** The version of the WebSocket protocol itself, RFC 6455. */
const VERSION = '13'
const offers = new WeakMap<ReadableStream, Offer>()

const query = z.object({
  key: shortText({
    max: 64,
    about: 'A name the viewer gives itself; it appears in /viewers and the log.',
  }),
})

/** `/live`. */
export function liveRoute(site: Site): Route {
  return route({
    id: 'live',
    paths: [PATH],
    summary: `Many cameras over one WebSocket, with the subprotocol ${LIVE_PROTOCOL}.`,
    query,
    answers: [{ status: 101, about: 'The WebSocket is open.' }],
    problems: ['UPGRADE_REQUIRED', 'UNKNOWN_SUBPROTOCOL'],
    answer(visit, { key }) {
      const response = upgradeRequired().response()
      if (!wantsWebSocket(visit.request.headers)) return response
      checkProtocol(visit.request.headers)
      const offer: Offer = (socket) =>
        new LiveSession(socket, {
          cameraOf: (name) => site.cameras.get(name),
          stallTimeout: site.stallTimeout,
          admit: (camera) => ({ ...site.viewers.admit(camera, visit), key }),
        })
      if (response.body) offers.set(response.body, offer)
      return response
    },
  })
}

/** What a response offers to an adapter that reaches the socket; `undefined` for all but `/live`. */
export function offerOf({ body }: Response): Offer | undefined {
  return body ? offers.get(body) : undefined
}

/** @throws {Problem} `WEBSOCKET_REFUSED` for a WebSocket to another path: what is there cannot be what was expected. */
export function refuseElsewhere({ path, base, request }: Visit): void {
  if (path === PATH || !wantsWebSocket(request.headers)) return
  const detail = `Only ${base}${PATH} speaks WebSocket; ask for this path without Upgrade`
  throw new Problem('WEBSOCKET_REFUSED', detail, { headers: { connection: 'close' } })
}

function wantsWebSocket(headers: Headers): boolean {
  const words =
    headers
      .get('connection')
      ?.toLowerCase()
      .split(/[\s,]+/) ?? []
  return words.includes('upgrade') && headers.get('upgrade')?.toLowerCase() === 'websocket'
}

function checkProtocol(headers: Headers): void {
  const asked = headers.get('sec-websocket-protocol')?.split(/[\s,]+/) ?? []
  if (!asked.includes(LIVE_PROTOCOL)) {
    const got = asked.join(', ').slice(0, 100) || 'none'
    throw new Problem(
      'UNKNOWN_SUBPROTOCOL',
      `Expected the WebSocket subprotocol ${LIVE_PROTOCOL}, got ${got}; name it as the second ` +
        'argument of WebSocket()',
      { members: { supported: [LIVE_PROTOCOL] } },
    )
  }
  if (headers.get('sec-websocket-version') !== VERSION) throw upgradeRequired()
}

function upgradeRequired(): Problem {
  const detail = `This is a WebSocket, with the subprotocol ${LIVE_PROTOCOL}: see docs/live.md. Without one, use /stream`
  const headers = { upgrade: 'websocket', 'sec-websocket-version': VERSION }
  return new Problem('UPGRADE_REQUIRED', detail, { headers })
}
