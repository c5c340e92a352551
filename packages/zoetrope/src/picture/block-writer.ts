/**
 * The entropy coder of baseline JPEG: blocks of coefficients in, Huffman-coded bytes out.
 *
 * @module
 */
import type { HuffmanTable } from './huffman.ts'

/** No block takes more than this many bytes, the last bits of the one before it included. */
export const MAX_BLOCK_BYTES = 512

/** Writes blocks bit by bit. It has no idea of room: whoever calls it gives enough. */
export class BlockWriter {
  /** Where the bytes go. May be exchanged for a larger copy at any time. */
  out: Uint8Array = new Uint8Array(0)
  /** Where the next byte goes. */
  at = 0
  #bits = 0
  #bitCount = 0

  /**
   * Writes the 64 coefficients from `from` on, which stand in the order of coding: the first within
   * 2047 of `before`, the average of the block before it; all others within 1023 of 0.
   */
  write(
    coefficients: Int16Array,
    from: number,
    dc: HuffmanTable,
    ac: HuffmanTable,
    before: number,
  ): void {
    this.#number(dc, 0, (coefficients[from] ?? 0) - before)
    let zeros = 0
    for (let i = from + 1; i < from + 64; i++) {
      const value = coefficients[i] ?? 0
      if (value === 0) {
        zeros++
        continue
      }
      for (; zeros > 15; zeros -= 16) this.#symbol(ac, 0xf0)
      this.#number(ac, zeros, value)
      zeros = 0
    }
    if (zeros > 0) this.#symbol(ac, 0x00)
  }

  /** Fills the last byte with ones, as it must be in front of a marker. */
  flush(): void {
    const spare = (8 - this.#bitCount) & 7
    this.#put((1 << spare) - 1, spare)
  }

  /** A value as its count of bits, Huffman-coded along with the zeros before it, and those bits. */
  #number(table: HuffmanTable, zeros: number, value: number): void {
    const size = 32 - Math.clz32(Math.abs(value))
    this.#symbol(table, zeros * 16 + size)
    // A negative value is stored as the ones' complement of its magnitude.
    this.#put(value < 0 ? value + (1 << size) - 1 : value, size)
  }

  #symbol(table: HuffmanTable, symbol: number): void {
    this.#put(table.codes[symbol] ?? 0, table.lengths[symbol] ?? 0)
  }

  #put(value: number, count: number): void {
    this.#bits = (this.#bits << count) | value
    this.#bitCount += count
    while (this.#bitCount >= 8) {
      this.#bitCount -= 8
      const byte = (this.#bits >> this.#bitCount) & 0xff
      this.out[this.at++] = byte
      // A zero after FF tells it from a marker.
      if (byte === 0xff) this.out[this.at++] = 0
    }
    this.#bits &= (1 << this.#bitCount) - 1
  }
}
