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

/** What wakes a reader: called after every publish, and at the close. */
export interface Pulse {
  readonly closed: boolean
  /** Returns a function that cancels. */
  onPulse(listener: () => void): () => void
}

/** How to read. */
export interface SubscriptionOptions {
  /** @default 'latest' */
  readonly pace?: Pace | undefined
  /** Closes the subscription when it aborts. */
  readonly signal?: AbortSignal | undefined
  /** Called once when the subscription closes, by whatever cause. */
  readonly onClose?: (() => void) | undefined
}

/** Made by `broadcast.subscribe()`: reads it, starting with the newest frame if there is one that is not stale. */
export class Subscription implements AsyncIterable<Frame>, Disposable {
  #cursor: Cursor
  #source: Pulse
  #signal: AbortSignal | undefined
  #onClose: (() => void) | undefined
  #closed = false
  #wake: (() => void) | undefined

  constructor(cursor: Cursor, source: Pulse, options: SubscriptionOptions = {}) {
    this.#cursor = cursor
    this.#source = source
    this.#signal = options.signal
    this.#onClose = options.onClose
    if (this.#signal?.aborted) this.close()
    else this.#signal?.addEventListener('abort', this.#abort)
  }

  /** Frames this reader did not get: jumped over by `latest`, overwritten before `every` came to them. */
  get skipped(): number {
    return this.#cursor.missed
  }

  get closed(): boolean {
    return this.#closed
  }

  /**
   * The next frame, or `undefined` once the broadcast or this subscription is closed.
   *
   * @throws {ZoetropeError} `READ_IN_PROGRESS` when called while another read waits.
   */
  async read(): Promise<Frame | undefined> {
    if (this.#wake) {
      throw new ZoetropeError('READ_IN_PROGRESS', 'Cannot read: another read is in progress')
    }
    while (!this.#closed) {
      const part = this.#cursor.take()
      if (part) return part
      if (this.#source.closed) this.close()
      else await this.#pulse()
    }
    return undefined
  }

  /** Stops reading. A read in progress resolves `undefined` at once. Idempotent. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#signal?.removeEventListener('abort', this.#abort)
    this.#wake?.()
    this.#onClose?.()
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

  async #pulse(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#source.onPulse(() => this.#wake?.())
      this.#wake = () => {
        cancel()
        resolve()
      }
    })
    this.#wake = undefined
  }
}
