/**
 * What the server says about a camera.
 *
 * @module
 */

import { z } from 'zod'
import type { Camera, CameraState, Part } from 'zoetrope'

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
  readonly width: number | null
  readonly height: number | null
  readonly rate: number
  readonly bytesPerSecond: number
  readonly viewers: number
  readonly published: number
  readonly rejected: number
  readonly newest: NewestFrame | null
  readonly links: Readonly<Record<'self' | 'stream' | 'snapshot' | 'viewer', string>>
}

const newestFrame = z.object({
  epoch: z
    .string()
    .describe('Names one life of the broadcast; another one means indexes began anew.'),
  index: z.int().describe('Its place in the epoch, from 0.'),
  capturedAt: z.number().describe('Milliseconds since the Unix epoch.'),
  age: z.number().describe('Milliseconds between its capture and this answer.'),
  bytes: z.int().describe('Size of the JPEG: higher is sharper, for the same scene and settings.'),
})

/** The JSON of a camera. */
export const cameraStatusSchema: z.ZodType<CameraStatus> = z
  .object({
    name: z.string(),
    source: z.string().nullable().describe('What it shows, without credentials.'),
    state: z.enum(['idle', 'starting', 'live', 'stalled', 'lost', 'closed']),
    since: z.number().describe('When the state began, in milliseconds since the Unix epoch.'),
    reason: z.string().nullable().describe('Why the source was lost last.'),
    width: z.int().nullable().describe('Pixels; null before the first frame.'),
    height: z.int().nullable().describe('Pixels; null before the first frame.'),
    rate: z.number().describe('Frames per second over the last 5 s.'),
    bytesPerSecond: z.int().describe('JPEG bytes per second over the last 5 s.'),
    viewers: z.int().describe('How many watch at present.'),
    published: z.int().describe('Frames shown since the start.'),
    rejected: z.int().describe('Frames of the source that were no whole JPEG.'),
    newest: newestFrame.nullable().describe('The newest frame; null before the first.'),
    links: z.object({
      self: z.string(),
      stream: z.string(),
      snapshot: z.string(),
      viewer: z.string(),
    }),
  })
  .meta({ title: 'Camera' })

/** Describes a camera as it is now. @param base What links begin with. */
export function statusOf(camera: Camera, base: string): CameraStatus {
  const { broadcast, name } = camera
  const { newest } = broadcast
  return {
    name,
    source: camera.source.label ?? null,
    state: camera.state,
    since: camera.since,
    reason: camera.reason ?? null,
    width: newest?.width ?? null,
    height: newest?.height ?? null,
    rate: Math.round(broadcast.rate * 100) / 100,
    bytesPerSecond: Math.round(broadcast.bytesPerSecond),
    viewers: camera.viewers,
    published: broadcast.published,
    rejected: camera.rejected,
    newest: newest ? newestOf(newest) : null,
    links: linksOf(`${base}/cameras/${name}`),
  }
}

function newestOf({ epoch, index, capturedAt, jpeg }: Part): NewestFrame {
  const age = Math.max(0, Math.round(Date.now() - capturedAt))
  return { epoch, index, capturedAt: Math.round(capturedAt), age, bytes: jpeg.length }
}

function linksOf(self: string): CameraStatus['links'] {
  return {
    self,
    stream: `${self}/stream`,
    snapshot: `${self}/snapshot.jpg`,
    viewer: `${self}/viewer`,
  }
}
