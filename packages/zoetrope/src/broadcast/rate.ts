/**
 * How many frames and bytes a second, over the last five seconds.
 *
 * Counts fall into fixed buckets of 100 ms, so that a meter costs the same memory at 1 and at
 * 240 frames a second, and a mark costs two additions.
 *
 * @module
 */
import type { Clock } from '../clock.ts'

const WINDOW = 5000
const BUCKET = 100
const BUCKETS = WINDOW / BUCKET

/** Counts frames over a sliding window of 5 s. */
export class RateMeter {
  /** Milliseconds between frames as they came lately, pauses left out; 0 before the second frame. */
  interval = 0
  #clock: Clock
  #frames = new Float64Array(BUCKETS)
  #bytes = new Float64Array(BUCKETS)
  /** The bucket that `#now` fell into, counted from the clock's zero. */
  #head = 0
  #started: number | undefined

  constructor(clock: Clock = performance) {
    this.#clock = clock
  }

  /** Notes one frame of that many bytes. */
  mark(bytes: number): void {
    const now = this.#clock.now()
    this.#advance(now)
    // The first frame opens the window: what counts is what came since, or 30 frames in the first
    // second would be 31.
    if (this.#started === undefined) {
      this.#started = now
      return
    }
    const slot = this.#head % BUCKETS
    this.#frames[slot] = (this.#frames[slot] ?? 0) + 1
    this.#bytes[slot] = (this.#bytes[slot] ?? 0) + bytes
  }

  /** Learns the rhythm from the milliseconds since the frame before. A pause says nothing of it. */
  heed(gap: number): void {
    if (gap === Number.POSITIVE_INFINITY) return
    if (this.interval === 0) this.interval = gap
    else this.interval += (Math.min(gap, 4 * this.interval) - this.interval) / 8
  }

  /** Frames per second; 0 while nothing was marked in the window. */
  get rate(): number {
    return this.#perSecond(this.#frames)
  }

  get bytesPerSecond(): number {
    return this.#perSecond(this.#bytes)
  }

  #perSecond(counts: Float64Array): number {
    const now = this.#clock.now()
    this.#advance(now)
    if (this.#started === undefined) return 0
    // The newest bucket is still filling. Before the window has filled once, what was counted
    // belongs to the time since the start; less than half a second would make one frame a flood.
    const covered = WINDOW - BUCKET + (now % BUCKET)
    const elapsed = Math.min(covered, Math.max(500, now - this.#started))
    return (counts.reduce((sum, count) => sum + count, 0) * 1000) / elapsed
  }

  #advance(now: number): void {
    const head = Math.floor(now / BUCKET)
    const passed = Math.min(BUCKETS, head - this.#head)
    for (let step = 0; step < passed; step++) {
      const slot = (head - step) % BUCKETS
      this.#frames[slot] = 0
      this.#bytes[slot] = 0
    }
    // A meter that was silent for a whole window starts afresh.
    if (passed === BUCKETS) this.#started = undefined
    this.#head = Math.max(head, this.#head)
  }
}
