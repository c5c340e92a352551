/**
 * Who watches, as JSON: all viewers or one; and the end of one.
 *
 * @module
 */
import { z } from 'zod'
import { shortText, wholeNumber } from './parameter.ts'
import { Problem } from './problem.ts'
import { json, noQuery, type Route, route } from './route.ts'
import type { Site } from './site.ts'
import { ageSchema } from './status.ts'
import { type Watching, type WatchingStatus, watchingStatus } from './viewers.ts'
import type { Visit } from './visit.ts'

const count = z.int()

const viewerSchema: z.ZodType<WatchingStatus> = z
  .object({
    id: z.string().describe('Its name among all viewers; another one when it comes again.'),
    camera: z.string().describe('What it watches.'),
    address: z.string().nullable().describe('Its IP address; unix for one on a Unix socket.'),
    key: z.string().nullable().describe('The name it gave itself.'),
    transport: z.enum(['tcp', 'tls', 'unix', 'response', 'websocket']).nullable(),
    pacing: z.enum(['queue', 'acknowledged', 'write', 'pull']).nullable(),
    framing: z.string().describe('How its frames are laid out.'),
    since: z.number().describe('When it came, in milliseconds since the Unix epoch.'),
    sent: count.describe('Frames sent.'),
    skipped: count.describe('Frames it did not wish to see (fps, every).'),
    dropped: count.describe('Frames left out: its link was busy, or they were too old.'),
    repeated: count.describe('Frames sent once more because nothing followed them.'),
    placeholders: count.describe('Placeholders sent while the camera gave nothing.'),
    bytes: count.describe('Bytes sent.'),
    rate: z.number().describe('Frames per second over the last 5 s.'),
    bytesPerSecond: count.describe('Over the last 5 s.'),
    roundTrip: z.number().nullable().describe('Milliseconds there and back; null if unknown.'),
    queued: count.nullable().describe('Bytes under way to it; null if unknown.'),
    age: ageSchema,
  })
  .meta({ title: 'Viewer' })

const listSchema = z.object({
  viewers: z.array(viewerSchema).describe('Those that came last, last.'),
  total: z.object({
    viewers: count.describe('How many watch, listed here or not.'),
    rate: z.number().describe('Frames per second, to all of them.'),
    bytesPerSecond: count.describe('To all of them.'),
  }),
})

const listQuery = z.object({
  camera: shortText({ max: 64, about: 'Only viewers of this camera.' }),
  limit: wholeNumber({
    min: 0,
    max: 10_000,
    about: 'At most so many, the latest; 1000 if not given.',
  }),
})

/** `/viewers` and `/viewers/{id}`. */
export function viewerRoutes(site: Site): Route[] {
  return [list(site), one(site), end(site)]
}

function list({ viewers }: Site): Route {
  return route({
    id: 'listViewers',
    paths: ['/viewers'],
    summary: 'Everybody who watches: where from, how fast, and how old the picture is they see.',
    query: listQuery,
    answers: [{ status: 200, about: 'The viewers.', type: 'application/json', schema: listSchema }],
    answer(_, { camera, limit = 1000 }) {
      const all = Array.from(viewers)
      const chosen = camera === undefined ? all : all.filter((each) => each.camera.name === camera)
      const latest = limit === 0 ? [] : chosen.slice(-limit)
      return json({ viewers: latest.map(watchingStatus), total: totalOf(chosen) })
    },
  })
}

function one(site: Site): Route {
  return route({
    id: 'getViewer',
    paths: ['/viewers/{id}'],
    summary: 'One viewer.',
    query: noQuery,
    answers: [
      { status: 200, about: 'The viewer.', type: 'application/json', schema: viewerSchema },
    ],
    problems: ['NO_SUCH_VIEWER'],
    answer(visit) {
      const known = site.viewers.get(idOf(visit))
      if (!known) throw noSuchViewer(visit)
      return json(watchingStatus(known))
    },
  })
}

function end(site: Site): Route {
  return route({
    id: 'endViewer',
    method: 'DELETE',
    paths: ['/viewers/{id}'],
    summary: 'Ends one viewer: its stream, or its subscription over /live. It may come again.',
    query: noQuery,
    answers: [{ status: 204, about: 'It is over.' }],
    problems: ['NO_SUCH_VIEWER'],
    answer(visit) {
      if (!site.viewers.end(idOf(visit))) throw noSuchViewer(visit)
      return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
    },
  })
}

function totalOf(watching: readonly Watching[]): z.output<typeof listSchema>['total'] {
  let rate = 0
  let bytesPerSecond = 0
  for (const { viewer } of watching) {
    rate += viewer.rate.rate
    bytesPerSecond += viewer.rate.bytesPerSecond
  }
  return {
    viewers: watching.length,
    rate: Math.round(rate * 100) / 100,
    bytesPerSecond: Math.round(bytesPerSecond),
  }
}

function idOf({ params }: Visit): string {
  return params['id'] ?? ''
}

function noSuchViewer(visit: Visit): Problem {
  const id = idOf(visit).slice(0, 100)
  return new Problem('NO_SUCH_VIEWER', `No viewer "${id}" watches; /viewers lists those who do`, {
    members: { viewer: id },
  })
}
