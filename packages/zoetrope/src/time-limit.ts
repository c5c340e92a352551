/**
 * A limit of time, beside a signal that may come earlier.
 *
 * It stands in for `AbortSignal.any()` and `AbortSignal.timeout()`: Node 20 may collect such signals
 * while somebody waits for them, and then they never abort.
 *
 * @module
 */

/** Aborts its signal after a time, or with another signal. Dispose of it when the wait is over. */
export class TimeLimit implements Disposable {
  /** Whether the time was what ended it. */
  reached = false
  #controller = new AbortController()
  #outer: AbortSignal | undefined
  #timer: ReturnType<typeof setTimeout>

  /** @param delay Milliseconds. */
  constructor(delay: number, outer?: AbortSignal) {
    this.#outer = outer
    this.#timer = setTimeout(() => {
      this.reached = true
      this.#abort()
    }, delay)
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

  #abort = (): void => {
    this[Symbol.dispose]()
    const late = new DOMException('The time is over', 'TimeoutError')
    this.#controller.abort(this.reached ? late : this.#outer?.reason)
  }
}
