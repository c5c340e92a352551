/**
 * The body of an answer, chunk by chunk, with the ends that a stream does not have by itself: a
 * silence that lasts too long, bytes that come to nothing, and a reader who has had enough.
 *
 * All cancel the body, which closes the connection and wakes a read in progress: nothing has to
 * race against anything.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { connectionFailure } from './failure.ts'

/** When to give up. */
export interface BodyOptions {
  /** Ends the reading as if the body had ended. */
  readonly signal?: AbortSignal | undefined
  /**
   * Milliseconds without a byte that mean the other side is gone; and those within which the bytes
   * must have come to something (`stagnated`).
   *
   * @default 10000
   */
  readonly silenceTimeout?: number | undefined
}

/** Reads the body of one response. Close it on every path. */
export class BodyReader {
  readonly #reader: ReadableStreamDefaultReader<Bytes> | undefined
  readonly #from: string
  readonly #signal: AbortSignal | undefined
  readonly #silenceTimeout: number
  #silent = false
  #bytes = 0
  #since = performance.now()
  #closed: Promise<void> | undefined

  /** @param from what errors call the other side. */
  constructor(response: Response, from: string, options: BodyOptions) {
    this.#reader = response.body?.getReader()
    this.#from = from
    this.#signal = options.signal
    this.#silenceTimeout = options.silenceTimeout ?? 10_000
    this.#signal?.addEventListener('abort', this.close)
    if (this.#signal?.aborted) void this.close()
  }

  /**
   * The next chunk, never empty; `undefined` once the body ended, the signal aborted or this was
   * closed.
   *
   * @throws {ZoetropeError} `TIMEOUT`, or `SOURCE_FAILED` when the connection broke.
   */
  async read(): Promise<Bytes | undefined> {
    let chunk = await this.#next()
    while (chunk?.length === 0) chunk = await this.#next()
    this.#bytes += chunk?.length ?? 0
    return chunk
  }

  /** The bytes so far have come to something, such as a frame: patience begins anew. */
  progressed(): void {
    this.#bytes = 0
    this.#since = performance.now()
  }

  /**
   * The bytes so far have not come to anything.
   *
   * @throws {ZoetropeError} `TIMEOUT` when that is so for too long.
   */
  stagnated(): void {
    if (performance.now() - this.#since > this.#silenceTimeout) throw this.#fruitless()
  }

  /** Stops reading and closes the connection; resolves when it is closed. Idempotent. */
  readonly close = (): Promise<void> => {
    this.#signal?.removeEventListener('abort', this.close)
    // What goes wrong in the closing of something that is given up matters to nobody.
    this.#closed ??= this.#reader?.cancel().catch(() => {}) ?? Promise.resolve()
    return this.#closed
  }

  #fruitless(): ZoetropeError {
    const seconds = this.#silenceTimeout / 1000
    const what = `sent ${this.#bytes} bytes in ${seconds} s, and no whole frame with them`
    return new ZoetropeError('TIMEOUT', `${this.#from} ${what}`)
  }

  async #next(): Promise<Bytes | undefined> {
    const timer = setTimeout(this.#giveUp, this.#silenceTimeout)
    try {
      const result = await this.#reader?.read()
      if (!this.#silent) return result?.value
    } catch (error) {
      if (this.#signal?.aborted) return undefined
      throw connectionFailure(this.#from, error)
    } finally {
      clearTimeout(timer)
    }
    const waited = `${this.#from} sent nothing for ${this.#silenceTimeout / 1000} s`
    throw new ZoetropeError('TIMEOUT', waited)
  }

  readonly #giveUp = (): void => {
    this.#silent = true
    void this.close()
  }
}
