/**
 * The frames of cameras over `/live`, one after the other.
 *
 * @module
 */
import type { FrameMessage } from '../live/frame-message.ts'
import { LiveReader, type LiveReaderOptions, type LiveWishOptions } from './live-reader.ts'

/** What to read, and how. */
export interface LiveFramesOptions extends Omit<LiveReaderOptions, 'acknowledge'>, LiveWishOptions {
  /** Their names. */
  readonly cameras: readonly string[]
}

/**
 * Reads cameras of a server until the signal aborts or the loop is left; each frame counts as shown
 * when the next is asked for.
 *
 * @example
 * for await (const { camera, jpeg } of liveFrames('ws://127.0.0.1:8080/live', { cameras: ['desk'] })) {
 *   show(camera, jpeg)
 * }
 *
 * @throws {ZoetropeError} `REFUSED` when the server refuses a camera, and what {@link LiveReader} throws.
 */
export async function* liveFrames(
  url: string | URL,
  { cameras, fps, every, maxAge, ...options }: LiveFramesOptions,
): AsyncGenerator<FrameMessage, void, void> {
  const reader = new LiveReader(url, options)
  for (const camera of cameras) reader.subscribe(camera, { fps, every, maxAge })
  yield* reader
}
