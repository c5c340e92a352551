/**
 * How fast a connection's queue really drains: a ceiling for the kernel's estimate of the rate, which
 * stays where it was when a link slows down under a sender that holds back.
 *
 * @module
 */
import type { Path } from './link.ts'

/** The drain is not exact, and a ceiling below the link's rate would be a floor under its own feet. */
const MARGIN = 1.1

interface Mark {
  readonly arrived: number
  readonly at: number
}

/** Measures one connection's drain over the last round trip or two. Pure. */
export class Drain {
  #ceiling = Number.POSITIVE_INFINITY
  #raisedAt = 0
  #older: Mark | undefined
  #newer: Mark | undefined

  /** The queue is empty: what follows is not one drain with what came before. */
  interrupt(): void {
    this.#older = undefined
    this.#newer = undefined
  }

  /**
   * Bytes per second that the path is not believed to exceed; `Infinity` while nothing speaks
   * against the kernel's estimate.
   *
   * @param arrived bytes of the connection that were acknowledged so far.
   * @param isQueueing whether the round trip shows that packets wait at the link: only then is
   * what drains all that it can.
   */
  ceiling(arrived: number, path: Path, isQueueing: boolean, now: number): number {
    const drained = this.#drained(arrived, path, now)
    if (drained !== undefined && (isQueueing || MARGIN * drained > this.#ceiling)) {
      this.#ceiling = MARGIN * drained
      this.#raisedAt = now
    } else if (!isQueueing && this.#ceiling < Number.POSITIVE_INFINITY) {
      // Slowly, because the kernel's estimate may still be the one from before the link slowed down.
      this.#ceiling *= MARGIN ** ((now - this.#raisedAt) / Math.max(path.minRoundTrip, 20))
      this.#raisedAt = now
    }
    if (this.#ceiling > 2 * path.rate) this.#ceiling = Number.POSITIVE_INFINITY
    return this.#ceiling
  }

  /** Bytes per second over the last one or two round trips; `undefined` before that many. */
  #drained(arrived: number, { minRoundTrip }: Path, now: number): number | undefined {
    // Acknowledgements come in bursts, once a round trip: over less than one they mean nothing.
    const span = Math.max(60, minRoundTrip)
    this.#newer ??= { arrived, at: now }
    if (now - this.#newer.at >= span) {
      this.#older = this.#newer
      this.#newer = { arrived, at: now }
    }
    if (!this.#older || now - this.#older.at < span) return undefined
    return ((arrived - this.#older.arrived) * 1000) / (now - this.#older.at)
  }
}
