/**
 * Tells about frames that were left out, without flooding the log: a camera that sends nothing but
 * broken frames does so thirty times a second.
 *
 * @module
 */
import type { Note } from '../camera/source.ts'

/** Milliseconds between two notes. */
const PAUSE = 10_000

/** Counts what was left out, and notes it at once the first time, then every ten seconds at most. */
export class Rejections {
  readonly #note: Note
  readonly #now: () => number
  #count = 0
  #silentUntil = 0

  /** @param now gives milliseconds, monotonic. */
  constructor(note: Note = () => {}, now: () => number = () => performance.now()) {
    this.#note = note
    this.#now = now
  }

  /** One more was left out. */
  add(reason: string): void {
    this.#count += 1
    const now = this.#now()
    if (now < this.#silentUntil) return
    this.#note(`left out ${this.#count === 1 ? 'a frame' : `${this.#count} frames`}: ${reason}`)
    this.#count = 0
    this.#silentUntil = now + PAUSE
  }
}
