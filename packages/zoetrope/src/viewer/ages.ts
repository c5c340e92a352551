/**
 * How old the picture was when it had arrived: a sample of a viewer's frames, taken when the other
 * end acknowledges their last byte.
 *
 * @module
 */

/** Milliseconds between two samples: four a second are enough for a figure that people read. */
const SAMPLE_EVERY = 250
/** Samples remembered: 16 s of them. */
const CAPACITY = 64

/** Frame ages of one viewer. */
export class Ages {
  #samples: Float32Array | undefined
  #count = 0
  /** Where the sampled frame ends, in bytes of the connection; none is under way while undefined. */
  #end: number | undefined
  #moment = 0
  #next = Number.NEGATIVE_INFINITY

  /** Whether a sampled frame is under way. */
  get awaits(): boolean {
    return this.#end !== undefined
  }

  /** Told of a frame that was handed over. @param end the connection's bytes up to its last one. */
  sent(moment: number, end: number, now: number): void {
    if (this.#end !== undefined || now < this.#next) return
    this.#end = end
    this.#moment = moment
    this.#next = now + SAMPLE_EVERY
  }

  /** Told how many of the connection's bytes had arrived at `now`. */
  arrived(bytes: number, now: number): void {
    if (this.#end === undefined || bytes < this.#end) return
    this.#end = undefined
    this.#samples ??= new Float32Array(CAPACITY)
    this.#samples[this.#count % CAPACITY] = now - this.#moment
    this.#count += 1
  }

  /** The age in milliseconds that a `share` of the latest samples is not above; `undefined` before the first. */
  quantile(share: number): number | undefined {
    if (!this.#samples || this.#count === 0) return undefined
    const sorted = this.#samples.slice(0, Math.min(this.#count, CAPACITY)).sort()
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  }
}
