/**
 * The watchdog: tells when a source that runs has been silent for too long.
 *
 * One timer, which is not set anew at every frame: it looks when the last one heard of would have
 * been overdue, and sleeps on for as long as it is not.
 *
 * @module
 */
import { type Clock, LONGEST_DELAY } from '../clock.ts'

/**
 * Milliseconds by which the timer may be late. When it is later, this process was held up (or the
 * machine slept), and frames may lie in a pipe that nobody could read: silence proves nothing then.
 */
const LATE = 500
/** Milliseconds that a source gets after that. */
const SECOND_CHANCE = 1000

/** Milliseconds of silence after which a picture is no longer live, from the source's interval. */
export function patience(interval: number | undefined): number {
  return interval === undefined ? 10_000 : Math.max(2000, 5 * interval)
}

/** Watches one run of a source. */
export class Watchdog {
  #limit: () => number
  #bark: (silence: number) => void
  #clock: Clock
  #heard: number
  #due = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /**
   * @param limit Milliseconds of silence that are too many, at present; `Infinity`: never.
   * @param bark Called once, with the milliseconds of silence.
   */
  constructor(limit: () => number, bark: (silence: number) => void, clock: Clock = performance) {
    this.#limit = limit
    this.#bark = bark
    this.#clock = clock
    this.#heard = clock.now()
    this.#watch()
  }

  /** The source gave a sign of life. */
  heard(): void {
    this.#heard = this.#clock.now()
    // The rhythm may have become known only now, or a longer silence may mean less.
    if (this.#heard + this.#limit() < this.#due || this.#timer === undefined) this.#watch()
  }

  /** Watches no more. Idempotent. */
  close(): void {
    clearTimeout(this.#timer)
    this.#limit = () => Number.POSITIVE_INFINITY
  }

  #watch(from: number = this.#heard): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#due = from + this.#limit()
    if (this.#due === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(this.#look, Math.min(this.#due - this.#clock.now(), LONGEST_DELAY))
  }

  #look = (): void => {
    const now = this.#clock.now()
    if (now < this.#heard + this.#limit()) return this.#watch()
    if (now - this.#due > LATE) return this.#watch(now - this.#limit() + SECOND_CHANCE)
    this.close()
    this.#bark(now - this.#heard)
  }
}
