/**
 * What happens, as it happens: an event stream (SSE) of all cameras, or of one.
 *
 * Whoever reads it is no viewer: no camera runs for it.
 *
 * @module
 */
import { z } from 'zod'
import type { Camera } from 'zoetrope'
import { ENTRY_TYPES, told } from '../events/entry.ts'
import { present } from '../events/following.ts'
import { block } from '../events/journal.ts'
import { eventResponse } from './event-delivery.ts'
import { Problem } from './problem.ts'
import { type Route, route } from './route.ts'
import { cameraOf, type Site } from './site.ts'
import type { Visit } from './visit.ts'

/** The `Content-Type` of an event stream. */
const EVENT_STREAM = 'text/event-stream'

/** Milliseconds after which a browser that lost the connection comes back. */
const RETRY = 2000

const known = ['now', ...ENTRY_TYPES]
const words = `kinds of events with commas between, of ${known.join(', ')}`
const kinds = new RegExp(`^(${known.join('|')})(,(${known.join('|')}))*$`)

const query = z.object({
  types: z
    .string()
    .regex(kinds, { error: words })
    .optional()
    .meta({ description: `Only these. Expects ${words}.` }),
  last_event_id: z
    .string()
    .max(64, { error: 'the id of an event' })
    .optional()
    .meta({ description: 'As the header Last-Event-ID, for programs that cannot send one.' }),
})

/** `/events` and `/cameras/{name}/events`. */
export function eventRoutes(site: Site): Route[] {
  const about = 'At first each camera as it is now, then what happens; it does not end.'
  const answers = [{ status: 200, about, type: EVENT_STREAM, schema: told }]
  return [
    route({
      id: 'followEvents',
      paths: ['/events'],
      summary: 'What happens to the cameras, as server-sent events.',
      query,
      answers,
      problems: ['TOO_MANY_READERS'],
      answer: (visit, asked) => answer(site, visit, { asked, cameras: site.cameras }),
    }),
    route({
      id: 'followCameraEvents',
      paths: ['/cameras/{name}/events'],
      summary: 'What happens to one camera, as server-sent events.',
      query,
      answers,
      problems: ['NO_SUCH_CAMERA', 'TOO_MANY_READERS'],
      answer(visit, asked) {
        const camera = cameraOf(site, visit)
        return answer(site, visit, { asked, cameras: [camera], only: camera.name })
      },
    }),
  ]
}

interface Wish {
  readonly asked: z.output<typeof query>
  /** Those that are told of first. */
  readonly cameras: Iterable<Camera>
  /** The only camera that the reader wants to hear of. */
  readonly only?: string
}

function answer({ readers }: Site, { request }: Visit, { asked, cameras, only }: Wish): Response {
  if (request.method === 'HEAD') return eventResponse(undefined)
  const types: readonly string[] | undefined = asked.types?.split(',')
  const wantsNow = types?.includes('now') ?? true
  const now = wantsNow ? Array.from(cameras, present) : []
  const reader = readers.open({
    wants: ({ type, camera }) =>
      (types?.includes(type) ?? true) && (only === undefined || camera === only),
    after: request.headers.get('last-event-id') || asked.last_event_id || undefined,
    opening: `retry: ${RETRY}\n\n${now.map((camera) => block(camera.type, camera)).join('')}`,
  })
  if (!reader) throw tooMany(readers.most)
  request.signal.addEventListener('abort', () => reader.close(), { once: true })
  return eventResponse(reader)
}

function tooMany(most: number): Problem {
  const detail = `${most} programs follow the events of this server, and no more may; try again later`
  return new Problem('TOO_MANY_READERS', detail, { headers: { 'retry-after': '30' } })
}
