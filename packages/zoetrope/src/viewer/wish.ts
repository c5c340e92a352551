/**
 * What a viewer does not want to see of a camera: more than so many frames a second, all but every
 * nth frame, frames that are too old.
 *
 * A rate is a grid in time, and the frame nearest to each of its lines is taken, so that the
 * spacing is as even as the source allows and no frame waits for its turn. Only when the source
 * falls silent between two lines is the last frame sent late, because it is what there is to see.
 *
 * @module
 */
import type { Part } from '../multipart/part.ts'

/** What a viewer wishes. */
export interface WishOptions {
  /** Frames per second at most, evenly spaced. @default no limit */
  readonly fps?: number | undefined
  /** Only every nth frame. @default 1 */
  readonly every?: number | undefined
  /** Milliseconds from the capture after which a frame is not sent any more. @default no limit */
  readonly maxAge?: number | undefined
}

/** Judges the newest frame for one viewer. Pure. */
export class Wish {
  #step: number
  #every: number
  #maxAge: number
  /** The grid's next line, in ms of the monotonic clock. */
  #line = Number.NEGATIVE_INFINITY
  /** The position behind the last frame taken. */
  #after = Number.NEGATIVE_INFINITY

  /** @throws {RangeError} when a wish is not a positive number. */
  constructor({ fps = Number.POSITIVE_INFINITY, every = 1, maxAge }: WishOptions) {
    this.#step = 1000 / positive('fps', fps)
    this.#every = positive('every', every)
    this.#maxAge = positive('maxAge', maxAge ?? Number.POSITIVE_INFINITY)
  }

  /**
   * Milliseconds until the frame at `position` is wanted: 0 now, `Infinity` never.
   *
   * @param interval milliseconds between the source's frames, 0 if unknown.
   */
  wait({ moment }: Part, position: number, interval: number, now: number): number {
    if (position - this.#after < this.#every - 1) return Number.POSITIVE_INFINITY
    if (moment >= this.#line - interval / 2) return 0
    // A better one is expected until then.
    return Math.max(0, this.#line + interval - now)
  }

  /** Whether it is too old to be sent. */
  isTooOld({ moment }: Part, now: number): boolean {
    return now - moment > this.#maxAge
  }

  /** Notes that the frame at `position` was taken. */
  take({ moment }: Part, position: number): void {
    this.#after = position + 1
    // After a gap the grid begins anew, or two frames would follow each other closely.
    const isLate = moment > this.#line + this.#step / 2
    this.#line = (isLate ? moment : this.#line) + this.#step
  }
}

function positive(name: string, value: number): number {
  if (value > 0) return value
  throw new RangeError(`Expected ${name} to be more than 0, got ${value}`)
}
