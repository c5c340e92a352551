/**
 * The bytes at hand: what an earlier chunk left over and the chunk that just came, seen as one.
 *
 * Only what is left over at the end of a chunk is copied. A body whose length is known is completed
 * on its own, so that the rest of the chunk behind it stays where it is.
 *
 * @module
 */
import { Assembly } from '../frame/assembly.ts'
import type { Bytes } from '../frame/frame.ts'

const LF = 0x0a
const NOTHING: Bytes = new Uint8Array(0)

/** A view of a stream that moves forward with it. */
export class Window {
  /** What is at hand. Consumed up to before {@link at}. */
  bytes: Bytes = NOTHING
  /** The first byte that is still wanted. */
  at = 0
  readonly #held = new Assembly()
  /** The chunk from here on is not at hand yet. */
  #rest = NOTHING
  #base = 0
  /** How many bytes from `at` on have been searched for a line end. */
  #searched = 0

  /** The offset of {@link at} in the whole stream. */
  get position(): number {
    return this.#base + this.at
  }

  /** Bytes that are kept from earlier chunks. */
  get buffered(): number {
    return this.#held.length
  }

  /** Adds a chunk. If `wanted` bytes from `at` on do for now, no more than these are copied. */
  push(chunk: Bytes, wanted: number): void {
    const held = this.#held.length
    const size = wanted > held ? Math.min(chunk.length, wanted - held) : chunk.length
    this.#rest = held > 0 ? chunk.subarray(size) : NOTHING
    if (held > 0) this.#held.append(chunk, 0, size)
    this.bytes = held > 0 ? this.#held.view() : chunk
  }

  /** Brings the rest of the chunk to hand. Returns whether there was any. */
  more(): boolean {
    const rest = this.#rest
    if (rest.length === 0) return false
    if (this.at === this.bytes.length) {
      this.#forget()
      this.bytes = rest
    } else {
      this.#held.append(rest)
      this.bytes = this.#held.view()
    }
    this.#rest = NOTHING
    return true
  }

  /** Moves forward by `length` bytes. */
  consume(length: number): void {
    this.at += length
    this.#searched = 0
  }

  /** The offset of the LF that ends the line at hand, if the line has no more than `longest` bytes. */
  endOfLine(longest: number): number | 'more' | 'too-long' {
    const lf = this.bytes.indexOf(LF, this.at + this.#searched)
    const size = (lf < 0 ? this.bytes.length : lf) - this.at
    if (size > longest) return 'too-long'
    this.#searched = size
    return lf < 0 ? 'more' : lf
  }

  /** Moves behind the next LF. Returns whether there was one. */
  skipLine(): boolean {
    const lf = this.bytes.indexOf(LF, this.at)
    this.consume((lf < 0 ? this.bytes.length : lf + 1) - this.at)
    return lf >= 0
  }

  /** Keeps what is still wanted until the next chunk comes, whose buffer may be the same. */
  keep(): void {
    const { bytes, at } = this
    const isHeld = this.#held.length > 0
    if (!isHeld || at > 0) {
      this.#forget()
      if (at < bytes.length) this.#held.append(bytes, at)
    }
    this.bytes = this.#held.view()
  }

  /** Consumed bytes are no longer at hand; those given out of them stay as they are for now. */
  #forget(): void {
    if (this.#held.length > 0) this.#held.take()
    this.#base += this.at
    this.at = 0
  }
}
