/**
 * What is known of a picture that is asked for again and again: enough to ask whether there is a
 * new one, and to tell whether it is.
 *
 * @module
 */
import type { Clock } from '../clock.ts'
import type { Bytes } from '../frame/frame.ts'

/**
 * Milliseconds by which a picture must be older than the answer before its time says anything: a
 * file written twice in the second that `Last-Modified` counts in would stay unseen for ever.
 */
const SETTLED = 2000

/** Milliseconds for which a server is believed that there is nothing new. */
const BELIEVED = 30_000

/** Remembers the last picture of one URL. */
export class PolledPicture {
  readonly #clock: Clock
  #validators: Readonly<Record<string, string>> = {}
  #bytes: Bytes | undefined
  #changed = false
  #broughtAt = Number.NEGATIVE_INFINITY
  #liar = false

  constructor(clock: Clock = performance) {
    this.#clock = clock
  }

  /**
   * The headers that make the next request conditional. None where the last answer had no
   * validators; none now and then, because some cameras answer for ever that nothing is new; and
   * never again where that has turned out to be wrong.
   */
  get conditions(): Readonly<Record<string, string>> {
    const believed = this.#clock.now() - this.#broughtAt < BELIEVED
    return believed && !this.#liar ? this.#validators : {}
  }

  /** Takes the validators of an answer that brought a picture. */
  answered({ headers }: Response): void {
    const modified = headers.get('last-modified') ?? ''
    const settled = Date.parse(headers.get('date') ?? '') - Date.parse(modified) >= SETTLED
    const etag = headers.get('etag')
    const validators = {
      ...(etag && (settled || !modified) && { 'if-none-match': etag }),
      ...(settled && { 'if-modified-since': modified }),
    }
    this.#liar ||= this.#changed && same(validators, this.#validators)
    this.#validators = validators
    this.#broughtAt = this.#clock.now()
    this.#changed = false
  }

  /** Whether `jpeg` differs from the picture before it, byte by byte. Keeps a copy. */
  isNew(jpeg: Bytes): boolean {
    const before = this.#bytes
    if (before && equal(before, jpeg)) return false
    this.#bytes = jpeg.slice()
    this.#changed = before !== undefined
    return true
  }
}

/** Whether both say the same, and anything at all. */
function same(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean {
  const fields = Object.entries(one)
  return fields.length > 0 && fields.every(([name, value]) => other[name] === value)
}

function equal(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
