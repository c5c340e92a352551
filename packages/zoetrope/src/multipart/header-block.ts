/**
 * The header block of one part: lines up to a blank one, or up to the JPEG where that is missing.
 *
 * @module
 */
import { SOI } from '../frame/marker.ts'
import type { Delimiter, DelimiterKind } from './delimiter.ts'
import { Fields, mayDescribeContent } from './header.ts'
import type { Window } from './window.ts'

/**
 * What became of a header block: `end` when its body begins, a {@link DelimiterKind} when another
 * delimiter came first, `foreign` when it proved to be none (its first line is still there then).
 */
export type HeaderEvent = 'more' | 'end' | 'foreign' | 'too-large' | DelimiterKind

const CR = 0x0d

/** Reads one header block from a window. */
export class HeaderBlock {
  /** What was read so far. */
  readonly fields: Fields = new Fields()
  readonly #maxBytes: number
  readonly #certain: boolean
  #size = 0

  /** @param certain Whether there is no doubt that a header block comes. */
  constructor(maxBytes: number, certain: boolean) {
    this.#maxBytes = maxBytes
    this.#certain = certain
  }

  /** Reads on as far as the bytes at hand go. */
  read(window: Window, delimiter: Delimiter): HeaderEvent {
    for (;;) {
      const event = this.#readLine(window, delimiter)
      if (event) return event
    }
  }

  #readLine(window: Window, delimiter: Delimiter): HeaderEvent | undefined {
    const { bytes, at } = window
    // Before the first byte of a line is there, nothing tells whether it is over the limit.
    if (bytes[at] === undefined) return 'more'
    if (bytes[at] === 0xff && bytes[at + 1] === SOI) return 'end'
    if (bytes[at] === 0xff && bytes[at + 1] === undefined) return 'more'
    const end = window.endOfLine(this.#maxBytes - this.#size)
    if (end === 'more') return 'more'
    if (end === 'too-long') return 'too-large'
    const isBlank = end === at || (end === at + 1 && bytes[at] === CR)
    return isBlank ? this.#readBlank(window, end) : this.#readText(window, end, delimiter)
  }

  #readBlank(window: Window, end: number): HeaderEvent | undefined {
    const next = window.bytes[end + 1]
    // Some servers write a blank line behind the delimiter, and the block behind that.
    const isFirst = this.#size === 0
    if (isFirst && next === undefined) return 'more'
    this.#consume(window, end)
    return isFirst && mayDescribeContent(next ?? 0) ? undefined : 'end'
  }

  #readText(window: Window, end: number, delimiter: Delimiter): HeaderEvent | undefined {
    const { bytes, at } = window
    const kind = delimiter.match(bytes, at, end)
    const read = !kind && this.fields.read(bytes, at, end)
    if (!kind && !read && !this.#certain && this.fields.size === 0) return 'foreign'
    this.#consume(window, end)
    return kind
  }

  #consume(window: Window, end: number): void {
    const size = end + 1 - window.at
    this.#size += size
    window.consume(size)
  }
}
