import type { Gauge, Path } from '../../src/viewer/link.ts'
import type { Pacer } from '../../src/viewer/pacer.ts'

/** A link, and the frames that are sent over it. */
export interface Setting {
  /** Bytes per second, at a moment in ms. */
  rate(now: number): number
  /** Milliseconds, one way. */
  delay: number
  /** The same at a moment in ms, where it changes. @default delay */
  delayAt?: (now: number) => number
  /** Bytes that the router holds. */
  router: number
  /** Bytes of a frame. */
  frame: number
  /** Milliseconds between frames. */
  interval: number
  /** Bytes that the viewer's window is open for. @default no limit */
  window?: number
  /** Milliseconds of the run. */
  duration: number
}

/** A frame that arrived. All in milliseconds. */
export interface Arrival {
  at: number
  age: number
}

interface Segment {
  end: number
  sentAt: number
  arrivesAt: number
  /** As the kernel's rate samples have them: what was delivered, and when, at the time of sending. */
  delivered: number
  deliveredAt: number
  isAppLimited: boolean
}

const MSS = 1448
const WIRE = 1500 / 1448
const STEP = 0.1
/** Bytes that the sender's socket takes before it is full, acknowledged or not. */
const SOCKET = 1 << 20

/**
 * A sender's TCP over a link with one bottleneck, in simulated time: slow start and a window that
 * grows by one segment a round trip after a loss (reno), round trips and delivery rates measured as
 * Linux measures them (net/ipv4/tcp_rate.c). Frames are handed over as the pacer says.
 */
export class ModelPath implements Gauge {
  now = 0
  arrivals: Arrival[] = []
  /** How often the pacer was asked. */
  asked = 0
  #setting: Setting
  #pacer: Pacer
  #written = 0
  #sent = 0
  #acked = 0
  #cwnd = 10 * MSS
  #threshold = Number.POSITIVE_INFINITY
  #linkFreeAt = 0
  /** The kernel spaces packets out. */
  #sendAt = 0
  #flight: Segment[] = []
  #lostAt = Number.NEGATIVE_INFINITY
  #roundTrip = 0
  #minRoundTrip = 0
  #rate = 0
  #isIdleRate = true
  #deliveredAt = 0
  #appLimitedUntil = 0
  /** The most that was under way since the window's use was last judged, and up to where that lasts. */
  #mostOut = 0
  #judgedUntil = 0
  #frames: { end: number; capturedAt: number }[] = []
  #lookAt = 0

  constructor(setting: Setting, pacer: Pacer) {
    this.#setting = setting
    this.#pacer = pacer
  }

  queued(): number {
    return this.#written - this.#acked
  }

  path(): Path {
    return {
      queued: this.queued(),
      unsent: this.#written - this.#sent,
      held: 0,
      roundTrip: this.#roundTrip,
      minRoundTrip: this.#minRoundTrip,
      rate: this.#rate,
      isIdleRate: this.#isIdleRate,
      silence: 0,
    }
  }

  /** Runs to the end, and gives what arrived. */
  run(): Arrival[] {
    const { interval, duration } = this.#setting
    let captured = Number.NEGATIVE_INFINITY
    let taken = Number.NEGATIVE_INFINITY
    for (let step = 0; this.now < duration; step++) {
      this.now = step * STEP
      captured = Math.floor(this.now / interval) * interval
      this.#acknowledge()
      const isOpen = this.queued() < SOCKET && this.now >= this.#lookAt
      if (captured > taken && isOpen && this.#mayWrite()) {
        taken = captured
        this.#write(captured)
      }
      this.#transmit()
    }
    this.arrivals = this.arrivals.filter(({ at }) => at <= duration)
    return this.arrivals
  }

