/**
 * Reads one camera anywhere: an MJPEG stream of any server, or a picture asked for again and again.
 * It connects by itself, and again when the connection was lost.
 *
 * It receives whether anybody reads or not, so that what is read is new: who is slow skips frames,
 * and does not fall behind.
 *
 * @module
 */
import { type Pulse, type WaitOptions, waitUntil } from '../broadcast/wait.ts'
import type { Note } from '../camera/source.ts'
import { LONGEST_DELAY } from '../clock.ts'
import { ZoetropeError } from '../errors.ts'
import { pause } from '../pause.ts'
import { connectionFailure } from './failure.ts'
import { Handover, type StreamPace } from './handover.ts'
import type { Received } from './part-frames.ts'
import { redial } from './redial.ts'
import { ServerClock } from './server-clock.ts'
import { type StreamFrame, streamFrame } from './stream-frame.ts'
import { StreamMeter, type StreamStatistics } from './stream-meter.ts'
import { Upstream } from './upstream.ts'
import type { UpstreamOptions } from './upstream-options.ts'

/**
 * - connecting: there was no frame yet
 * - live: frames come
 * - lost: there is no connection, or no frames on it; another try follows by itself
 * - closed: by {@link StreamReader.close}, or because trying again would be in vain
 */
export type StreamState = 'connecting' | 'live' | 'lost' | 'closed'

/** How to read a camera. */
export interface StreamReaderOptions extends UpstreamOptions {
  /** Which frames a slow reader gets. @default 'latest' */
  readonly pace?: StreamPace | undefined
  /** Closes the reader when it aborts. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that each read waits before it throws `TIMEOUT`. @default as long as it takes */
  readonly timeout?: number | undefined
  /** Connects again when the connection is lost or the stream ends; else the frames end. @default true */
  readonly reconnect?: boolean | undefined
  /** Milliseconds between two tries at most; the first follows after 250, each later one after twice as long, until frames have come for 2 s. @default 5000 */
  readonly longestPause?: number | undefined
  /** Takes each change of {@link StreamReader.state}, with what is wrong where something is. */
  readonly onState?: ((state: StreamState, reason: ZoetropeError | undefined) => void) | undefined
  /** Is told of every frame that was left out because it was broken. */
  readonly onReject?: ((error: ZoetropeError) => void) | undefined
  /** Takes remarks on lost connections and broken frames, for the log. */
  readonly note?: Note | undefined
}

/** Milliseconds after which who reads was busy, perhaps with all of this process. */
const BUSY = 20
/** Bytes in one turn of the event loop that show that more are waiting. */
const BACKLOG = 16_384
/** Milliseconds for what waits to be received. */
const CATCHING_UP = 250

