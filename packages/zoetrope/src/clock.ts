/**
 * The monotonic clock: every age, limit and delay is measured on it, so that a step of the wall
 * clock (NTP, a Pi without a battery) hurts nobody.
 *
 * @module
 */

/** Milliseconds since some fixed moment; never goes backwards. `performance` is one. */
export interface Clock {
  now(): number
}
