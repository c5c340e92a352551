/**
 * What the headers of a part or of a picture say about its frame.
 *
 * Cameras stamp their frames with all sorts of clocks: seconds since boot, a clock that was never
 * set, one that is an hour off. A time is believed only where it can be true of a live picture.
 *
 * @module
 */
import type { Captured } from '../camera/source.ts'

/** Milliseconds between a believable time stamp and now. */
const BELIEVABLE = 60_000

/** Anything that gives a header's value by its lower-case name: `Headers`, or a `Map`. */
export interface HeaderFields {
  /** The value of a header, by its name in lower case. */
  get(name: string): string | null | undefined
}

/** `capturedAt` from `X-Timestamp` (epoch seconds) and `index` from `X-Frame-Index`, where they make sense. */
export function stampOf(
  headers: HeaderFields,
  now: number = Date.now(),
): Pick<Captured, 'capturedAt' | 'index'> {
  const capturedAt = Number(headers.get('x-timestamp') ?? Number.NaN) * 1000
  const digits = headers.get('x-frame-index')?.trim() ?? ''
  const index = /^\d+$/.test(digits) ? Number(digits) : Number.NaN
  return {
    ...(isBelievable(capturedAt, now) && { capturedAt }),
    ...(Number.isSafeInteger(index) && { index }),
  }
}

/** Whether a live picture can have been captured then; both in milliseconds since the Unix epoch. */
export function isBelievable(capturedAt: number, now: number = Date.now()): boolean {
  return Math.abs(capturedAt - now) <= BELIEVABLE
}
