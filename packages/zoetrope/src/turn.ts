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

  /** Lets the event loop turn where that is due. Ask once for each frame. */
  async yielded(): Promise<void> {
    if (performance.now() - this.#since < LONGEST) return
    await new Promise((resolve) => setTimeout(resolve))
    this.#since = performance.now()
  }
}
