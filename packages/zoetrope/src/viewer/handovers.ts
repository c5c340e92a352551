/**
 * The frames of a connection that are under way, and since when: the oldest of them tells of a link
 * that has slowed down a round trip before the smoothed round trip does.
 *
 * @module
 */

/** Frames remembered; a path on which more are under way is judged by the newest of them. */
const CAPACITY = 32

/** Remembers where frames end in the stream of bytes, and when they were handed over. */
export class Handovers {
  #ends: Float64Array = new Float64Array(CAPACITY)
  #times: Float64Array = new Float64Array(CAPACITY)
  #first = 0
  #next = 0

  /** Forgets all of them. */
  clear(): void {
    this.#first = 0
    this.#next = 0
  }

  /** Told of a frame whose last byte is the connection's `end`th. */
  sent(end: number, now: number): void {
    const slot = this.#next % CAPACITY
    this.#ends[slot] = end
    this.#times[slot] = now
    this.#next += 1
    this.#first = Math.max(this.#first, this.#next - CAPACITY)
  }

  /** When the oldest frame that has not wholly arrived was handed over, or `now` when all have. */
  oldest(arrived: number, now: number): number {
    while (this.#first < this.#next && this.#end(this.#first) <= arrived) this.#first += 1
    return this.#first < this.#next ? (this.#times[this.#first % CAPACITY] ?? now) : now
  }

  #end(index: number): number {
    return this.#ends[index % CAPACITY] ?? 0
  }
}
