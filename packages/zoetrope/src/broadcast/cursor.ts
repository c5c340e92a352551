/**
 * One reader's place in a broadcast: an integer, and the rule by which it moves on.
 *
 * It never waits. {@link Subscription} adds waiting for those who read with `await`; a viewer's
 * connection takes frames straight from here, so that a frame costs it no promise.
 *
 * @module
 */
import type { Part } from '../multipart/part.ts'
import type { Interim } from './interim.ts'
import type { Ring } from './ring.ts'

/** How a reader that fell behind catches up. */
export type Pace =
  /** Jump to the newest frame. Right for watching. */
  | 'latest'
  /** Take every frame still in the ring, in order. Right for recording and measuring. */
  | 'every'

/** Where a reader stands. Made by a broadcast. */
export class Cursor {
  /** Frames this reader jumped over or was too late for, so far. */
  missed = 0
  #ring: Ring
  #pace: Pace
  #next: number
  #interim: Interim | undefined
  /** The showing of a placeholder that was taken last. */
  #seen = 0

  /**
   * @param next position of the first frame to take.
   * @param interim Where placeholders are, if this reader wants them.
   */
  constructor(ring: Ring, pace: Pace, next: number, interim?: Interim) {
    this.#ring = ring
    this.#pace = pace
    this.#next = next
    this.#interim = interim
  }

  /** The position of the newest frame. */
  get position(): number {
    return this.#ring.end - 1
  }

  /** The frame at a position, if it is still held. */
  at(position: number): Part | undefined {
    return this.#ring.at(position)
  }

  /** When the newest frame was published, on the monotonic clock; `undefined` while there is none. */
  get arrival(): number | undefined {
    return this.#ring.arrival(this.position)
  }

  /** Frames published since the last one taken, whether they are still there or not. */
  get behind(): number {
    return Math.max(0, this.#ring.end - this.#next)
  }

  /** The newest frame, or the placeholder, if it is there to take. */
  get newest(): Part | undefined {
    if (this.#interim?.part) return this.#placeholder
    return this.#ring.end > this.#next ? this.#ring.newest : undefined
  }

  /** The next frame by this cursor's pace, or `undefined` when there is none yet. */
  take(): Part | undefined {
    if (this.#interim?.part) return this.#takePlaceholder()
    const { start, end } = this.#ring
    const position = this.#pace === 'latest' ? end - 1 : Math.max(start, this.#next)
    const part = position < this.#next ? undefined : this.#ring.at(position)
    if (!part) return undefined
    this.missed += position - this.#next
    this.#next = position + 1
    return part
  }

  /** The placeholder, if this showing of it was not taken. */
  get #placeholder(): Part | undefined {
    const { part, showings = 0 } = this.#interim ?? {}
    return showings > this.#seen ? part : undefined
  }

  /** What came before a placeholder is not shown after it. */
  #takePlaceholder(): Part | undefined {
    const part = this.#placeholder
    this.#seen = this.#interim?.showings ?? 0
    this.missed += this.behind
    this.#next = Math.max(this.#next, this.#ring.end)
    return part
  }
}
