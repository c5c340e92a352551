/**
 * Frames that were exposed after a certain moment: what was under way then shows the past.
 *
 * A source stamps a frame when it has it, so the first one that is captured after a moment may have
 * been exposed while that was still to come; it is skipped, unless the caller knows better.
 *
 * @module
 */
import type { Broadcast } from '../broadcast/broadcast.ts'
import type { Cursor } from '../broadcast/cursor.ts'
import { type WaitOptions, waitUntil } from '../broadcast/wait.ts'
import type { Frame } from '../frame/frame.ts'
import { broadcastOf, type Watched } from '../viewer/watched.ts'

/** Which frames count. */
export interface SinceOptions extends WaitOptions {
  /** Milliseconds after the call before which nothing counts: vibrations, an exposure control. @default 0 */
  readonly settle?: number | undefined
  /** Frames left out besides: the first may have been exposed too early. @default 1 */
  readonly skip?: number | undefined
  /**
   * By which time a frame is judged: that of its capture, or of its arrival here, for a camera whose
   * clock is wrong. Then `settle` must be longer than frames are under way.
   *
   * @default 'capture'
   */
  readonly by?: 'capture' | 'arrival' | undefined
}

/** Gives out frames that were exposed after it was made. */
export class FramesSince {
  #broadcast: Broadcast
  #cursor: Cursor
  #since: number
  #skip: number
  #options: SinceOptions

  constructor(watched: Watched, options: SinceOptions = {}) {
    this.#broadcast = broadcastOf(watched)
    this.#cursor = this.#broadcast.cursor('every')
    this.#since = performance.now() + (options.settle ?? 0)
    this.#skip = options.skip ?? 1
    this.#options = options
    // What has arrived was captured before.
    while (this.#cursor.take());
  }

  /**
   * The next frame that counts.
   *
   * @throws {ZoetropeError} `TIMEOUT`; `CLOSED`.
   * @throws the signal's reason when it aborts.
   */
  next(): Promise<Frame> {
    return waitUntil(this.#broadcast, () => this.#look(), this.#options)
  }

  #look(): Frame | undefined {
    for (let part = this.#cursor.take(); part; part = this.#cursor.take()) {
      const at = this.#options.by === 'arrival' ? performance.now() : part.moment
      if (at < this.#since) continue
      if (this.#skip <= 0) return part
      this.#skip -= 1
    }
    return undefined
  }
}
