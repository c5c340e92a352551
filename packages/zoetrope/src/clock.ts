/**
 * The monotonic clock: every age, limit and delay is measured on it, so that a step of the wall
 * clock (NTP, a Pi without a battery) hurts nobody.
 *
 * @module
 */

/** The longest delay that timers can count, in milliseconds: 24.8 days. A longer one would be 1 ms. */
export const LONGEST_DELAY: number = 2 ** 31 - 1

/** Milliseconds since some fixed moment; never goes backwards. `performance` is one. */
export interface Clock {
  /** Milliseconds since that moment. */
  now(): number
}
