/**
 * How long to wait before trying again: soon at first, so that a restart is hardly noticed, then
 * slower, until pictures have come for a while. All elements of a page wait equally long, so that they share the connection they open;
 * two pages do not.
 *
 * @module
 */
import type { Clock } from '../clock.ts'

const delays = [500, 1000, 2000, 3000]

const share = Math.random()

/**
 * Milliseconds to wait after the `failures`th failure in a row (from 1), within 20 % of 0.5, 1, 2,
 * then 3 s.
 *
 * @param random from 0 up to, not including, 1. @default one number for the whole page
 */
export function retryDelay(failures: number, random: number = share): number {
  const at = Math.min(Math.max(1, failures), delays.length) - 1
  return Math.round((delays[at] ?? 0) * (0.8 + 0.4 * random))
}

/** Milliseconds of pictures that make up for all failures before. */
const LONG_ENOUGH = 2000

/** Counts the failures in a row. */
export class Tries {
  readonly #clock: Clock
  #failures = 0
  #firstAt: number | undefined

  constructor(clock: Clock = performance) {
    this.#clock = clock
  }

  /** A picture was shown. A server that ends after its first one, every time, is no better for it. */
  shown(): void {
    const now = this.#clock.now()
    this.#firstAt ??= now
    if (now - this.#firstAt >= LONG_ENOUGH) this.#failures = 0
  }

  /** A try has failed, or ended. Returns the milliseconds to wait before the next one. */
  failed(): number {
    this.#failures += 1
    this.#firstAt = undefined
    return retryDelay(this.#failures)
  }
}
