/**
 * How many messages the other side may send: so many a second, more for a moment, and one for each
 * frame that it may acknowledge.
 *
 * @module
 */

/** Counts messages against a limit. Time in milliseconds. */
export class Allowance {
  #perSecond: number
  #burst: number
  #left: number
  #at: number

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#left = burst
    this.#at = now
  }

  /** Allows one message more. */
  add(): void {
    this.#left = Math.min(this.#burst, this.#left + 1)
  }

  /** Takes one message, or what counts as so many; `false` when as much is not left. */
  take(now: number, count = 1): boolean {
    const earned = ((now - this.#at) * this.#perSecond) / 1000
    this.#left = Math.min(this.#burst, this.#left + earned)
    this.#at = now
    if (this.#left < count) return false
    this.#left -= count
    return true
  }
}
