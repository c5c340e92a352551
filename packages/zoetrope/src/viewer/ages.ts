/**
 * How old the picture was when it had arrived: a sample of a viewer's frames, taken when the other
 * end acknowledges their last byte.
 *
 * Nobody is woken for an acknowledgement. The connection looks at what is under way before each
 * frame anyway, and from what it finds then the moment of arrival is reckoned back.
 *
 * @module
 */
import type { Arrivals, Look, Path } from './link.ts'

/** Milliseconds between two samples: four a second are enough for a figure that people read. */
export const SAMPLE_EVERY = 250
/** Samples remembered: 16 s of them. */
const CAPACITY = 64

/** Frame ages of one viewer, in milliseconds. */
export class Ages implements Arrivals {
  #samples: Float32Array | undefined
  #count = 0
  /** Where the sampled frame ends, in bytes of the connection; none is under way while undefined. */
  #end: number | undefined
  #moment = 0
  #sentAt = 0
  /** When it was known last that the sampled frame had not arrived. */
  #before = 0
  #next = Number.NEGATIVE_INFINITY
  /** Whether anything is ever known of what is under way. */
  #isMeasured = false
  #listener: ((age: number) => void) | undefined

  /** @param listener Called with every sample. Must not throw. */
  constructor(listener?: (age: number) => void) {
    this.#listener = listener
  }

  get awaits(): boolean {
    return this.#end !== undefined
  }

  sent(moment: number, end: number, now: number): void {
    if (this.#end !== undefined || now < this.#next) return
    this.#end = end
    this.#moment = moment
    this.#sentAt = now
    this.#before = now
    this.#next = now + SAMPLE_EVERY
  }

  heed({ now, arrived, gauge }: Look): void {
    if (this.#end === undefined) return
    this.#isMeasured = true
    if (arrived < this.#end) {
      this.#before = now
      return
    }
    const path = gauge.path()
    const roundTrip = path?.minRoundTrip ?? 0
    const at = path ? acknowledged(path, arrived - this.#end, now) : now
    this.#add(Math.max(at, this.#before, this.#sentAt + roundTrip) - roundTrip / 2)
    this.#end = undefined
  }

  quantile(share: number, now: number): number | undefined {
    const count = Math.min(this.#count, CAPACITY)
    const sorted = Float32Array.from(this.#samples?.subarray(0, count) ?? []).sort()
    const waiting = this.#isMeasured && this.awaits ? now - this.#moment : 0
    const ages = waiting > (sorted.at(-1) ?? 0) ? [...sorted, waiting] : sorted
    return ages[Math.max(0, Math.ceil(share * ages.length) - 1)]
  }

  #add(arrival: number): void {
    const age = Math.max(0, arrival - this.#moment)
    this.#samples ??= new Float32Array(CAPACITY)
    this.#samples[this.#count % CAPACITY] = age
    this.#count += 1
    this.#listener?.(age)
  }
}

/** When a frame was acknowledged behind which `more` bytes have been as well. */
function acknowledged(path: Path, more: number, now: number): number {
  return now - path.silence - (path.rate > 0 ? (more / path.rate) * 1000 : 0)
}
