/**
 * The body of an answer, chunk by chunk, with the two ends that a stream does not have by itself:
 * a silence that lasts too long, and a reader who has had enough.
 *
 * Both cancel the body, which closes the connection and wakes a read in progress: nothing has to
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
  /** Milliseconds without a byte that mean the other side is gone. @default 10000 */
  readonly silenceTimeout?: number | undefined
}

/** Reads the body of one response. Close it on every path. */
export class BodyReader {
  readonly #reader: ReadableStreamDefaultReader<Bytes> | undefined
  readonly #from: string
  readonly #signal: AbortSignal | undefined
  readonly #silenceTimeout: number
  #silent = false

  /** @param from what errors call the other side. */
  constructor(response: Response, from: string, options: BodyOptions) {
    this.#reader = response.body?.getReader()
    this.#from = from
    this.#signal = options.signal
    this.#silenceTimeout = options.silenceTimeout ?? 10_000
    this.#signal?.addEventListener('abort', this.close)
    if (this.#signal?.aborted) this.close()
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
    return chunk
  }

  /** Stops reading and closes the connection. Idempotent. */
  readonly close = (): void => {
    this.#signal?.removeEventListener('abort', this.close)
    // What goes wrong in the closing of something that is given up matters to nobody.
    this.#reader?.cancel().catch(() => {})
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
    this.close()
  }
}
