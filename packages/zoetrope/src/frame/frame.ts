/**
 * A frame: one complete JPEG, with its place in the broadcast and the moment it was captured.
 *
 * @module
 */

/** Bytes the web platform accepts everywhere: never backed by a `SharedArrayBuffer`. */
export type Bytes = Uint8Array<ArrayBuffer>

/** One captured image. Immutable, and shared by every reader: treat the bytes as read-only. */
export interface Frame {
  /** Names one life of the broadcast: a new random text after every reset, so that a restarted index cannot pass for an old one. */
  readonly epoch: string
  /** Position in the epoch. Strictly increasing; a gap means frames that were skipped before they came here. */
  readonly index: number
  /** When the image was captured, in milliseconds since the Unix epoch (wall clock). */
  readonly capturedAt: number
  /** The encoded image, from SOI (`FF D8`) to EOI (`FF D9`). */
  readonly jpeg: Bytes
}

/**
 * Relative sharpness: the encoded size in bytes.
 *
 * At a fixed quality and resolution a focused image has more high-frequency detail, so it
 * compresses worse. Only compare frames of the same scene and camera settings.
 */
export function sharpness(frame: Frame): number {
  return frame.jpeg.length
}
