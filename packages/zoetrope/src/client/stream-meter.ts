/**
 * What a reader of a stream can tell about it: how much came, how regularly, and how late.
 *
 * @module
 */
import { RateMeter } from '../broadcast/rate.ts'
import type { Clock } from '../clock.ts'
import type { StreamFrame } from './stream-frame.ts'

/** A stream as its reader sees it. Counts are since the reader was made. */
export interface StreamStatistics {
  /** Frames that came whole, repetitions left out. */
  readonly frames: number
  /** Bytes that came, headers of parts included. */
  readonly bytes: number
  /** Frames that were not read: newer ones came before anybody asked for them. */
  readonly skipped: number
  /** Frames that were no JPEG, or too large. */
  readonly rejected: number
  /** How often there were frames again after a connection was lost. */
  readonly reconnects: number
  /** Frames per second, over the last five. */
  readonly rate: number
  /** Bytes of those frames per second, headers included. */
  readonly bytesPerSecond: number
  /** Of the newest frame when it came, in milliseconds; `undefined` where the camera does not tell its time. */
  readonly age: number | undefined
  /**
   * How unevenly frames arrive, in milliseconds, averaged over the last sixteen or so: how far the
   * time between two differs from that between their captures, or where the camera does not tell that,
   * from the usual one. `undefined` before there is anything to compare.
   */
  readonly jitter: number | undefined
  /**
   * Milliseconds by which the camera's clock is ahead of this one: 0 where they may show the same,
   * `undefined` where the camera does not tell its time (`Date`; pages cannot see that of other origins).
   */
  readonly clockOffset: number | undefined
}

/** The share that the newest frame has in what is averaged. */
const SHARE = 1 / 16

/** Measures one stream. */
export class StreamMeter {
  frames = 0
  bytes = 0
  rejected = 0
  reconnects = 0
  age: number | undefined
  readonly #clock: Clock
  readonly #rate: RateMeter
  #counted = 0
  #cameAt: number | undefined
  #capturedAt: number | undefined
  #usual: number | undefined
  #jitter: number | undefined

  constructor(clock: Clock = performance) {
    this.#clock = clock
    this.#rate = new RateMeter(clock)
  }

  /** A frame came. */
  came({ capturedAt, age }: Pick<StreamFrame, 'capturedAt' | 'age'>): void {
    this.frames += 1
    this.age = age
    this.#rate.mark(this.bytes - this.#counted)
    this.#counted = this.bytes
    const now = this.#clock.now()
    const captured = age === undefined ? undefined : capturedAt
    if (this.#cameAt !== undefined) this.#compare(now - this.#cameAt, captured)
    this.#cameAt = now
    this.#capturedAt = captured
  }

  /** The next frame follows upon an interruption, which is no jitter. */
  interrupted(): void {
    this.#cameAt = undefined
    this.#capturedAt = undefined
  }

  /** How it is now. */
  statistics(rest: Pick<StreamStatistics, 'skipped' | 'clockOffset'>): StreamStatistics {
    const { frames, bytes, rejected, reconnects, age } = this
    const { rate, bytesPerSecond } = this.#rate
    const counts = { frames, bytes, rejected, reconnects }
    return { ...counts, rate, bytesPerSecond, age, jitter: this.#jitter, ...rest }
  }

  #compare(gap: number, captured: number | undefined): void {
    const before = this.#capturedAt
    const isStamped = captured !== undefined && before !== undefined
    const due = isStamped ? captured - before : this.#usual
    if (due !== undefined) this.#jitter = nearer(this.#jitter, Math.abs(gap - due))
    this.#usual = nearer(this.#usual, gap)
  }
}

function nearer(mean: number | undefined, value: number): number {
  return mean === undefined ? value : mean + (value - mean) * SHARE
}
