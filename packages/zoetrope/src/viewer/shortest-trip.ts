/**
 * The shortest trip of the last while, from which the distance follows once the rate is known.
 *
 * The trip is remembered and not the distance, because the rate may turn out to be another: then the
 * same trip means another distance.
 *
 * @module
 */

/** A frame's way there, and its acknowledgement's way back. Milliseconds. */
export interface Trip {
  readonly trip: number
  readonly bytes: number
  /** Whether nothing else was under way. */
  readonly isAlone: boolean
}

/** Milliseconds that a trip counts for, once or twice: it is one of the last two spans. */
const SPAN = 10_000

/** Remembers the shortest trip of the last 10 to 20 s. */
export class ShortestTrip {
  #old: Trip | undefined
  #young: Trip | undefined
  #since = Number.NEGATIVE_INFINITY
  /** Whether the trip is made up of what was known before a change. */
  #isSupposed = false

  /** `Infinity` before the first. */
  get trip(): number {
    return Math.min(lengthOf(this.#old), lengthOf(this.#young))
  }

  /** The trip less the time for its bytes at that `rate`. 0 before the first. */
  distance(rate: number): number {
    const shortest = Math.min(distanceOf(this.#old, rate), distanceOf(this.#young, rate))
    return shortest === Number.POSITIVE_INFINITY ? 0 : Math.max(0, shortest)
  }

  /** Adds a trip that ended at `now`. */
  add(trip: Trip, rate: number, now: number): void {
    if (this.#isSupposed && trip.isAlone) this.#forget()
    if (now - this.#since > SPAN) {
      this.#old = this.#young
      this.#young = trip
      this.#since = now
    } else if (distanceOf(trip, rate) < distanceOf(this.#young, rate)) this.#young = trip
  }

  /** Supposes that the distance stays what it is, though the rate is another; a lone trip will tell. */
  keep(distance: number, rate: number): void {
    const bytes = this.#young?.bytes ?? 0
    this.#old = undefined
    this.#young = { trip: distance + bytes / rate, bytes, isAlone: false }
    this.#isSupposed = true
  }

  #forget(): void {
    this.#old = undefined
    this.#young = undefined
    this.#isSupposed = false
  }
}

function lengthOf(trip: Trip | undefined): number {
  return trip?.trip ?? Number.POSITIVE_INFINITY
}

function distanceOf(trip: Trip | undefined, rate: number): number {
  return trip ? trip.trip - trip.bytes / rate : Number.POSITIVE_INFINITY
}
