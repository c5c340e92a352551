/**
 * How far a server's clock is from this one's, as far as the `Date` of its answers tells.
 *
 * `Date` counts in seconds, so that one answer leaves a second of doubt, and several less. Where it
 * may be that both clocks show the same they are taken to: most are set by the network, and an
 * estimate would only be worse.
 *
 * @module
 */
import type { ClockAnswer } from './clock-offset.ts'
import type { HeaderFields } from './stamp.ts'

/** Milliseconds that `Date` leaves out. */
const SECOND = 1000

/** Learns the offset of one server's clock. */
export class ServerClock {
  #least = Number.NEGATIVE_INFINITY
  #most = Number.POSITIVE_INFINITY

  /** Milliseconds by which it is ahead of this one; `undefined` where no answer had a `Date`. */
  get offset(): number | undefined {
    if (this.#least === Number.NEGATIVE_INFINITY) return undefined
    if (this.#least <= 0 && this.#most >= 0) return 0
    return (this.#least + this.#most) / 2
  }

  /** Takes in the head of an answer. */
  heard(headers: HeaderFields, { asked, came }: Omit<ClockAnswer, 'said'>): void {
    const said = Date.parse(headers.get('date') ?? '')
    // What a cache has kept tells the time of another answer.
    if (Number.isNaN(said) || headers.get('age')) return
    const [least, most] = [said - came, said + SECOND - asked]
    const agrees = least <= this.#most && most >= this.#least
    // Somebody has set one of the two otherwise.
    this.#least = agrees ? Math.max(this.#least, least) : least
    this.#most = agrees ? Math.min(this.#most, most) : most
  }
}
