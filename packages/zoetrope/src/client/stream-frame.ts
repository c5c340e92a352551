/**
 * A frame as a reader of other people's cameras has it: the picture, and what the camera says of it,
 * with its time on the clock of this machine.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'
import type { Received } from './part-frames.ts'
import { type HeaderFields, stampOf } from './stamp.ts'

/** One frame of a stream, or one picture. Yours to keep. */
export interface StreamFrame {
  /** One JPEG, SOI to EOI. */
  readonly jpeg: Bytes
  /**
   * When it was captured, in milliseconds since the Unix epoch on this machine's clock; where the
   * camera does not say so (`X-Timestamp`), when it came.
   */
  readonly capturedAt: number
  /** Milliseconds from the capture until it was here, where the camera says when that was. */
  readonly age?: number
  /** Its number, where the server gives one: a gap means frames that did not come. */
  readonly index?: number
  /** What the number counts from: another epoch means that the numbers began anew. */
  readonly epoch?: string
  /** All that was said of it, by lower-case name: the headers of its part, or of the picture. */
  readonly headers: HeaderFields
}

/**
 * A frame of its own from what a server sent.
 *
 * @param offset Milliseconds by which the server's clock is ahead.
 */
export function streamFrame({ jpeg, headers }: Received, offset: number): StreamFrame {
  const now = Date.now()
  const { capturedAt: said, index } = stampOf(headers, now + offset)
  const capturedAt = said === undefined ? now : said - offset
  const epoch = headers.get('x-frame-epoch')
  return {
    // The server's bytes are good until the next ones come.
    jpeg: jpeg.slice(),
    capturedAt,
    ...(said !== undefined && { age: Math.max(0, now - capturedAt) }),
    ...(index !== undefined && { index }),
    ...(epoch && { epoch }),
    headers,
  }
}
