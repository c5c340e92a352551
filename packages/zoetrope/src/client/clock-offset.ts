/**
 * How far another machine's clock is from this one's, from questions that it answers with its time.
 *
 * An answer was given at some moment between question and arrival: the sooner it comes back, the
 * less there is to be wrong about.
 *
 * @module
 */

/** One answer. Milliseconds of the wall clocks. */
export interface ClockAnswer {
  /** When it was asked, here. */
  readonly asked: number
  /** What the other clock said. */
  readonly said: number
  /** When the answer came, here. */
  readonly came: number
}

/** Milliseconds of doubt that a second adds: clocks drift, and people set them. */
const DRIFT = 0.1

/** Learns the offset of one clock. */
export class ClockOffset {
  #best: { readonly offset: number; readonly doubt: number; readonly at: number } | undefined

  /** The other clock less this one, in ms; `undefined` before the first answer. */
  get value(): number | undefined {
    return this.#best?.offset
  }

  /** Takes an answer in. */
  add({ asked, said, came }: ClockAnswer): void {
    const doubt = Math.max(0, came - asked) / 2
    if (this.#best && doubt > this.#doubt(this.#best, came)) return
    this.#best = { offset: said - (asked + came) / 2, doubt, at: came }
  }

  #doubt(best: { readonly doubt: number; readonly at: number }, now: number): number {
    return best.doubt + (Math.abs(now - best.at) / 1000) * DRIFT
  }
}
