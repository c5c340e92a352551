/**
 * Somebody else's camera as a source: `zoetrope/client` reads it, a camera watches over it.
 *
 * @module
 */
import type { Captured, Note, Source } from '../camera/source.ts'
import { stampOf } from '../client/stamp.ts'
import { Upstream } from '../client/upstream.ts'
import type { UpstreamOptions } from '../client/upstream-options.ts'
import type { Bytes } from '../frame/frame.ts'

/** How to read a camera behind a URL. */
export type HttpSourceOptions = UpstreamOptions

/**
 * A source that reads `url`: an MJPEG stream, or a picture that is asked for again and again. User
 * and password in it are used for authentication and shown nowhere. Frames that are the same, byte by
 * byte, as the picture before them are not yielded; nor is a stream's repetition of a numbered frame.
 *
 * The source throws {@link ZoetropeError} `UNAUTHORIZED`, `REFUSED`, `SOURCE_UNAVAILABLE`,
 * `SOURCE_FAILED`, `INVALID_STREAM` or `TIMEOUT`.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when `url` is not http or https, a number is out of range or a header is none.
 */
export function httpSource(url: string | URL, options: HttpSourceOptions = {}): Source {
  return new HttpSource(new Upstream(url, options))
}

class HttpSource implements Source {
  readonly label: string
  readonly #upstream: Upstream

  constructor(upstream: Upstream) {
    this.label = upstream.label
    this.#upstream = upstream
  }

  get interval(): number | undefined {
    return this.#upstream.interval
  }

  get awaited(): string | undefined {
    return this.#upstream.awaited
  }

  async *open(signal: AbortSignal, note?: Note): AsyncGenerator<Captured<Bytes>, void, void> {
    for await (const { jpeg, headers } of this.#upstream.open({ signal, note })) {
      yield { ...stampOf(headers), jpeg }
    }
  }
}
