/**
 * How long to wait before a source that died is opened again: longer each time, and never for two
 * cameras at the same moment.
 *
 * @module
 */

/** Milliseconds before the first retry. */
const FIRST = 250

/** Milliseconds of pictures that make up for all failures before. */
const LONG_ENOUGH = 2000

/** Counts failed attempts. Make one for each run of a camera. */
export class Retry {
  #attempts = 0
  #random: () => number

  /** @param random gives numbers from 0 up to 1; the jitter. */
  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  /**
   * Forgets the failures if the source gave pictures for long enough, in milliseconds. One that dies
   * after its first picture, every time, must not be started four times a second for ever.
   */
  lived(duration: number): void {
    if (duration >= LONG_ENOUGH) this.#attempts = 0
  }

  /**
   * Milliseconds to wait now: 250, doubled at every failure in a row, at most `limit`, less up to a
   * quarter by chance, so that fifty cameras behind one switch do not come back in one blow.
   */
  delay(limit: number): number {
    const full = Math.min(limit, FIRST * 2 ** this.#attempts)
    this.#attempts += 1
    return full * (1 - this.#random() / 4)
  }
}
