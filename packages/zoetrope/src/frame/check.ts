/**
 * The plain check: whether bytes are one complete JPEG. For frames that a program made itself, which
 * need no mending; what comes from cameras passes a {@link Gate}.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import { inspectJpeg } from './jpeg.ts'

/** A frame that may be published. */
export interface Passed {
  /** The whole JPEG from SOI to EOI: a view of the bytes that were given, or new ones where it was changed. */
  readonly jpeg: Uint8Array
  /** Pixels, as they are coded: not turned by any orientation. */
  readonly width: number
  /** Pixels. */
  readonly height: number
  /** Whether it is the same as the frame before it. */
  readonly isDuplicate: boolean
}

/** @throws {ZoetropeError} `INVALID_FRAME` when `jpeg` is not one complete JPEG; padding behind it is cut. */
export function checkFrame(jpeg: Uint8Array): Passed {
  const found = inspectJpeg(jpeg)
  if (!found.ok) {
    const { reason, at } = found
    // A gate tells more, and what to look after in a camera; here somebody encodes the pictures.
    throw new ZoetropeError(
      'INVALID_FRAME',
      `Expected one complete JPEG, got ${jpeg.length} bytes: ${reason} at byte ${at}; encode it as JPEG, and give all its bytes`,
    )
  }
  const { width, height, length } = found
  return {
    jpeg: length < jpeg.length ? jpeg.subarray(0, length) : jpeg,
    width,
    height,
    isDuplicate: false,
  }
}
