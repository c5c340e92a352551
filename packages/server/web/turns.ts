/**
 * Snapshots in turn: of all cameras that may not stream, one after the other is asked for its
 * picture, so that any number of them needs one connection.
 *
 * @module
 */

/** Somebody who waits for a turn. */
export interface Waiting {
  /** Asks for one picture and shows it. Failures are its own affair: it must not reject. */
  refresh(): Promise<void>
}

/** How fast the turns go, in milliseconds. */
export interface TurnsOptions {
  /** The least time between two snapshots. @default 150 */
  readonly pause?: number
  /** The least time for a round of all. @default 1000 */
  readonly round?: number
}

/** Gives turns to whoever is in the round. */
export class Turns {
  #round: readonly Waiting[] = []
  #last: Waiting | undefined
  #running = false
  readonly #leastPause: number
  readonly #leastRound: number

  constructor({ pause = 150, round = 1000 }: TurnsOptions = {}) {
    this.#leastPause = pause
    this.#leastRound = round
  }

  /** Says who takes part from now on. A turn that has begun is not interrupted. */
  set(round: readonly Waiting[]): void {
    this.#round = round
    if (!this.#running) void this.#run()
  }

  async #run(): Promise<void> {
    this.#running = true
    for (let waiting = this.#next(); waiting; waiting = this.#next()) {
      await waiting.refresh()
      await new Promise((resolve) => setTimeout(resolve, this.#pause()))
    }
    this.#running = false
  }

  #next(): Waiting | undefined {
    const at = this.#last ? this.#round.indexOf(this.#last) : -1
    this.#last = this.#round[(at + 1) % this.#round.length]
    return this.#last
  }

  #pause(): number {
    return Math.max(this.#leastPause, this.#leastRound / Math.max(1, this.#round.length))
  }
}
