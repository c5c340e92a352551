/**
 * The wall clock, finer than a millisecond.
 *
 * `Date.now()` is right but coarse, `performance.now()` fine but drifts away from it. So the fine
 * one counts, and is held within the millisecond that the right one shows.
 *
 * @module
 */
import type { Clock } from '../../clock.ts'

/** The last instant of a millisecond that a number of this size can tell from the next one. */
const ALMOST_ONE = 1 - 2 ** -10

/** Tells the time to a fraction of a millisecond. Follows when the computer's clock is set. */
export class WallClock implements Clock {
  readonly #wall: Clock
  readonly #monotonic: Clock
  #offset: number

  /**
   * @param wall Whole milliseconds since the epoch.
   * @param monotonic Milliseconds with a fraction.
   */
  constructor(wall: Clock = Date, monotonic: Clock = performance) {
    this.#wall = wall
    this.#monotonic = monotonic
    this.#offset = wall.now() - monotonic.now()
  }

  /** Milliseconds since the epoch, with a fraction; cut off, they are what `Date.now()` gives. */
  now(): number {
    const elapsed = this.#monotonic.now()
    const whole = this.#wall.now()
    const time = Math.min(whole + ALMOST_ONE, Math.max(whole, elapsed + this.#offset))
    this.#offset = time - elapsed
    return time
  }
}
