/**
 * Where frames wait between who receives them and who reads them: never more than one.
 *
 * Whoever wants the latest finds the newest there, and the one before is gone. Whoever wants every one
 * keeps the receiver waiting instead, and through it the server.
 *
 * @module
 */

/**
 * - latest: the newest frame, whatever came before it
 * - every: all frames, in order; who is slow reads the past, and the server has to wait
 */
export type StreamPace = 'latest' | 'every'

/** Holds one thing until it is taken. */
export class Handover<Thing> {
  /** Things that made room for newer ones. */
  skipped = 0
  readonly #pace: StreamPace
  #waiting: Thing | undefined
  #onGiven: (() => void) | undefined
  #onTaken: (() => void) | undefined
  #isOver = false

  constructor(pace: StreamPace) {
    this.#pace = pace
  }

  /** Whether nothing is given any more. What waits may still be taken. */
  get closed(): boolean {
    return this.#isOver
  }

  /** Gives the next one; returns what to wait for before another is given. */
  give(thing: Thing): Promise<void> | undefined {
    if (this.#isOver) return undefined
    if (this.#waiting !== undefined) this.skipped += 1
    this.#waiting = thing
    this.#onGiven?.()
    if (this.#pace === 'latest' || this.#waiting === undefined) return undefined
    return new Promise((resolve) => {
      this.#onTaken = resolve
    })
  }

  /** What waits, once. */
  take(): Thing | undefined {
    const thing = this.#waiting
    this.#waiting = undefined
    this.#onTaken?.()
    this.#onTaken = undefined
    return thing
  }

  /** Calls `listener` whenever there is something, and at the end. Returns a function that cancels. */
  onPulse(listener: () => void): () => void {
    this.#onGiven = listener
    return () => {
      this.#onGiven = undefined
    }
  }

  /** Nothing more comes. */
  end(): void {
    this.#isOver = true
    this.#onGiven?.()
  }

  /** Nothing more comes, nor what waits. */
  close(): void {
    this.take()
    this.end()
  }
}
