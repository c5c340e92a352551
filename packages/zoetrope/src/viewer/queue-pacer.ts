/**
 * Bounded age: no frame is handed over while more than about one round trip's worth of bytes is
 * still under way, because those would be the past by the time it arrives.
 *
 * @module
 */
import type { Gauge, Path } from './link.ts'
import type { Pacer } from './pacer.ts'

/** Bytes that are nothing: two segments, which a receiver acknowledges together. */
const LITTLE = 2 * 1448
/** Milliseconds of slack: the timers' and the event loop's own. */
const SLACK = 5
const MIN_LOOK = 1
const MAX_LOOK = 50

/** Paces one connection by what its gauge says. */
export class QueuePacer implements Pacer {
  readonly name = 'queue'
  /** The last frame's size. */
  #frame = 0
  #written = 0
  /** Bytes per second that the rate is not believed to exceed, while the link is slower than it was. */
  #ceiling = Number.POSITIVE_INFINITY
  #ceilingAt = 0
  /** Where the drain began to be measured. */
  #mark: { arrived: number; at: number } | undefined

  decide(queued: number | undefined, gauge: Gauge, now: number): number {
    if (queued === undefined) return 0
    if (queued <= LITTLE) {
      if (queued === 0) this.#mark = undefined
      return 0
    }
    const path = gauge.path()
    if (!path) return 0
    if (path.rate === 0) {
      if (path.unsent > 0) return look(path.roundTrip / 2 || 5)
      return look(path.roundTrip)
    }
    const rate = this.#rate(path, now)
    const isClear = path.roundTrip < 1.1 * path.minRoundTrip + SLACK
    const gain = path.isIdleRate && path.unsent === 0 && isClear ? 1.5 : 1
    const pipe = (rate * path.minRoundTrip) / 1000
    const slack = (rate * SLACK) / 1000
    const allowed = Math.max(LITTLE, Math.min(gain * pipe + slack, 1.5 * pipe + this.#frame))
    return queued <= allowed ? 0 : look(((queued - allowed) / rate) * 1000)
  }

  sent(bytes: number): void {
    this.#frame = bytes
    this.#written += bytes
  }

  #rate(path: Path, now: number): number {
    const { minRoundTrip, roundTrip, queued } = path
    let { rate } = path
    const arrived = this.#written - queued
    if (roundTrip > 1.25 * minRoundTrip + SLACK) {
      this.#mark ??= { arrived, at: now }
      const elapsed = now - this.#mark.at
      if (elapsed >= Math.max(100, 2 * minRoundTrip)) {
        const drained = ((arrived - this.#mark.arrived) / elapsed) * 1000
        this.#ceiling = Math.max(1000, 1.1 * drained)
        this.#ceilingAt = now
        this.#mark = { arrived, at: now }
      }
    } else {
      this.#mark = undefined
      if (this.#ceiling < Number.POSITIVE_INFINITY) {
        const trips = (now - this.#ceilingAt) / Math.max(minRoundTrip, 20)
        this.#ceiling *= 1.1 ** trips
        this.#ceilingAt = now
        if (this.#ceiling > 2 * rate) this.#ceiling = Number.POSITIVE_INFINITY
      }
    }
    rate = Math.min(rate, this.#ceiling)
    return rate
  }
}

function look(milliseconds: number): number {
  return Math.min(MAX_LOOK, Math.max(MIN_LOOK, milliseconds))
}
