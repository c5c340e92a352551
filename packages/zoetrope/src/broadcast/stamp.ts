/**
 * What is known of a frame beside its bytes: above all, when it was captured.
 *
 * @module
 */

/** What is known of a frame beside its bytes. */
export interface Stamp {
  /** Milliseconds since the Unix epoch. @default now */
  readonly capturedAt?: number | undefined
  /** The upstream's number for it; taken where it is larger than the newest index. @default newest + 1 */
  readonly index?: number | undefined
}

/** A capture by both clocks, in milliseconds. */
export interface Capture {
  readonly capturedAt: number
  readonly moment: number
}

/** When a frame was captured. @param now On the monotonic clock. */
export function captureOf({ capturedAt }: Stamp, now: number): Capture {
  const wall = Date.now()
  // What is no time is unknown, and one that lies ahead is another clock's.
  const known = capturedAt !== undefined && Number.isFinite(capturedAt) ? capturedAt : wall
  return { capturedAt: known, moment: now - Math.max(0, wall - known) }
}
