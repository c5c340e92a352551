/** A clock that stands still until it is told to move. @module */
import type { Clock } from '../src/clock.ts'

/** A clock under the test's control, in milliseconds. */
export class HandClock implements Clock {
  #now: number

  constructor(now = 1_000_000) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds
  }
}
