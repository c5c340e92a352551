/**
 * One line on standard error that tells what runs and how long all of it will still take.
 *
 * @module
 */

/** The estimate is in the seconds that were planned, corrected by how long they have taken so far. */
export class Progress {
  #planned
  #jobs
  #done = 0
  #begun = performance.now()
  #live = process.stderr.isTTY

  /** @param {number} seconds of all that is planned @param {number} jobs that run at a time */
  constructor(seconds, jobs) {
    this.#planned = seconds
    this.#jobs = jobs
  }

  /** What runs now. @param {string} what */
  say(what) {
    const line = `${what}; ${duration(this.#left())} left`
    process.stderr.write(this.#live ? `\r\x1b[K${line}` : `${line}\n`)
  }

  /** @param {number} seconds of the plan that are behind */
  advance(seconds) {
    this.#done += seconds
  }

  /** A line that stays. @param {string} line */
  print(line) {
    process.stderr.write(`${this.#live ? '\r\x1b[K' : ''}${line}\n`)
  }

  /** Clears the line. */
  done() {
    if (this.#live) process.stderr.write('\r\x1b[K')
  }

  #left() {
    const spent = (performance.now() - this.#begun) / 1000
    const pace = this.#done > 0 ? spent / this.#done : 1 / this.#jobs
    return Math.max(0, this.#planned - this.#done) * pace
  }
}

/** @param {number} seconds */
function duration(seconds) {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
}
