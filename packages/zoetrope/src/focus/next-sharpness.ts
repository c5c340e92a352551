/**
 * How sharp the picture is now: of the next frame, not of one that shows the past.
 *
 * @module
 */
import { type Frame, sharpness } from '../frame/frame.ts'
import type { Watched } from '../viewer/watched.ts'
import { FramesSince, type SinceOptions } from './frames-since.ts'

/** Tells how sharp a frame is: the more, the sharper. Only frames of one scene are compared. */
export type Metric = (frame: Frame) => number | Promise<number>

/** How to measure. */
export interface SharpnessOptions extends SinceOptions {
  /** @default sharpness: the frame's size in bytes */
  readonly metric?: Metric | undefined
}

/**
 * The sharpness of the next frame that is captured after this call. A camera runs for it.
 *
 * @throws {ZoetropeError} `TIMEOUT`; `CLOSED`.
 * @throws the signal's reason when it aborts.
 */
export async function nextSharpness(
  watched: Watched,
  options: SharpnessOptions = {},
): Promise<number> {
  const metric: Metric = options.metric ?? sharpness
  const release = demand(watched)
  try {
    return await metric(
      await new FramesSince(watched, { ...options, skip: options.skip ?? 0 }).next(),
    )
  } finally {
    release()
  }
}

/** Keeps a camera running until the returned function is called; a broadcast runs anyway. */
export function demand(watched: Watched): () => void {
  return 'demand' in watched ? watched.demand() : () => {}
}
