/**
 * A model of the way to somebody who acknowledges: a distance, and one narrowest place that takes
 * time for every byte. That place may be a link, a proxy, or the viewer's own screen; from here they
 * look the same.
 *
 * The trip of a frame that found the narrow place idle = distance + its bytes / rate. So a trip
 * alone does not tell the two apart. Two frames of which the second had to wait do: what lies
 * between their acknowledgements is the time that the narrow place took for the second.
 *
 * @module
 */
import type { Departure, Landing } from './flight.ts'
import { ShortestTrip } from './shortest-trip.ts'

/** Milliseconds that a measurement of the rate must cover: what clocks and screens round is less. */
const SPAN = 80
/** Milliseconds within which trips are the same. */
const NOISE = 3
/** Acknowledgements at the start whose trips may get shorter: TCP opens its window. */
const SOUNDINGS = 10
/** Milliseconds that an expectation may be wrong by: more is a change, and no want of punctuality. */
const WRONGEST = 50
/** By so much the rate differs when the way has become another. */
const CHANGE = 1.5

/** Learns from acknowledgements. Bytes, milliseconds, and bytes per millisecond. */
export class Way {
  /** Whether enough is known to have as many frames under way as it takes. */
  isKnown = false
  /** Whether a frame has to travel alone, because the way may have become another. */
  isDoubtful = true
  /** When the last acknowledgement came. */
  heardAt: number = Number.NEGATIVE_INFINITY
  /** The trip as it is at present, smoothed; 0 while unknown. */
  trip = 0
  /** By how much acknowledgements come earlier or later than expected, smoothed. */
  deviation = 0
  /** Of the narrowest place; 0 while unknown. */
  rate = 0
  #shortest = new ShortestTrip()
  #soundings = 0
  /** Whether the trips at the start have stopped getting shorter. */
  #isSettled = false
  /** Measurements in a row that say that the way is another. */
  #others = 0
  /** Since when the narrow place was busy without a pause, and what it took since. */
  #run: { from: number; bytes: number } | undefined

  /** The trip without the time that a frame's bytes take. */
  get distance(): number {
    return this.#shortest.distance(this.rate)
  }

  /** Takes in an acknowledgement that came at `now`. */
  heard({ bytes, last }: Landing, now: number): void {
    const trip = now - last.at
    this.trip += this.trip === 0 ? trip : (trip - this.trip) / 8
    if (this.isKnown) this.#compare(bytes, last, now)
    if (!this.isKnown) this.#sound(trip, last, now)
    else if (!last.isAlone && last.at + this.distance <= this.heardAt) this.#waited(bytes, now)
    else this.#passed(trip, last)
    this.#shortest.add({ trip, bytes: last.bytes, isAlone: last.isAlone }, this.rate, now)
    if (last.isAlone) this.isDoubtful = false
    this.heardAt = now
  }

  #compare(bytes: number, { at }: Departure, now: number): void {
    const expected = Math.max(this.heardAt, at + this.distance) + bytes / this.rate
    const wrong = Math.min(WRONGEST, Math.abs(now - expected))
    this.deviation += (wrong - this.deviation) / 4
  }

  /** The first frames: one, and then two at a time. */
  #sound(trip: number, { bytes, isAlone }: Departure, now: number): void {
    this.#soundings += 1
    if (isAlone) {
      this.#isSettled = trip >= 0.8 * this.#shortest.trip
      // Half for the one, half for the other, until a second frame tells.
      if (this.rate === 0) this.rate = bytes / Math.max(1, trip / 2)
    } else {
      this.rate = bytes / Math.max(1, now - this.heardAt)
      this.isKnown = this.#isSettled || this.#soundings >= SOUNDINGS
    }
  }

  /** A frame that had to wait for the one before. */
  #waited(bytes: number, now: number): void {
    this.#run ??= { from: this.heardAt, bytes: 0 }
    this.#run.bytes += bytes
    const elapsed = now - this.#run.from
    if (elapsed < SPAN) return
    const measured = this.#run.bytes / elapsed
    this.#run = undefined
    const isOther = measured * CHANGE < this.rate || measured > this.rate * CHANGE
    this.#others = isOther ? this.#others + 1 : 0
    // Once may be a machine that was busy.
    if (this.#others >= 2) this.#changed(measured)
    else if (!isOther) this.rate += 0.5 * (measured - this.rate)
  }

  /** The link has become another: the distance is believed to be the same until it is sounded. */
  #changed(rate: number): void {
    this.#shortest.keep(this.distance, rate)
    this.rate = rate
    this.isDoubtful = true
    this.#others = 0
  }

  /** A frame that found the narrow place idle. */
  #passed(trip: number, { bytes, wasHeld, isAlone }: Departure): void {
    this.#run = undefined
    // The distance is only supposed, and this is the frame that will tell.
    if (isAlone && this.isDoubtful) return
    const taken = trip - this.distance
    if (taken < bytes / this.rate - NOISE - 2 * this.deviation) {
      // Faster than believed.
      this.rate = Math.min(2 * this.rate, bytes / Math.max(taken, 0.01))
    } else if (wasHeld && !isAlone) {
      // It was held back, and need not have been: the narrow place is faster, and farther away.
      this.rate *= 1.1
    }
  }
}
