/**
 * The wall clock, finer than a millisecond.
 *
 * `Date.now()` is right but coarse, `performance.now()` fine but drifts away from it. So the fine
 * one counts, and is held within the millisecond that the right one shows.
 *
 * @module
 */

/** Where the time comes from. Tests pass their own. */
export interface Clocks {
  /** Whole milliseconds since the epoch. */
  date(): number
  /** Milliseconds that only ever go forward, with a fraction. */
  monotonic(): number
}

const SYSTEM: Clocks = { date: () => Date.now(), monotonic: () => performance.now() }

/** Tells the time to a fraction of a millisecond. Follows when the clock is set. */
export class WallClock {
  readonly #clocks: Clocks
  #offset: number

  constructor(clocks: Clocks = SYSTEM) {
    this.#clocks = clocks
    this.#offset = clocks.date() - clocks.monotonic()
  }

  /** Milliseconds since the epoch, with a fraction; cut off, they are what `Date.now()` gives. */
  now(): number {
    const monotonic = this.#clocks.monotonic()
    const date = this.#clocks.date()
    const latest = date + 1 - 2 ** -10
    const time = Math.min(latest, Math.max(date, monotonic + this.#offset))
    this.#offset = time - monotonic
    return time
  }
}
