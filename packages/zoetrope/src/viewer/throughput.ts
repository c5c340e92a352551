/**
 * What one viewer was given, and how fast over the last seconds.
 *
 * Counting must cost next to nothing, because it is done for every frame of every viewer; so the
 * counts are looked at from time to time, and a rate is the difference between two looks.
 *
 * @module
 */
import type { Clock } from '../clock.ts'

/** Milliseconds between two looks that are remembered, at least. */
const LOOK_EVERY = 1000
/** Milliseconds that a rate looks back, at least. */
const WINDOW = 4000

interface Mark {
  readonly at: number
  readonly frames: number
  readonly bytes: number
}

/** Counts frames and bytes. */
export class Throughput {
  frames = 0
  bytes = 0
  #clock: Clock
  /** Oldest first. */
  #marks: Mark[]

  constructor(clock: Clock = performance) {
    this.#clock = clock
    this.#marks = [{ at: clock.now(), frames: 0, bytes: 0 }]
  }

  /** Counts one frame of so many bytes. */
  mark(bytes: number): void {
    this.frames += 1
    this.bytes += bytes
  }

  /** Looks at the counts, so that the rates have something to look back to. Call it every few seconds. */
  look(): void {
    const at = this.#clock.now()
    if (at - (this.#marks.at(-1)?.at ?? 0) < LOOK_EVERY) return
    this.#marks.push({ at, frames: this.frames, bytes: this.bytes })
    while (at - (this.#marks[1]?.at ?? at) >= WINDOW) this.#marks.shift()
  }

  /** Frames per second over the last 4 to 6 s, or since the first look. */
  get rate(): number {
    return this.#perSecond('frames')
  }

  /** Bytes per second, likewise. */
  get bytesPerSecond(): number {
    return this.#perSecond('bytes')
  }

  #perSecond(count: 'frames' | 'bytes'): number {
    const [oldest] = this.#marks
    if (!oldest) return 0
    // Less than half a second would make one frame a flood.
    const elapsed = Math.max(500, this.#clock.now() - oldest.at)
    return ((this[count] - oldest[count]) * 1000) / elapsed
  }
}
