/**
 * When the next picture is due, and which were left out because somebody was not ready: the link to
 * the server, or this device.
 *
 * Pictures that were left out are never made up for: what is sent is new.
 *
 * @module
 */

/** Who kept the pictures waiting. Times in milliseconds of a monotonic clock. */
export class Rhythm {
  /** Pictures that were due while the link had no room. */
  leftOut = 0
  /** Pictures that were due while this device made another one. */
  missed = 0
  #interval: number
  #due: number | undefined
  #freeAt = 0

  /** @param rate Pictures a second. */
  constructor(rate: number) {
    this.#interval = 1000 / rate
  }

  /** Another rate, from the next picture on. */
  set rate(rate: number) {
    this.#interval = 1000 / rate
  }

  /** The device is done with the picture before. */
  made(now: number): void {
    this.#freeAt = now
  }

  /**
   * The link has room again: how long to wait until a picture of the camera may be the next one. It is
   * the one nearest to the moment at which it is due: a camera is not punctual.
   */
  wait(now: number): number {
    const due = this.#due
    if (due === undefined) return 0
    if (now <= due) return Math.max(0, due - this.#interval / 2 - now)
    const late = Math.floor((now - due) / this.#interval)
    const byDevice = Math.floor(Math.max(0, Math.min(now, this.#freeAt) - due) / this.#interval)
    this.missed += byDevice
    this.leftOut += late - byDevice
    this.#due = due + late * this.#interval
    return 0
  }

  /** A picture is made now. */
  begun(now: number): void {
    // Evenly spaced where it can be; but one that waited for the camera must not make the next hurry.
    this.#due = Math.max((this.#due ?? now) + this.#interval, now)
  }

  /** Nobody wanted pictures: those that were due since are not missed. */
  rested(): void {
    this.#due = undefined
  }
}
