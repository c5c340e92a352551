/**
 * A picture on its way into a broadcast: bytes, and what is known of them.
 *
 * @module
 */
import type { ZoetropeError } from '../errors.ts'
import type { ByteSource } from '../frame/bytes.ts'
import type { Frame } from '../frame/frame.ts'
import type { Stamp } from './stamp.ts'
import type { Pulse } from './wait.ts'

/**
 * One picture as a source yields it. The bytes may be reused by the source as soon as the next one
 * is asked for. What reads other people's streams gives `Captured<Bytes>`.
 */
export interface Captured<Jpeg extends ByteSource = ByteSource> extends Stamp {
  /** One JPEG, SOI to EOI. */
  readonly jpeg: Jpeg
  /** Told what became of it: the frame that it was published as, or why it was refused (`INVALID_FRAME`). */
  readonly onSettled?: ((outcome: Frame | ZoetropeError) => void) | undefined
}

/** What stands for one picture wherever pictures are taken in: its bytes alone will do. */
export type Supplied = Captured | ByteSource

/** Where pictures are published: a broadcast. */
export interface Publishing extends Pulse {
  publish(jpeg: ByteSource, stamp?: Stamp): Frame
}

/**
 * Publishes one picture, and tells it what became of it.
 *
 * @throws {ZoetropeError} `INVALID_FRAME`, or `CLOSED`.
 * @throws {TypeError} when it holds no bytes.
 */
export function publishSupplied(broadcast: Publishing, supplied: Supplied): Frame {
  const captured = isCaptured(supplied) ? supplied : { jpeg: supplied }
  try {
    const frame = broadcast.publish(captured.jpeg, captured)
    captured.onSettled?.(frame)
    return frame
  } catch (error) {
    if (isRejection(error)) captured.onSettled?.(error)
    throw error
  }
}

/** Whether a picture was refused, which says nothing about the next one. */
export function isRejection(error: unknown): error is ZoetropeError {
  // By its code alone: two copies of this library may share a broadcast.
  return error instanceof Error && 'code' in error && error.code === 'INVALID_FRAME'
}

// Whoever has no types may yield anything: what holds no bytes is named when it is published.
function isCaptured(supplied: Supplied): supplied is Captured {
  return typeof supplied === 'object' && supplied !== null && 'jpeg' in supplied
}
