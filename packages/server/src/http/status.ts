/**
 * What the server says about a camera.
 *
 * @module
 */

import { z } from 'zod'
import type {
  AgeSummary,
  Camera,
  CameraState,
  KeptControl,
  Part,
  PlaceholderMeaning,
  Repair,
} from 'zoetrope'
import type { Viewers } from './viewers.ts'

/** The newest frame of a camera. */
export interface NewestFrame {
  readonly epoch: string
  readonly index: number
  readonly capturedAt: number
  readonly age: number
  readonly bytes: number
}

/** A camera, as JSON. */
export interface CameraStatus {
  readonly name: string
  readonly source: string | null
  readonly state: CameraState
  readonly since: number
  readonly reason: string | null
  readonly changes: number
  readonly placeholder: PlaceholderMeaning | null
  readonly width: number | null
  readonly height: number | null
  readonly rate: number
  readonly bytesPerSecond: number
  readonly viewers: number
  readonly watched: Watched
  readonly published: number
  readonly rejected: number
  readonly gate: GateStatus
  readonly controls: { readonly kept: readonly KeptControl[] } | null
  readonly newest: NewestFrame | null
  readonly links: Readonly<Record<'self' | 'stream' | 'snapshot' | 'viewer' | 'viewers', string>>
}

/** What was done to the frames of a camera before they were published. */
export interface GateStatus {
  readonly repaired: Readonly<Record<Repair, number>>
  /** By flaw. */
  readonly rejected: Readonly<Record<string, number>>
  readonly duplicates: number
}

/** What all viewers of a camera got, those that left and those that watch. */
export interface Watched {
  readonly joined: number
  readonly sent: number
  readonly skipped: number
  readonly dropped: number
  readonly bytes: number
  readonly age: AgeSummary | null
}

/** How old frames were when they had arrived. */
export const ageSchema: z.ZodType<AgeSummary | null> = z
  .object({
    p50: z.number().describe('Half of the sampled frames were not older.'),
    p99: z.number().describe('Of 100 sampled frames 99 were not older.'),
  })
  .nullable()
  .describe('Milliseconds from capture to the last byte at the viewer; null if unknown.')

const watched = z.object({
  joined: z.int().describe('How many came.'),
  sent: z.int().describe('Frames sent to all of them.'),
  skipped: z.int().describe('Frames that they did not wish to see (fps, every).'),
  dropped: z.int().describe('Frames left out: a link was busy, or they were too old.'),
  bytes: z.int().describe('Bytes sent to all of them.'),
  age: ageSchema,
})

const gate = z.object({
  repaired: z
    .object({ eoi: z.int(), huffman: z.int(), thumbnail: z.int(), height: z.int() })
    .describe(
      'Mended: an end or Huffman tables added, a thumbnail removed, a late height put right.',
    ),
  rejected: z.record(z.string(), z.int()).describe('Refused, by the flaw; those that occurred.'),
  duplicates: z.int().describe('The same as the frame before.'),
})

const newestFrame = z.object({
  epoch: z
    .string()
    .describe('Names one life of the broadcast; another one means indexes began anew.'),
  index: z.int().describe('Its place in the epoch, from 0.'),
  capturedAt: z.number().describe('Milliseconds since the Unix epoch.'),
  age: z.number().describe('Milliseconds between its capture and this answer.'),
  bytes: z.int().describe('Size of the JPEG: higher is sharper, for the same scene and settings.'),
})

const kept = z.object({
  name: z.string(),
  value: z.union([z.number(), z.boolean(), z.string()]),
  from: z.enum(['configuration', 'request']).describe('Who wants it so.'),
})

/** The JSON of a camera. */
export const cameraStatusSchema: z.ZodType<CameraStatus> = z
  .object({
    name: z.string(),
    source: z.string().nullable().describe('What it shows, without credentials.'),
    state: z.enum(['idle', 'starting', 'live', 'stalled', 'lost', 'closed']),
    since: z.number().describe('When the state began, in milliseconds since the Unix epoch.'),
    reason: z.string().nullable().describe('Why the source was lost last, or is silent.'),
    changes: z.int().describe('How often the state has changed since the start.'),
    placeholder: z
      .enum(['starting', 'stalled', 'lost'])
      .nullable()
      .describe('What viewers are shown instead of a live picture; null while it is live.'),
    width: z.int().nullable().describe('Pixels; null before the first frame.'),
    height: z.int().nullable().describe('Pixels; null before the first frame.'),
    rate: z.number().describe('Frames per second over the last 5 s.'),
    bytesPerSecond: z.int().describe('JPEG bytes per second over the last 5 s.'),
    viewers: z.int().describe('How many watch at present.'),
    watched: watched.describe('What all viewers got since the start, also those that left.'),
    published: z.int().describe('Frames shown since the start.'),
    rejected: z.int().describe('Frames of the source that no viewer could show.'),
    gate: gate.describe('What was done to frames before they were shown.'),
    controls: z
      .object({ kept: z.array(kept) })
      .nullable()
      .describe('What is set again whenever its device comes back; null: nothing can be set.'),
    newest: newestFrame.nullable().describe('The newest frame; null before the first.'),
    links: z.object({
      self: z.string(),
      stream: z.string(),
      snapshot: z.string(),
      viewer: z.string(),
      viewers: z.string(),
    }),
  })
  .meta({ title: 'Camera' })

/** Describes a camera as it is now. */
export function statusOf(
  camera: Camera,
  /** Who watches; and what links begin with. */
  { viewers, base }: { readonly viewers: Viewers; readonly base: string },
): CameraStatus {
  const { broadcast, gate, name } = camera
  const { newest } = broadcast
  return {
    name,
    source: camera.source.label ?? null,
    state: camera.state,
    since: camera.since,
    reason: camera.reason ?? null,
    changes: camera.changes,
    placeholder: broadcast.placeholder?.placeholder ?? null,
    width: newest?.width ?? null,
    height: newest?.height ?? null,
    rate: Math.round(broadcast.rate * 100) / 100,
    bytesPerSecond: Math.round(broadcast.bytesPerSecond),
    viewers: camera.viewers,
    watched: watchedOf(camera, viewers),
    published: broadcast.published,
    rejected: camera.rejected,
    gate: gate.counts,
    controls: camera.source.controls ? { kept: camera.source.controls.kept ?? [] } : null,
    newest: newest ? newestOf(newest) : null,
    links: linksOf(base, name),
  }
}

function newestOf({ epoch, index, capturedAt, jpeg, moment }: Part): NewestFrame {
  // On the monotonic clock: a step of the wall clock makes no picture older.
  const age = Math.max(0, Math.round(performance.now() - moment))
  return { epoch, index, capturedAt: Math.round(capturedAt), age, bytes: jpeg.length }
}

function watchedOf(camera: Camera, viewers: Viewers): Watched {
  const { joined, sent, skipped, dropped, bytes } = viewers.totals(camera)
  return { joined, sent, skipped, dropped, bytes, age: viewers.ages(camera).summary }
}

function linksOf(base: string, name: string): CameraStatus['links'] {
  const self = `${base}/cameras/${name}`
  return {
    self,
    stream: `${self}/stream`,
    snapshot: `${self}/snapshot.jpg`,
    viewer: `${self}/viewer`,
    viewers: `${base}/viewers?camera=${name}`,
  }
}
