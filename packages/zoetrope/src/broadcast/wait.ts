/**
 * Waiting for something to happen in a broadcast. Every wait ends by value, close, timeout or abort,
 * and leaves no listener and no timer behind.
 *
 * @module
 */
import { LONGEST_DELAY } from '../clock.ts'
import { ZoetropeError } from '../errors.ts'

/** What wakes a reader: called after every publish and reset, and at the close. */
export interface Pulse {
  readonly closed: boolean
  /** Returns a function that cancels. */
  onPulse(listener: () => void): () => void
}

/** How long to wait. */
export interface WaitOptions {
  /** Milliseconds, after which a `TIMEOUT` is thrown. @default as long as it takes */
  readonly timeout?: number | undefined
  /** Ends the wait when it aborts: its reason is thrown. */
  readonly signal?: AbortSignal | undefined
}

/** Which frame to wait for, and how long. */
export interface IndexOptions extends WaitOptions {
  /** The epoch that the index belongs to. @default the present one */
  readonly epoch?: string | undefined
}

/**
 * What `look` finds: now, or at a later pulse. It may throw to end the wait.
 *
 * @throws {ZoetropeError} `CLOSED` when the broadcast is closed and `look` finds nothing; `TIMEOUT`.
 * @throws the signal's reason when it aborts.
 */
export function waitUntil<Found>(
  pulse: Pulse,
  look: () => Found | undefined,
  { timeout = Number.POSITIVE_INFINITY, signal }: WaitOptions = {},
): Promise<Found> {
  return new Promise((resolve, reject) => {
    const cancels: (() => void)[] = []
    const settle = (settled: () => void): void => {
      for (const cancel of cancels) cancel()
      settled()
    }
    const fail = (error: unknown): void => settle(() => reject(error))
    const heed = (): void => {
      try {
        const found = look()
        if (found !== undefined) settle(() => resolve(found))
        else if (pulse.closed) fail(new ZoetropeError('CLOSED', 'The broadcast was closed'))
      } catch (error) {
        fail(error)
      }
    }
    const abort = (): void => fail(signal?.reason)
    const expire = (): void => fail(late(timeout))
    cancels.push(pulse.onPulse(heed))
    signal?.addEventListener('abort', abort)
    cancels.push(() => signal?.removeEventListener('abort', abort))
    if (timeout <= LONGEST_DELAY) {
      const timer = setTimeout(expire, timeout)
      cancels.push(() => clearTimeout(timer))
    }
    if (signal?.aborted) abort()
    else heed()
  })
}

function late(timeout: number): ZoetropeError {
  return new ZoetropeError('TIMEOUT', `Expected a frame within ${timeout} ms, got none`)
}
