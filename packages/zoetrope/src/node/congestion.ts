/**
 * Which congestion control a viewer's connection uses, where the system's own is bbr.
 *
 * Every ten seconds bbr all but stops for 200 ms, to measure the way without its own queue; a picture
 * is 0.4 s late then. Here no queue is allowed to grow, so cubic does better: except where packets
 * are lost at random, which it takes for a full link. There the connection goes back to bbr
 * (docs/decisions/0005-bounded-age.md has the figures).
 *
 * @module
 */
import type { Kernel } from './kernel.ts'

/** Segments over which losses are counted. */
const SEGMENTS = 500
/** So many times in a row something is lost among them: the start of a connection loses more, but once. */
const TIMES = 4

/** What the kernel counts of a connection. */
export interface Losses {
  /** Segments with data that were sent, over the life of the connection. */
  readonly segments: number
  /** Of these, those that were sent again. */
  readonly retransmitted: number
  /** Milliseconds. */
  readonly roundTrip: number
  /** Milliseconds. */
  readonly minRoundTrip: number
}

/** Keeps one connection on the control that suits it. */
export class Congestion {
  #kernel: Kernel
  #fd: number
  /** The system's own control, while another one stands in for it. */
  #own: string | undefined
  #segments = 0
  #retransmitted = 0
  #times = 0

  constructor(kernel: Kernel, fd: number) {
    this.#kernel = kernel
    this.#fd = fd
    const own = kernel.congestion(fd)
    if (own.startsWith('bbr') && kernel.setCongestion(fd, 'cubic') === 0) this.#own = own
  }

  /** Told what was lost so far. */
  heed({ segments, retransmitted, roundTrip, minRoundTrip }: Losses): void {
    if (this.#own === undefined || segments - this.#segments < SEGMENTS) return
    const lost = retransmitted - this.#retransmitted
    this.#segments = segments
    this.#retransmitted = retransmitted
    // What is lost while packets wait at the link is lost because they do.
    const isRandom = lost > 0 && roundTrip <= 1.25 * minRoundTrip
    this.#times = isRandom ? this.#times + 1 : 0
    if (this.#times < TIMES) return
    this.#kernel.setCongestion(this.#fd, this.#own)
    this.#own = undefined
  }
}
