/**
 * Notices that somebody has been silent for too long. One timer, which is not set anew at every
 * sign of life.
 *
 * @module
 */

/** Milliseconds by which the timer may be late: if it is later, this process was held up, and silence proves nothing. */
const LATE = 500

/** Watches one who is to speak from now on. */
export class Silence {
  #timeout: number
  #tell: () => void
  #heardAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param timeout Milliseconds; `Infinity`: any silence is fine. @param tell Called once it lasted so long. */
  constructor(timeout: number, tell: () => void) {
    this.#timeout = timeout
    this.#tell = tell
    this.heard()
  }

  /** A sign of life. Begins anew after {@link close}. */
  heard(): void {
    this.#heardAt = performance.now()
    if (this.#timer === undefined && Number.isFinite(this.#timeout)) this.#wait(this.#timeout)
  }

  /** Watches no more. Idempotent. */
  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #wait(delay: number): void {
    this.#timer = setTimeout(this.#look, delay)
  }

  #look = (): void => {
    const left = this.#heardAt + this.#timeout - performance.now()
    if (left > 0) return this.#wait(left)
    if (left < -LATE) {
      this.#heardAt += LATE - left
      return this.#wait(LATE)
    }
    this.#timer = undefined
    this.#tell()
  }
}
