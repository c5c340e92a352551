/**
 * What moves the focus, with its backlash: a thread and its nut do not stand at the same place when
 * they come from the other side, so every position that counts is reached from the same one.
 *
 * @module
 */

/**
 * Moves the focus to a position. What it returns is awaited: it is there then, or has stopped because
 * `signal` aborted.
 */
export type Move = (position: number, options: { readonly signal: AbortSignal }) => unknown

/** The way a stage may go, and how. */
export interface StageOptions {
  readonly move: Move
  /** The first position, in the stage's own unit. */
  readonly from: number
  /** The last position; it may be the smaller one. */
  readonly to: number
  /** How far it goes back before it comes from the side of `from`, in the stage's unit. @default 0 */
  readonly backlash?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** A stage that is moved between two positions. */
export class Stage {
  /** How often it was moved. */
  moves = 0
  #options: StageOptions
  #position: number | undefined

  constructor(options: StageOptions) {
    this.#options = options
  }

  /**
   * Goes to a position, coming from the side of `from`.
   *
   * @throws what `move` throws, and the signal's reason when it aborts, whether `move` heeds it or not.
   */
  async approach(position: number): Promise<void> {
    const { from, to, backlash = 0 } = this.#options
    const way = Math.sign(to - from)
    const isAhead = this.#position === undefined || (this.#position - position) * way > 0
    if (isAhead && backlash > 0) {
      // Never beyond the first position: there may be a lens in front of the sample.
      const behind = (position - from) * way
      await this.#go(position - way * Math.min(backlash, behind))
    }
    if (this.#position !== position) await this.#go(position)
  }

  async #go(position: number): Promise<void> {
    const { move, signal = new AbortController().signal } = this.#options
    signal.throwIfAborted()
    this.moves += 1
    let abort: (() => void) | undefined
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(signal.reason)
      signal.addEventListener('abort', abort)
    })
    try {
      await Promise.race([move(position, { signal }), aborted])
      signal.throwIfAborted()
      this.#position = position
    } finally {
      if (abort) signal.removeEventListener('abort', abort)
    }
  }
}
