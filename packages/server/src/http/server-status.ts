/**
 * The server itself, as JSON: which version, how long it runs, and what that costs.
 *
 * Not under `/status`, which is an ESP32 camera's, nor `/state`, which is uStreamer's.
 *
 * @module
 */
import { z } from 'zod'
import { type Vitals, vitals } from '../metrics/vitals.ts'
import { type Pacing, pacingOf } from './pacing.ts'
import { json, noQuery, type Route, route } from './route.ts'
import type { Site } from './site.ts'
import { version } from './version.ts'

/** The server, as JSON. */
interface ServerStatus extends Vitals, Pacing {
  readonly version: string
  readonly node: string
  readonly cameras: number
  readonly viewers: number
  readonly events: { readonly written: number; readonly readers: number; readonly stalled: number }
}

const seconds = z.number()
const bytes = z.int()

const schema: z.ZodType<ServerStatus> = z
  .object({
    version: z.string().describe("Zoetrope's."),
    node: z.string().describe("Node's."),
    cameras: z.int().describe('How many there are.'),
    viewers: z.int().describe('How many connections watch.'),
    events: z.object({
      written: z.int().describe('How much happened.'),
      readers: z.int().describe('How many follow it.'),
      stalled: z.int().describe('How many of them were ended because they took nothing.'),
    }),
    pacing: z.enum(['queue', 'write']).describe('What the streams of TCP and TLS are paced by.'),
    pacingReason: z.string().nullable().describe('Why not by the queue; null where it is.'),
    since: z.int().describe('When the process began, in milliseconds since the Unix epoch.'),
    uptime: z.int().describe('Seconds since then.'),
    memory: z.object({
      resident: bytes.describe('All that the system counts for the process.'),
      heap: bytes.describe("JavaScript's objects."),
      buffers: bytes.describe('Frames, mostly.'),
    }),
    cpu: z.object({
      user: seconds.describe('Seconds since the process began.'),
      system: seconds.describe('Seconds since the process began.'),
      share: z
        .number()
        .nullable()
        .describe('Of one core, since this was asked before; null the first time.'),
    }),
    eventLoop: z
      .object({ p50: z.number(), p99: z.number() })
      .nullable()
      .describe('Milliseconds that timers were late since this was asked before.'),
  })
  .meta({ title: 'Server' })

/** `/server`. */
export function serverRoute({ cameras, viewers, readers, pacing }: Site): Route {
  return route({
    id: 'getServer',
    paths: ['/server'],
    summary: 'The server itself: its version, how long it runs, and what that costs.',
    query: noQuery,
    answers: [{ status: 200, about: 'The server.', type: 'application/json', schema }],
    answer() {
      const status: ServerStatus = {
        version: version(),
        node: process.versions.node,
        cameras: cameras.size,
        viewers: viewers.size,
        events: { written: readers.written, readers: readers.size, stalled: readers.stalled },
        ...pacingOf(pacing),
        ...vitals(),
      }
      return json(status)
    },
  })
}