/** A reader of one camera. It connects by itself, and again, until it is closed. */
export class StreamReader implements AsyncIterable<StreamFrame>, AsyncDisposable {
  /** The address as it may be printed: without user, password and other secrets. */
  readonly label: string
  readonly #options: StreamReaderOptions
  readonly #upstream: Upstream
  readonly #handover: Handover<StreamFrame>
  readonly #meter = new StreamMeter()
  readonly #clock = new ServerClock()
  readonly #stop = new AbortController()
  readonly #running: Promise<void>
  #state: StreamState = 'connecting'
  #reason: ZoetropeError | undefined
  /** What made trying again vain. */
  #failure: ZoetropeError | undefined
  #isReading = false
  #tookAt = performance.now()
  readonly #pulse: Pulse = {
    closed: false,
    onPulse: (listener) => this.#handover.onPulse(listener),
  }

  /**
   * @param url `http:` or `https:`. A user and a password in it are used when the camera asks.
   * @throws {ZoetropeError} `INVALID_SOURCE` for any other, and when a number is out of range or a header is none.
   */
  constructor(url: string | URL, options: StreamReaderOptions = {}) {
    const { longestPause = 5000, pace = 'latest', signal } = options
    if (!(longestPause >= 1 && longestPause <= LONGEST_DELAY)) {
      const text = `Expected longestPause to be a number from 1 to ${LONGEST_DELAY}, got ${longestPause}`
      throw new ZoetropeError('INVALID_SOURCE', text)
    }
    this.#options = options
    this.#upstream = new Upstream(url, options)
    this.label = this.#upstream.label
    this.#handover = new Handover(pace)
    signal?.addEventListener('abort', this.close)
    this.#running = signal?.aborted ? Promise.resolve() : this.#run(longestPause)
    if (signal?.aborted) void this.close()
  }

  get state(): StreamState {
    return this.#state
  }

  /** Why there are no frames; `undefined` while there are, and where nothing is wrong. */
  get reason(): ZoetropeError | undefined {
    return this.#reason
  }

  /** How the stream is at present, and how much came of it so far. */
  get statistics(): StreamStatistics {
    const { skipped } = this.#handover
    return this.#meter.statistics({ skipped, clockOffset: this.#clock.offset })
  }

  /**
   * The next frame; `undefined` once the reader is closed, or the stream has ended and there is to be
   * no other. A read that timed out or was aborted took nothing, and another may follow.
   *
   * @throws {ZoetropeError} `UNAUTHORIZED`, `REFUSED` or `INVALID_STREAM` when the address gave that
   * before the first frame: the reader is closed then. Without `reconnect` also `SOURCE_UNAVAILABLE`,
   * `SOURCE_FAILED` and `TIMEOUT`. `TIMEOUT` when no frame came within `timeout`; `READ_IN_PROGRESS`.
   * @throws the reason of the read's own signal when that aborts.
   */
  async read({
    timeout = this.#options.timeout,
    signal,
  }: WaitOptions = {}): Promise<StreamFrame | undefined> {
    if (this.#isReading)
      throw new ZoetropeError('READ_IN_PROGRESS', 'Cannot read: another read is in progress')
    this.#isReading = true
    try {
      await this.#catchUp()
      const frame = await waitUntil(this.#pulse, this.#look, { timeout, signal })
      this.#tookAt = performance.now()
      return frame ?? undefined
    } catch (error) {
      throw this.#explained(error)
    } finally {
      this.#isReading = false
    }
  }

  /** Ends the reading, and resolves when the connection is closed. A read in progress resolves `undefined`. Idempotent. */
  readonly close = (): Promise<void> => {
    this.#options.signal?.removeEventListener('abort', this.close)
    this.#stop.abort()
    this.#handover.close()
    this.#become('closed', undefined)
    return this.#running
  };

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StreamFrame, void, void> {
    try {
      for (let frame = await this.read(); frame; frame = await this.read()) yield frame
    } finally {
      await this.close()
    }
  }

  /** The next frame if it is there, `null` at the end, `undefined` where there is something to wait for. */
  readonly #look = (): StreamFrame | null | undefined => {
    const frame = this.#handover.take()
    if (frame || !this.#handover.closed) return frame
    if (this.#failure) throw this.#failure
    return null
  }

  /**
   * Whoever computes between two reads keeps this process from receiving: what has come meanwhile is
   * received first, or each frame would be older than the one before.
   */
  async #catchUp(): Promise<void> {
    const began = performance.now()
    if (this.#options.pace === 'every' || began - this.#tookAt < BUSY) return
    let before = Number.NEGATIVE_INFINITY
    while (this.#meter.bytes - before >= BACKLOG && performance.now() - began < CATCHING_UP) {
      before = this.#meter.bytes
      await pause(0, this.#stop.signal)
    }
  }

  /** A wait that was in vain is explained by what is wrong with the stream. */
  #explained(error: unknown): unknown {
    const reason = this.#reason
    const isLate = error instanceof ZoetropeError && error.code === 'TIMEOUT'
    if (!(isLate && reason) || error === reason) return error
    return new ZoetropeError('TIMEOUT', `${error.message}: ${reason.message}`, { cause: reason })
  }

  async #run(longestPause: number): Promise<void> {
    const { reconnect = true, note } = this.#options
    try {
      await redial(this.#upstream, {
        ...{ signal: this.#stop.signal, reconnect, longestPause, note },
        take: (received) => this.#take(received),
        lost: (reason) => this.#lost(reason),
        onReject: (error) => this.#rejected(error),
        onBytes: (count) => {
          this.#meter.bytes += count
        },
        onAnswer: (headers, times) => this.#clock.heard(headers, times),
      })
      this.#end(undefined)
    } catch (error) {
      this.#end(connectionFailure(this.label, error))
    }
  }

  #take(received: Received): Promise<void> | undefined {
    const frame = streamFrame(received, this.#clock.offset ?? 0)
    if (this.#state === 'lost' && this.#meter.frames > 0) this.#meter.reconnects += 1
    this.#meter.came(frame)
    if (this.#state !== 'live') this.#become('live', undefined)
    return this.#handover.give(frame)
  }

  #lost(reason: ZoetropeError): void {
    this.#meter.interrupted()
    this.#options.note?.(reason.message)
    this.#become('lost', reason)
  }

  #rejected(error: ZoetropeError): void {
    this.#meter.rejected += 1
    this.#options.onReject?.(error)
  }

  #end(failure: ZoetropeError | undefined): void {
    if (this.#state === 'closed') return
    this.#options.signal?.removeEventListener('abort', this.close)
    this.#failure = failure
    // First: who reads is not to wait for ever where `onState` throws.
    this.#handover.end()
    this.#become('closed', failure)
  }

  #become(state: StreamState, reason: ZoetropeError | undefined): void {
    if (this.#state === 'closed') return
    this.#state = state
    this.#reason = reason
    this.#options.onState?.(state, reason)
  }
}
