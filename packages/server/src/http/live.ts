/**
 * `/live`: many cameras over one WebSocket, acknowledged (docs/live.md).
 *
 * @module
 */
import { z } from 'zod'
import { LIVE_PROTOCOL, LiveSession } from 'zoetrope'
import { shortText } from './parameter.ts'
import { type Route, route } from './route.ts'
import type { Site } from './site.ts'
import { offering } from './web-socket.ts'

/** Bytes of a message: those of viewers are small. */
const LARGEST = 16_384

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
    paths: ['/live'],
    summary: `Many cameras over one WebSocket, with the subprotocol ${LIVE_PROTOCOL}.`,
    query,
    answers: [{ status: 101, about: 'The WebSocket is open.' }],
    problems: ['UPGRADE_REQUIRED', 'UNKNOWN_SUBPROTOCOL'],
    answer: (visit, { key }) =>
      offering(visit.request, 'see docs/live.md. Without one, use /stream', {
        protocol: LIVE_PROTOCOL,
        largest: LARGEST,
        open: (socket) =>
          new LiveSession(socket, {
            cameraOf: (name) => site.cameras.get(name),
            stallTimeout: site.stallTimeout,
            admit: (camera) => ({ ...site.viewers.admit(camera, visit), key }),
          }),
      }),
  })
}
