/**
 * Keeps at a camera whose connection is lost: tries again, later each time, until there are frames.
 *
 * A server that says no before it has ever said yes is believed: the address is wrong, or the
 * password, and somebody should know. One that has given frames before has only been restarted.
 *
 * @module
 */
import { Retry } from '../camera/retry.ts'
import { patience, Watchdog } from '../camera/watchdog.ts'
import { type ErrorCode, ZoetropeError } from '../errors.ts'
import { pause } from '../pause.ts'
import { connectionFailure } from './failure.ts'
import type { Received } from './part-frames.ts'
import type { Upstream, UpstreamPorts } from './upstream.ts'

/** Whom to tell, and how long to try. */
export interface RedialPorts extends UpstreamPorts {
  /** Takes a frame; the next is read when what it returns is settled. */
  take(received: Received): Promise<void> | undefined
  /** Told why there are no frames any more, or not yet; another try follows. */
  lost(reason: ZoetropeError): void
  /** Whether to try again. */
  readonly reconnect: boolean
  /** Milliseconds between two tries at most. */
  readonly longestPause: number
}

/** What asking again does not mend. */
const FINAL: readonly ErrorCode[] = ['UNAUTHORIZED', 'REFUSED', 'INVALID_STREAM']

/**
 * Reads until the signal aborts; without `reconnect` also until the stream ends.
 *
 * @throws {ZoetropeError} what makes another try vain; without `reconnect` whatever goes wrong.
 */
export async function redial(upstream: Upstream, ports: RedialPorts): Promise<void> {
  const { signal, reconnect, longestPause } = ports
  const retry = new Retry()
  let wasLive = false
  while (!signal.aborted) {
    const attempt = new Attempt(upstream, ports)
    const failure = await attempt.run()
    if (signal.aborted || !(failure || reconnect)) return
    const reason = failure ?? new ZoetropeError('SOURCE_FAILED', `${upstream.label} ended`)
    retry.lived(attempt.lived)
    wasLive ||= attempt.isLive
    if (!reconnect || (!wasLive && FINAL.includes(reason.code))) throw reason
    ports.lost(reason)
    await pause(Math.max(retry.delay(longestPause), reason.retryAfter ?? 0), signal)
  }
}

/** One connection, or one picture after the other, until it ends, fails or falls silent. */
class Attempt {
  readonly #upstream: Upstream
  readonly #ports: RedialPorts
  readonly #stop = new AbortController()
  #firstAt: number | undefined
  #lastAt = 0
  #isTaken = true
  #silence: ZoetropeError | undefined

  constructor(upstream: Upstream, ports: RedialPorts) {
    this.#upstream = upstream
    this.#ports = ports
  }

  /** Whether there was a frame. */
  get isLive(): boolean {
    return this.#firstAt !== undefined
  }

  /** Milliseconds from the first frame to the last. */
  get lived(): number {
    return this.#firstAt === undefined ? 0 : this.#lastAt - this.#firstAt
  }

  /** Returns what went wrong; `undefined` at a quiet end. */
  async run(): Promise<ZoetropeError | undefined> {
    const { signal } = this.#ports
    const abort = (): void => this.#stop.abort()
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    const watchdog = new Watchdog(() => this.#limit, this.#silent)
    try {
      await this.#read(watchdog)
    } catch (error) {
      return this.#silence ?? connectionFailure(this.#upstream.label, error)
    } finally {
      watchdog.close()
      signal.removeEventListener('abort', abort)
    }
    return this.#silence
  }

  async #read(watchdog: Watchdog): Promise<void> {
    const ports = { ...this.#ports, signal: this.#stop.signal }
    for await (const received of this.#upstream.open(ports)) {
      this.#lastAt = performance.now()
      this.#firstAt ??= this.#lastAt
      const taken = ports.take(received)
      if (taken) {
        this.#isTaken = false
        await taken
        this.#isTaken = true
      }
      watchdog.heard()
    }
  }

  /** Milliseconds of silence that are too many. Before the first frame others count them. */
  get #limit(): number {
    const isSilent = this.isLive && this.#isTaken
    return isSilent ? patience(this.#upstream.interval) : Number.POSITIVE_INFINITY
  }

  readonly #silent = (silence: number): void => {
    const text = `${this.#upstream.label} gave no frame for ${(silence / 1000).toFixed(1)} s`
    this.#silence = new ZoetropeError('TIMEOUT', text)
    this.#stop.abort()
  }
}
