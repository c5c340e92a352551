/**
 * How fast a viewer was given frames over the last seconds.
 *
 * It must cost nothing for each frame, so the counts that exist anyway are looked at from time to
 * time, and a rate is the difference between two looks.
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

/** Remembers what two counts were. */
export class Throughput {
  #clock: Clock
  /** Oldest first. */
  #marks: Mark[] = []

  constructor(clock: Clock = performance) {
    this.#clock = clock
  }

  /** Looks at the counts, which only ever grow. Call it every few seconds, and before a rate is read. */
  look(frames: number, bytes: number): void {
    const at = this.#clock.now()
    // What it was greeted with says nothing of the rate: the window opens with the first frame.
    if (frames === 0) return
    // The newest mark is moved on until it is old enough.
    const before = this.#marks.at(-2)
    if (before && at - before.at < LOOK_EVERY) this.#marks.pop()
    this.#marks.push({ at, frames, bytes })
    while (at - (this.#marks[1]?.at ?? at) >= WINDOW) this.#marks.shift()
  }

  /** Frames per second over the last 4 to 6 s up to the last look; 0 before the second. */
  get rate(): number {
    return this.#perSecond('frames')
  }

  /** Bytes per second, likewise. */
  get bytesPerSecond(): number {
    return this.#perSecond('bytes')
  }

  #perSecond(count: 'frames' | 'bytes'): number {
    const [oldest] = this.#marks
    const newest = this.#marks.at(-1)
    if (!oldest || !newest) return 0
    // Less than half a second would make one frame a flood.
    const elapsed = Math.max(500, newest.at - oldest.at)
    return ((newest[count] - oldest[count]) * 1000) / elapsed
  }
}
