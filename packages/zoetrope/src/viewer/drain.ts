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

/** Measures one connection's drain over the last round trips. Pure. */
export class Drain {
  #ceiling = Number.POSITIVE_INFINITY
  #raisedAt = 0
  /** Sees a slower link soon. Over so short a time a burst more or less is half as much again. */
  #brief = new Stretch()
  /** Is exact, where several viewers share the link and each gets its share in bursts. */
  #long = new Stretch()

  /** The queue is empty: what follows is not one drain with what came before. */
  interrupt(): void {
    this.#brief = new Stretch()
    this.#long = new Stretch()
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
    const drained = this.#drained({ arrived, at: now }, path.minRoundTrip)
    // Nothing drained is no measure: the way is interrupted, and as wide as before when it is back.
    if (drained && (isQueueing || MARGIN * drained > this.#ceiling)) {
      this.#ceiling = MARGIN * drained
      this.#raisedAt = now
    } else if (drained === undefined || !isQueueing) {
      // Slowly, because the kernel's estimate may still be the one from before the link slowed down.
      this.#ceiling *= MARGIN ** ((now - this.#raisedAt) / Math.max(path.minRoundTrip, 20))
      this.#raisedAt = now
    }
    if (this.#ceiling > 2 * path.rate) this.#ceiling = Number.POSITIVE_INFINITY
    return this.#ceiling
  }

  /** Bytes per second, by the long measure, unless the brief one tells of another link. */
  #drained(mark: Mark, minRoundTrip: number): number | undefined {
    // Acknowledgements come in bursts, once a round trip: over less than one they mean nothing.
    const brief = this.#brief.rate(mark, Math.max(60, minRoundTrip))
    const long = this.#long.rate(mark, Math.max(120, 2 * minRoundTrip))
    return brief === undefined || long === undefined || brief < long / 2 ? brief : long
  }
}

/** A sliding measure over once to twice its span. */
class Stretch {
  #older: Mark | undefined
  #newer: Mark | undefined

  /** Bytes per second up to `mark`; `undefined` before there is a span to look back on. */
  rate(mark: Mark, span: number): number | undefined {
    this.#newer ??= mark
    if (mark.at - this.#newer.at >= span) {
      this.#older = this.#newer
      this.#newer = mark
    }
    if (!this.#older || mark.at - this.#older.at < span) return undefined
    return ((mark.arrived - this.#older.arrived) * 1000) / (mark.at - this.#older.at)
  }
}
