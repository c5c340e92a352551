/**
 * The way back: Huffman-coded bytes in, blocks of coefficients out.
 *
 * A code of at most 16 bits is looked up by the next 16 bits, whatever they are, in a table that
 * says which symbol begins there and how long it is.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import type { HuffmanTable } from './huffman.ts'

/** The next 16 bits -> length of the code (high byte) and symbol (low byte). 0: no such code. */
export type Lookup = Uint16Array

/** Prepares a table for reading. */
export function lookup({ counts, symbols }: HuffmanTable): Lookup {
  const entries = new Uint16Array(65_536)
  let place = 0
  let at = 0
  for (const [index, count] of counts.entries()) {
    const length = index + 1
    for (const symbol of symbols.slice(place, place + count)) {
      const end = at + (1 << (16 - length))
      entries.fill((length << 8) | symbol, at, end)
      at = end
    }
    place += count
  }
  return entries
}

/** Reads blocks bit by bit, up to the next marker. */
export class BlockReader {
  readonly #bytes: Uint8Array
  #at: number
  #bits = 0
  #bitCount = 0
  /** How many of the bits held are not in the bytes: made up behind their end. */
  #invented = 0

  /** @param at Where the entropy-coded bytes begin. */
  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  /**
   * Reads one block into the 64 numbers from `to` on, in the order of coding. `before` is the
   * average of the block before it.
   *
   * @throws {ZoetropeError} `INVALID_FRAME` where the bytes are damaged or end.
   */
  read(into: Int16Array, to: number, dc: Lookup, ac: Lookup, before: number): void {
    into.fill(0, to, to + 64)
    into[to] = before + this.#number(this.#symbol(dc))
    for (let i = 1; i < 64; i++) {
      const symbol = this.#symbol(ac)
      const zeros = symbol >> 4
      const size = symbol & 15
      if (size === 0 && zeros < 15) break
      i += zeros
      if (i > 63) throw damaged('a block has more than 64 coefficients', this.#at)
      if (size > 0) into[to + i] = this.#number(size)
    }
    if (this.#invented > this.#bitCount) throw damaged('it ends in mid-scan', this.#at)
  }

  /**
   * Goes on behind a restart marker, whatever its number: some encoders count them in a way of their
   * own.
   *
   * @throws {ZoetropeError} `INVALID_FRAME` where there is none.
   */
  restart(): void {
    this.#bits = 0
    this.#bitCount = 0
    this.#invented = 0
    while (this.#bytes[this.#at] === 0xff && this.#bytes[this.#at + 1] === 0xff) this.#at++
    const isMarker = this.#bytes[this.#at] === 0xff
    if (!isMarker || ((this.#bytes[this.#at + 1] ?? 0) & 0xf8) !== 0xd0) {
      throw damaged('a restart marker is missing', this.#at)
    }
    this.#at += 2
  }

  #symbol(table: Lookup): number {
    if (this.#bitCount < 16) this.#fill()
    const entry = table[(this.#bits >>> (this.#bitCount - 16)) & 0xffff] ?? 0
    if (entry === 0) throw damaged('a Huffman code that its tables lack', this.#at)
    this.#bitCount -= entry >> 8
    return entry & 0xff
  }

  /** The value of so many bits. */
  #number(size: number): number {
    if (size === 0) return 0
    if (this.#bitCount < size) this.#fill()
    this.#bitCount -= size
    const value = (this.#bits >>> this.#bitCount) & ((1 << size) - 1)
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value
  }

  /** Takes bytes as long as there is room for eight more bits. */
  #fill(): void {
    while (this.#bitCount <= 24) {
      this.#bits = (this.#bits << 8) | this.#next()
      this.#bitCount += 8
    }
  }

  #next(): number {
    const byte = this.#bytes[this.#at]
    if (byte !== undefined && byte !== 0xff) {
      this.#at += 1
      return byte
    }
    if (byte === 0xff && this.#bytes[this.#at + 1] === 0) {
      this.#at += 2
      return byte
    }
    this.#invented += 8
    return 0
  }
}

function damaged(what: string, at: number): ZoetropeError {
  return new ZoetropeError(
    'INVALID_FRAME',
    `Expected a whole scan, but ${what} (byte ${at}): take another frame`,
  )
}
