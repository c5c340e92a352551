/**
 * The rhythm of a stream, as its reader sees it: what a silence is compared with.
 *
 * Links are bursty, so it is not the mean that counts but the longest gap of late.
 *
 * @module
 */

/** Gaps before anything is said of them. */
const ENOUGH = 5

/** How much of the longest gap is left after a frame: about a third after a hundred. */
const FADING = 0.99

/** Measures the gaps between frames. */
export class Rhythm {
  #last: number | undefined
  #gaps = 0
  #longest = 0

  /** A frame arrived at `now`, in milliseconds of the monotonic clock. */
  beat(now: number): void {
    if (this.#last !== undefined) {
      this.#gaps += 1
      this.#longest = Math.max(now - this.#last, this.#longest * FADING)
    }
    this.#last = now
  }

  /** Another run begins: the gap before its first frame is an outage, and no part of the rhythm. */
  restart(): void {
    this.#last = undefined
  }

  /** The longest gap of late in milliseconds; `undefined` before there were a few. */
  get interval(): number | undefined {
    return this.#gaps < ENOUGH ? undefined : this.#longest
  }
}
