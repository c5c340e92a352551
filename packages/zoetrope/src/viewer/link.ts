/**
 * The way to one viewer, as seen from above: something that takes parts and says when it has room.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'

/** The kernel's view of one connection. */
export interface Path {
  /** Bytes handed to the kernel and not yet acknowledged by the other end. */
  readonly queued: number
  /** Milliseconds of the shortest round trip seen. */
  readonly minRtt: number
  /** Bytes per second the path delivers; 0 while unknown. */
  readonly rate: number
}

/** One way out: a socket, or the body of a `Response`. */
export interface Link {
  /** Hands over bytes, which must not change afterwards. Returns whether it has room for more at once. */
  write(bytes: Bytes): boolean
  /** Calls `listener` whenever a link that was full has room again. Returns a function that cancels. */
  onDrain(listener: () => void): () => void
  /** Calls `listener` once, when the other end is gone or the link broke. Returns a function that cancels. */
  onGone(listener: () => void): () => void
  /** What the kernel knows of the path, or `undefined` where nothing can be known. */
  sample(): Path | undefined
  /** Sends what was written, then closes: never a reset, which would break the image in Chromium. Idempotent. */
  end(): void
}
