/**
 * What is known of a picture that is asked for again and again: enough to ask whether there is a
 * new one, and to tell whether it is.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'

/**
 * Milliseconds by which a picture must be older than the answer before its time says anything: a
 * file written twice in the second that `Last-Modified` counts in would stay unseen for ever.
 */
const SETTLED = 2000

/** Remembers the last picture of one URL. */
export class PolledPicture {
  #validators: Readonly<Record<string, string>> = {}
  #bytes: Bytes | undefined

  /** The headers that make the next request conditional; none where the last answer had no validators. */
  get conditions(): Readonly<Record<string, string>> {
    return this.#validators
  }

  /** Takes the validators of an answer that brought a picture. */
  answered({ headers }: Response): void {
    const modified = headers.get('last-modified') ?? ''
    const settled = Date.parse(headers.get('date') ?? '') - Date.parse(modified) >= SETTLED
    const etag = headers.get('etag')
    this.#validators = {
      ...(etag && (settled || !modified) && { 'if-none-match': etag }),
      ...(settled && { 'if-modified-since': modified }),
    }
  }

  /** Whether `jpeg` differs from the picture before it, byte by byte. Keeps a copy. */
  isNew(jpeg: Bytes): boolean {
    if (this.#bytes && equal(this.#bytes, jpeg)) return false
    this.#bytes = jpeg.slice()
    return true
  }
}

function equal(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
