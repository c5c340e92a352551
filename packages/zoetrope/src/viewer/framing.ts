/**
 * How frames are laid out for one viewer. All viewers of a framing share one buffer per frame.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'
import { OPENING, type Part } from '../multipart/part.ts'

/** A layout of the endless body. */
export interface Framing {
  /** The body's first bytes. */
  readonly opening: Bytes
  /** The bytes to write for one frame, in one piece. */
  encode(part: Part): Bytes
}

/** The layout that breaks nobody: the part as it is stored. */
export const defaultFraming: Framing = { opening: OPENING, encode: (part) => part.bytes }
