/**
 * Bounded age: no frame is handed over while more than about one round trip's worth of bytes is
 * still under way, because those would be the past by the time it arrives.
 *
 * A round trip's worth is the path's rate times its shortest round trip. The kernel's own estimate
 * of the rate is too low while this pacer holds frames back, and is never lowered when the link
 * slows down; {@link Drain} corrects it (docs/decisions/0005-bounded-age.md).
 *
 * @module
 */
import { Drain } from './drain.ts'
import { Handovers } from './handovers.ts'
import type { Gauge, Path } from './link.ts'
import type { Pacer } from './pacer.ts'

/** Bytes of one packet: while it is on the link, the next one has to be there. */
const SEGMENT = 1448
/** Bytes that are nothing: two segments, which a receiver acknowledges together. */
const LITTLE = 2 * SEGMENT
/** Milliseconds of slack: the timers' and the event loop's own. */
const SLACK = 5
/** Milliseconds, the least and the most, until the next look. */
const SOON = 1
const LATE = 50

/** Paces one connection by what its gauge says. */
export class QueuePacer implements Pacer {
  readonly name = 'queue'
  /** The last frame's bytes. */
  #frame = 0
  #written = 0
  #sentAt = 0
  /**
   * Whether there was a queue at the last look. Without one there is nothing to remember, and a frame
   * touches nothing but this object: memory that was not used for a frame's time is slow.
   */
  #hasQueue = false
  #drain = new Drain()
  #handovers = new Handovers()

  decide(queued: number | undefined, gauge: Gauge, now: number): number {
    if (queued === undefined) return 0
    if (queued <= LITTLE) {
      this.#hasQueue = false
      return 0
    }
    const path = gauge.path()
    if (!path) return 0
    if (!this.#hasQueue) this.#begin()
    // Before the first estimate: one frame at a time, so that the start does not fill the queue.
    if (path.rate === 0) return within(path.unsent > 0 ? path.roundTrip / 2 : path.roundTrip)
    const arrived = this.#written - path.queued + path.held
    const isQueueing = this.#isQueueing(path, arrived, now)
    const rate = Math.min(path.rate, this.#drain.ceiling(arrived, path, isQueueing, now))
    const excess = queued - this.#allowed(path, rate, isQueueing)
    return excess <= 0 ? 0 : within((excess / rate) * 1000)
  }

  sent(bytes: number, now: number): void {
    this.#frame = bytes
    this.#written += bytes
    this.#sentAt = Math.round(now)
    if (this.#hasQueue) this.#handovers.sent(this.#written, this.#sentAt)
  }

  /** The last frame was the first that did not leave at once. */
  #begin(): void {
    this.#hasQueue = true
    this.#drain.interrupt()
    this.#handovers.clear()
    this.#handovers.sent(this.#written, this.#sentAt)
  }

  /** Bytes that may be under way before the next frame. */
  #allowed(path: Path, rate: number, isQueueing: boolean): number {
    const { minRoundTrip, isIdleRate, unsent, roundTrip } = path
    const pipe = (rate * minRoundTrip) / 1000
    // Nothing waits anywhere, and the rate is what was sent, not what the path can do: find out.
    const isClear = !isQueueing && unsent === 0 && roundTrip < 1.1 * minRoundTrip + SLACK
    const slack = (rate * SLACK) / 1000 + SEGMENT
    const wanted = (isIdleRate && isClear ? 1.5 : 1) * pipe + slack
    return Math.max(LITTLE, Math.min(wanted, 1.5 * pipe + this.#frame))
  }

  /** Whether packets wait at the link, by the round trip or, a round trip earlier, by a frame that is late. */
  #isQueueing(path: Path, arrived: number, now: number): boolean {
    const { minRoundTrip, roundTrip, rate, isIdleRate } = path
    if (roundTrip > 1.25 * minRoundTrip + SLACK) return true
    // Half a frame may be missing: a viewer's system is slow to acknowledge the last segment.
    const since = this.#handovers.oldest(arrived + this.#frame / 2, now)
    const travel = (this.#frame * 1000) / rate
    return now - since > minRoundTrip + SLACK + (isIdleRate ? travel / 2 : travel)
  }
}

function within(milliseconds: number): number {
  return Math.min(LATE, Math.max(SOON, milliseconds))
}
