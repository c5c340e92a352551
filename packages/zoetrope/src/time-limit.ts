/**
 * A limit of time, beside a signal that may come earlier.
 *
 * It stands in for `AbortSignal.any()` and `AbortSignal.timeout()`: Node 20 may collect such signals
 * while somebody waits for them, and then they never abort.
 *
 * @module
 */
import { LONGEST_DELAY } from './clock.ts'

/** Aborts its signal after a time, or with another signal. Dispose of it when the wait is over. */
export class TimeLimit implements Disposable {
  /** Whether the time was what ended it. */
  reached = false
  #controller = new AbortController()
  #outer: AbortSignal | undefined
  #timer: ReturnType<typeof setTimeout>

  /** @param delay Milliseconds; a longer one than timers can count is as long as they can. */
  constructor(delay: number, outer?: AbortSignal) {
    this.#outer = outer
    this.#timer = setTimeout(this.#reach, Math.min(delay, LONGEST_DELAY))
    if (outer?.aborted) this.#abort()
    else outer?.addEventListener('abort', this.#abort)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#outer?.removeEventListener('abort', this.#abort)
  }

  #reach = (): void => {
    this.reached = true
    this.#abort()
  }

  #abort = (): void => {
    this[Symbol.dispose]()
    const late = new DOMException('The time is over', 'TimeoutError')
    this.#controller.abort(this.reached ? late : this.#outer?.reason)
  }
}
