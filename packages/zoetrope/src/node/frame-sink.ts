/**
 * A broadcast as a Node stream: something to write bytes into, for programs that have their pictures
 * from a pipe, a socket or an encoder that wants a file.
 *
 * @module
 */
import { Writable } from 'node:stream'
import type { Broadcast } from '../broadcast/broadcast.ts'
import { isRejection } from '../broadcast/captured.ts'
import { type ByteSource, ownBytesOf } from '../frame/bytes.ts'
import { JpegSplitter, type SplitterOptions } from '../frame/split.ts'

/** A `Writable` that finds the JPEGs in whatever bytes are written to it, and publishes them. */
export class FrameSink extends Writable {
  #broadcast: Broadcast
  #options: SplitterOptions
  #splitter: JpegSplitter
  #cancel: () => void

  /** See {@link frameSink}. */
  constructor(broadcast: Broadcast, options: SplitterOptions = {}) {
    super()
    this.#broadcast = broadcast
    this.#options = options
    this.#splitter = new JpegSplitter(options)
    this.#cancel = broadcast.onPulse(() => {
      // No error: who pipes into it and does not listen for any would end with its program.
      if (broadcast.closed) this.destroy()
    })
    if (broadcast.closed) this.destroy()
  }

  /**
   * Publishes what is whole. It is published as soon as its last byte is written, unless the stream
   * is corked: so this is for programs that write a picture and then flush, and does little.
   */
  flush(): void {
    while (this.writableCorked > 0) this.uncork()
  }

  override _write(chunk: ByteSource, _encoding: string, done: (error?: Error) => void): void {
    try {
      for (const jpeg of this.#splitter.push(ownBytesOf(chunk))) this.#publish(jpeg)
    } catch (error) {
      return done(error instanceof Error ? error : new Error(String(error)))
    }
    done()
  }

  override _final(done: () => void): void {
    this.#splitter.end()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#cancel()
    done(error)
  }

  #publish(jpeg: Uint8Array): void {
    // Whoever heard of a frame before, of the same chunk, may have closed it.
    if (this.#broadcast.closed) return
    try {
      this.#broadcast.publish(jpeg)
    } catch (error) {
      if (!isRejection(error)) throw error
      this.#options.onReject?.(error)
    }
  }
}

/**
 * A stream to write or pipe bytes into: every JPEG in them is published, wherever the chunks are cut;
 * what is not a JPEG is skipped. Pictures that are none are told to `onReject`, and end nothing. The
 * end of the stream does not close the broadcast; the end of the broadcast destroys the stream.
 *
 * @example
 * spawn('rpicam-vid', ['-t', '0', '--codec', 'mjpeg', '-o', '-']).stdout.pipe(frameSink(broadcast))
 */
export function frameSink(broadcast: Broadcast, options?: SplitterOptions): FrameSink {
  return new FrameSink(broadcast, options)
}
