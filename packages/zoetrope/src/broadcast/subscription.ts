/**
 * A cursor that can wait: one reader of a broadcast.
 *
 * `read()` and `close()` are the primitive, because a suspended generator cannot be cancelled;
 * `for await` is sugar over them.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import type { Frame } from '../frame/frame.ts'
import type { Cursor, Pace } from './cursor.ts'
import { type Pulse, type WaitOptions, waitUntil } from './wait.ts'

/** How to read. */
export interface SubscriptionOptions {
  /** @default 'latest' */
  readonly pace?: Pace | undefined
  /** Closes the subscription when it aborts. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that each read waits before it throws `TIMEOUT`. @default as long as it takes */
  readonly timeout?: number | undefined
  /**
   * Told when the broadcast was reset since the last frame, before the first one of the new epoch is
   * given out: indices begin anew.
   */
  readonly onReset?: ((epoch: string) => void) | undefined
  /** Called once when the subscription closes, by whatever cause. */
  readonly onClose?: (() => void) | undefined
}

/** What a subscription reads. */
export interface Readable extends Pulse {
  readonly epoch: string
}

/** Made by `broadcast.subscribe()`: reads it, starting with the newest frame if there is one that is not stale. */
export class Subscription implements AsyncIterable<Frame>, Disposable {
  #cursor: Cursor
  #source: Readable
  #options: SubscriptionOptions
  /** Of the frame given out last. */
  #epoch: string
  #closed = false
  /** Ends the read in progress. */
  #wake: (() => void) | undefined

  constructor(cursor: Cursor, source: Readable, options: SubscriptionOptions = {}) {
    this.#cursor = cursor
    this.#source = source
    this.#options = options
    this.#epoch = source.epoch
    if (options.signal?.aborted) this.close()
    else options.signal?.addEventListener('abort', this.#abort)
  }

  /** Frames this reader did not get: jumped over by `latest`, overwritten before `every` came to them. */
  get skipped(): number {
    return this.#cursor.missed
  }

  get closed(): boolean {
    return this.#closed
  }

  /**
   * The next frame, or `undefined` once the broadcast or this subscription is closed. A read that
   * timed out or was aborted took nothing, and another may follow.
   *
   * @throws {ZoetropeError} `READ_IN_PROGRESS` when called while another read waits; `TIMEOUT`.
   * @throws the reason of the read's own signal when that aborts.
   */
  async read({
    timeout = this.#options.timeout,
    signal,
  }: WaitOptions = {}): Promise<Frame | undefined> {
    if (this.#wake) {
      throw new ZoetropeError('READ_IN_PROGRESS', 'Cannot read: another read is in progress')
    }
    const found = this.#look()
    return (found === undefined ? await this.#wait({ timeout, signal }) : found) ?? undefined
  }

  /** Its frames as a stream, which is pulled: no frame is taken before it is wanted. Cancelling it closes this. */
  readable(): ReadableStream<Frame> {
    return new ReadableStream<Frame>(
      {
        pull: async (controller) => {
          const frame = await this.read()
          if (frame) controller.enqueue(frame)
          else controller.close()
        },
        cancel: () => this.close(),
      },
      { highWaterMark: 0 },
    )
  }

  /** Stops reading. A read in progress resolves `undefined` at once. Idempotent. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#options.signal?.removeEventListener('abort', this.#abort)
    this.#wake?.()
    this.#options.onClose?.()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Frame, void, void> {
    try {
      for (let frame = await this.read(); frame; frame = await this.read()) yield frame
    } finally {
      this.close()
    }
  }

  #abort = (): void => this.close()

  #wait(options: WaitOptions): Promise<Frame | null> {
    const pulse: Pulse = {
      closed: false,
      onPulse: (listener) => {
        const cancel = this.#source.onPulse(listener)
        this.#wake = listener
        return () => {
          cancel()
          this.#wake = undefined
        }
      },
    }
    return waitUntil(pulse, () => this.#look(), options)
  }

  /** The next frame if it is there, `null` at the end, `undefined` where there is something to wait for. */
  #look(): Frame | null | undefined {
    const part = this.#closed ? undefined : this.#cursor.take()
    if (!part) {
      if (this.#source.closed) this.close()
      return this.#closed ? null : undefined
    }
    const isNewEpoch = part.epoch !== this.#epoch
    this.#epoch = part.epoch
    if (isNewEpoch) this.#options.onReset?.(part.epoch)
    return part
  }
}
