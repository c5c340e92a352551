/**
 * How many frames may be under way to a server that answers each: enough to keep the way busy, and
 * none that only waits.
 *
 * A short question tells how long the way is while nothing fills it; what a frame takes beyond that
 * is the time it needs to pass the narrowest place. While one frame is on its long way, as many
 * others have room on it as pass in that time.
 *
 * @module
 */

/** Frames under way at most: on a long way with much room. */
const MOST = 16
/** Of a frame's time at the narrow place: so little idleness is not worth a second frame under way. */
const IDLE = 0.2
/** Milliseconds: clocks of browsers are coarse. */
const LEAST = 0.5

/** Learns one connection. Times in milliseconds of a monotonic clock. */
export class Uplink {
  /** When each frame left that is not answered yet. */
  #departures: number[] = []
  #answeredAt = Number.NEGATIVE_INFINITY
  #distance: number | undefined
  #passage: number | undefined
  #trip: number | undefined

  /** Frames that are not answered yet. */
  get flight(): number {
    return this.#departures.length
  }

  /** How many may be. */
  get room(): number {
    if (this.#distance === undefined || this.#passage === undefined) return 1
    return Math.max(1, Math.min(MOST, 1 + Math.ceil(this.#distance / this.#passage - IDLE)))
  }

  /** Whether another frame may leave. */
  get isFree(): boolean {
    return this.flight < this.room
  }

  /** Milliseconds from the sending of the frame that was answered last to its answer. */
  get trip(): number | undefined {
    return this.#trip
  }

  /** A frame leaves. */
  sent(now: number): void {
    this.#departures.push(now)
  }

  /** The oldest frame under way was answered. */
  answered(now: number): void {
    const left = this.#departures.shift()
    if (left === undefined) return
    const [since, trip] = [now - this.#answeredAt, now - left]
    this.#answeredAt = now
    this.#trip = trip
    // Behind others it waited as well; but then it came right after them.
    const passage = Math.max(LEAST, Math.min(since, trip - (this.#distance ?? 0)))
    this.#passage = (this.#passage ?? passage) + (passage - (this.#passage ?? passage)) / 4
  }

  /** A question of a few bytes came back after so many milliseconds. */
  measured(trip: number): void {
    this.#distance = Math.min(this.#distance ?? trip, trip)
  }
}
