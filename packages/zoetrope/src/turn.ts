/**
 * Leaving everybody else a turn: what never waits for anything real keeps the whole program from
 * timers, sockets and signals.
 *
 * @module
 */

/** Milliseconds that one may go on. */
const LONGEST = 10

/** One loop's turn. */
export class Turn {
  #since = performance.now()

  /** Lets the event loop turn where that is due; `undefined` where it is not. Ask once for each frame. */
  yielded(): Promise<void> | undefined {
    if (performance.now() - this.#since < LONGEST) return undefined
    return new Promise((resolve) => {
      setTimeout(() => {
        this.#since = performance.now()
        resolve()
      })
    })
  }
}