  #delay(): number {
    return this.#setting.delayAt?.(this.now) ?? this.#setting.delay
  }

  #mayWrite(): boolean {
    this.asked += 1
    const delay = this.#pacer.decide(this.queued(), this, this.now)
    // Timers are a little late, as they are in Node.
    this.#lookAt = delay > 0 ? this.now + delay + 0.5 : 0
    return delay === 0
  }

  #write(capturedAt: number): void {
    this.#written += this.#setting.frame
    this.#frames.push({ end: this.#written, capturedAt })
    this.#pacer.sent(this.#setting.frame, this.now)
  }

  #transmit(): void {
    const { rate, router, window = Number.POSITIVE_INFINITY } = this.#setting
    const delay = this.#delay()
    const limit = Math.min(this.#cwnd, window)
    const speed = rate(this.now)
    const gain = this.#cwnd < this.#threshold ? 2 : 1.2
    const spacing = (this.#roundTrip * MSS) / (gain * this.#cwnd)
    while (this.#sent < this.#written && this.now >= this.#sendAt) {
      const size = Math.min(MSS, this.#written - this.#sent)
      if (this.#sent - this.#acked + size > limit) return
      const starts = Math.max(this.now, this.#linkFreeAt)
      if ((starts - this.now) * speed > router * 1000) return this.#lose()
      this.#linkFreeAt = starts + (size * WIRE * 1000) / speed
      this.#sendAt = Math.max(this.#sendAt, this.now - STEP) + spacing
      this.#sent += size
      this.#mostOut = Math.max(this.#mostOut, this.#sent - this.#acked)
      this.#arrive(this.#linkFreeAt + delay)
      this.#flight.push({
        end: this.#sent,
        sentAt: this.now,
        arrivesAt: this.#linkFreeAt + delay,
        delivered: this.#acked,
        deliveredAt: this.#flight.length === 0 ? this.now : this.#deliveredAt,
        isAppLimited: this.#acked <= this.#appLimitedUntil,
      })
    }
    // The window has room for more than there is.
    if (this.#sent === this.#written && this.#sent - this.#acked < limit)
      this.#appLimitedUntil = this.#sent
  }

  /** The frames that end with what was just sent are in at that moment. */
  #arrive(at: number): void {
    while (this.#frames[0] && this.#frames[0].end <= this.#sent) {
      const frame = this.#frames.shift()
      if (frame) this.arrivals.push({ at, age: at - frame.capturedAt })
    }
  }

  // The segment is sent again later, and the window is halved at most once a round trip.
  #lose(): void {
    if (this.now - this.#lostAt < this.#roundTrip) return
    this.#lostAt = this.now
    this.#threshold = Math.max(2 * MSS, (this.#sent - this.#acked) / 2)
    this.#cwnd = this.#threshold
  }

  #acknowledge(): void {
    const delay = this.#delay()
    while (this.#flight[0] && this.#flight[0].arrivesAt + delay <= this.now) {
      const segment = this.#flight.shift()
      if (segment) this.#acknowledged(segment)
    }
  }

  #acknowledged(segment: Segment): void {
    const size = segment.end - this.#acked
    const trip = this.now - segment.sentAt
    this.#acked = segment.end
    this.#deliveredAt = this.now
    this.#minRoundTrip = Math.min(this.#minRoundTrip || trip, trip)
    this.#roundTrip += this.#roundTrip === 0 ? trip : (trip - this.#roundTrip) / 8
    const elapsed = Math.max(trip, this.now - segment.deliveredAt)
    const rate = ((this.#acked - segment.delivered) * 1000) / elapsed
    if (elapsed >= this.#minRoundTrip && (!segment.isAppLimited || rate > this.#rate)) {
      this.#rate = rate
      this.#isIdleRate = segment.isAppLimited
    }
    if (this.#acked > this.#judgedUntil) {
      this.#judgedUntil = this.#sent
      this.#mostOut = this.#sent - this.#acked
    }
    // A window that is not used does not grow (tcp_is_cwnd_limited).
    const needed = this.#cwnd < this.#threshold ? this.#cwnd / 2 : this.#cwnd - MSS
    if (this.#mostOut < needed) return
    this.#cwnd += this.#cwnd < this.#threshold ? size : (MSS * size) / this.#cwnd
  }
}

/** The value that a `share` of the arrivals' ages is not above, from the second frame on. */
export function age(arrivals: Arrival[], share: number): number {
  const ages = arrivals
    .slice(1)
    .map((arrival) => arrival.age)
    .sort((a, b) => a - b)
  return ages[Math.floor(share * ages.length)] ?? Number.NaN
}
