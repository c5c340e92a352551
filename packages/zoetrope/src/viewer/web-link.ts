/**
 * The portable way out: the body of a `Response`. It is pulled, so the frame is chosen when the
 * reader wants one, and is the newest then.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import type { Link } from './link.ts'

/** A link over a `ReadableStream`; {@link body} is its other end. */
export class WebLink implements Link {
  readonly transport = 'response'
  /** Begins when it is first read; `begin` is called then, once. */
  readonly body: ReadableStream<Bytes>
  #controller: ReadableStreamDefaultController<Bytes> | undefined
  #begin: ((link: WebLink) => void) | undefined
  #drain: (() => void) | undefined
  #gone: (() => void) | undefined
  #ended = false

  constructor(begin: (link: WebLink) => void) {
    this.#begin = begin
    // A high-water mark of 0: the default of 1 would ask for a frame before anybody wants it, and
    // hold it while it grows old.
    this.body = new ReadableStream<Bytes>(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => this.#pulled(),
        cancel: () => this.#cancelled(),
      },
      { highWaterMark: 0 },
    )
  }

  write(bytes: Bytes): boolean {
    if (!this.#ended) this.#controller?.enqueue(bytes)
    return false
  }

  onDrain(listener: () => void): () => void {
    this.#drain = listener
    return () => {
      this.#drain = undefined
    }
  }

  onGone(listener: () => void): () => void {
    this.#gone = listener
    return () => {
      this.#gone = undefined
    }
  }

  queued(): undefined {
    return undefined
  }

  path(): undefined {
    return undefined
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#controller?.close()
  }

  destroy(): void {
    if (this.#ended) return
    this.#ended = true
    this.#controller?.error(new ZoetropeError('TIMEOUT', 'The reader took no frame for too long'))
  }

  #pulled(): void {
    const begin = this.#begin
    this.#begin = undefined
    if (begin) begin(this)
    else this.#drain?.()
  }

  #cancelled(): void {
    this.#ended = true
    this.#begin = undefined
    this.#gone?.()
  }
}
