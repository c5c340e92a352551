/**
 * What a viewer does not want to see of a camera: more than so many frames a second, all but every
 * nth frame, frames that are too old.
 *
 * A rate is a grid in time, and the frame nearest to each of its lines is taken, so that the
 * spacing is as even as the source allows and no frame waits for its turn. Only when the source
 * falls silent between two lines is the last frame sent late, because it is what there is to see.
 *
 * The grid is laid over the frames' arrival here: when they were captured is somebody else's clock,
 * which may be late, or set to another time in mid-stream.
 *
 * @module
 */
import type { Part } from '../multipart/part.ts'
import { positive } from '../positive.ts'

/** What a viewer wishes. */
export interface WishOptions {
  /** Frames per second at most, evenly spaced. @default no limit */
  readonly fps?: number | undefined
  /** Only every nth frame. @default 1 */
  readonly every?: number | undefined
  /** Milliseconds from the capture after which a frame is not sent any more. @default no limit */
  readonly maxAge?: number | undefined
}

/** The newest frame, as it is judged. Times in milliseconds of the monotonic clock. */
export interface Candidate {
  readonly arrival: number
  /** Its place among all frames of the broadcast, without gaps. */
  readonly position: number
  /** Between the source's frames; 0 if unknown. */
  readonly interval: number
}

/** Judges the newest frame for one viewer. Pure. */
export class Wish {
  #step: number
  #every: number
  #maxAge: number
  /** The grid's next line. */
  #line = Number.NEGATIVE_INFINITY
  /** The first position that is far enough from the last frame taken. */
  #from = Number.NEGATIVE_INFINITY

  /** @throws {RangeError} when a wish is not a positive number. */
  constructor({ fps = Number.POSITIVE_INFINITY, every = 1, maxAge }: WishOptions) {
    this.#step = 1000 / positive('fps', fps)
    this.#every = positive('every', every)
    this.#maxAge = positive('maxAge', maxAge ?? Number.POSITIVE_INFINITY)
  }

  /** Milliseconds until the frame is wanted: 0 now, `Infinity` never. */
  wait({ arrival, position, interval }: Candidate, now: number): number {
    if (position < this.#from) return Number.POSITIVE_INFINITY
    const gap = this.#gap(interval)
    if (arrival >= this.#line - gap / 2) return 0
    // A better one is expected until then.
    return Math.max(0, this.#line + gap - now)
  }

  /** Whether it is too old to be sent. */
  isTooOld({ moment }: Part, now: number): boolean {
    return now - moment > this.#maxAge
  }

  /** Notes that a frame was taken. */
  take({ arrival, position, interval }: Candidate): void {
    this.#from = position + this.#every
    // After a pause the grid begins anew, or two frames would follow each other closely. One that
    // is only a little late leaves it where it is: or a source that trembles would lose frames.
    const isLate = arrival > this.#line + this.#step
    const lag = isLate ? 0 : Math.min(this.#gap(interval), this.#step / 2)
    this.#line = Math.max(this.#line, arrival - lag) + this.#step
  }

  /** A source that is slower than the cap, or was until now, must not take several lines at once. */
  #gap(interval: number): number {
    return Math.min(interval, this.#step)
  }
}
