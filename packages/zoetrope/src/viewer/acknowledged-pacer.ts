/**
 * Bounded age where only the other end knows what has arrived: behind proxies, which take megabytes
 * at once, and before browsers that are slow themselves.
 *
 * Each frame is sent so that it reaches the narrowest place of the way just when the one before has
 * passed it: there are as many frames under way as the round trip needs, and none that waits.
 *
 * @module
 */
import { type Flight, type Landing, PATIENCE } from './flight.ts'
import type { Pacer } from './pacer.ts'
import { Way } from './way.ts'

/** Milliseconds that frames come early, so that the narrow place is never idle. */
const EARLY = 5
/** Of the distance, the same: a longer way is less punctual. */
const EARLY_SHARE = 0.1
/** Milliseconds after which one frame comes late, to see how short the trip is without a queue. */
const PROBE_EVERY = 8000
/** By that share of the distance. */
const PROBE = 0.5
/** Milliseconds until it looks again without having been called: an acknowledgement calls it. */
const LONGEST = 1000

/** Paces one connection by what its other end acknowledges. */
export class AcknowledgedPacer implements Pacer {
  readonly name = 'acknowledged'
  /** What was learnt so far. */
  readonly way: Way = new Way()
  #flight: Flight
  #isHeld = false
  #probedAt: number | undefined
  #wasHeld = false

  constructor(flight: Flight) {
    this.#flight = flight
  }

  /** Whether nothing is known of the way, so that what is under way has to be waited for. */
  get isBlind(): boolean {
    return !this.way.isKnown || this.way.isDoubtful
  }

  /** Whether the last frame that was sent had been held back. */
  get wasHeld(): boolean {
    return this.#wasHeld
  }

  decide(_queued: number | undefined, _gauge: unknown, now: number): number {
    const delay = this.#delay(now)
    if (delay > 0) this.#isHeld = true
    return delay
  }

  sent(): void {
    this.#wasHeld = this.#isHeld
    this.#isHeld = false
  }

  /** Told of an acknowledgement. */
  heard(landing: Landing, now: number): void {
    this.way.heard(landing, now)
  }

  #delay(now: number): number {
    const [first, second] = this.#flight.departures
    if (!first) return 0
    const { isKnown, isDoubtful, distance, deviation, rate } = this.way
    // At the start two at a time: what lies between them tells the rate.
    if (!isKnown && !isDoubtful && first.isAlone && !second) return 0
    // What is not heard of may be of a camera that is never shown; the others need not wait for it.
    const last = this.#flight.departures.at(-1) ?? first
    if (this.isBlind) return Math.max(0, Math.min(LONGEST, last.at + PATIENCE - now))
    this.#probedAt ??= now
    const isProbe = now - this.#probedAt > PROBE_EVERY
    // No more than the time of one frame, or many small ones would come at once.
    const early = Math.min(EARLY + EARLY_SHARE * distance, first.bytes / rate) + 2 * deviation
    const wait = this.#free(now) - now - (isProbe ? PROBE * distance : distance + early)
    if (wait > 0) return Math.min(LONGEST, Math.max(1, wait))
    if (isProbe) {
      this.#probedAt = now
      // That it finds the way idle is what it is for.
      this.#isHeld = false
    }
    return 0
  }

  /** When the last of the frames under way will have been heard of. */
  #free(now: number): number {
    const { heardAt, distance } = this.way
    let { rate } = this.way
    let free = heardAt
    for (const { at, bytes } of this.#flight.departures) {
      const begins = Math.max(free, at + distance)
      const ends = begins + bytes / rate
      if (free === heardAt && ends < now) {
        // Overdue: at best it comes now, and what follows it is not faster.
        rate = bytes / (now - begins)
        free = now
      } else free = ends
    }
    return free
  }
}
