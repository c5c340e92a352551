/**
 * The tables that a JPEG has defined so far: which there are, and whether they are sound.
 *
 * Nothing is copied: of a Huffman table only its place in the bytes is kept, and its shortest code,
 * which tells how few bits a picture can have.
 *
 * @module
 */
import { STANDARD_HUFFMAN } from './standard-huffman.ts'

/** A Huffman table's number, 0 to 7: {@link DC} or {@link AC} plus its id, 0 to 3. */
export type Slot = number

/** The slot of DC table 0. */
export const DC = 0

/** The slot of AC table 0. */
export const AC = 4

/** Where a Huffman table lies: 16 counts from `bytes[at]` on, the symbols behind them. */
export interface TablePlace {
  readonly bytes: Uint8Array
  readonly at: number
}

const COUNTS = 16

/** Marker and length in front of the tables of {@link STANDARD_HUFFMAN}. */
const SEGMENT_HEAD = 4

/** The quantisation and Huffman tables of one JPEG. */
export class Tables {
  #bytes: Uint8Array = STANDARD_HUFFMAN
  /** One bit for each id. */
  #quantisers = 0
  /** Offsets by slot; 0 where no table was defined. */
  readonly #places = new Int32Array(8)
  readonly #shortest = new Uint8Array(8)
  #defined = false
  #standard = false

  /** Forgets all, for another JPEG. */
  reset(bytes: Uint8Array): void {
    this.#bytes = bytes
    this.#quantisers = 0
    this.#defined = false
    this.#standard = false
    this.#places.fill(0)
  }

  /** Whether any Huffman table was defined. */
  get hasHuffman(): boolean {
    return this.#defined
  }

  hasQuantiser(id: number): boolean {
    return id < 4 && (this.#quantisers & (1 << id)) !== 0
  }

  /** Bits of a table's shortest code: 1 to 16, or 0 where there is no such table or it is empty. */
  shortest(slot: Slot): number {
    return this.#places[slot] ? (this.#shortest[slot] ?? 0) : 0
  }

  /** Where a table lies; call it only for one that there is. */
  place(slot: Slot): TablePlace {
    const bytes = this.#standard ? STANDARD_HUFFMAN : this.#bytes
    return { bytes, at: this.#places[slot] ?? 0 }
  }

  /** Takes the payload of a DQT segment. Returns whether it is sound. */
  takeQuantisers(from: number, to: number): boolean {
    let at = from
    while (at < to) {
      const head = this.#bytes[at] ?? 0
      const step = head >> 4 === 0 ? 1 : 2
      const end = at + 1 + 64 * step
      if (head >> 4 > 1 || (head & 15) > 3 || end > to) return false
      if (!this.#hasSteps(at + 1, end, step)) return false
      this.#quantisers |= 1 << (head & 15)
      at = end
    }
    return true
  }

  /** Takes the payload of a DHT segment. Returns whether it is sound. */
  takeHuffman(from: number, to: number): boolean {
    // Whoever defines tables defines all: the standard ones belong to frames without any.
    if (this.#standard) return false
    return this.#take(this.#bytes, from, to)
  }

  /** Goes on as if the standard tables had been defined. */
  takeStandard(): void {
    this.#take(STANDARD_HUFFMAN, SEGMENT_HEAD, STANDARD_HUFFMAN.length)
    this.#standard = true
  }

  /** A step of 0 would make the picture vanish, and ffmpeg refuses it. */
  #hasSteps(from: number, to: number, size: number): boolean {
    for (let at = from; at < to; at += size) {
      if (this.#bytes[at] === 0 && (size === 1 || this.#bytes[at + 1] === 0)) return false
    }
    return true
  }

  #take(bytes: Uint8Array, from: number, to: number): boolean {
    let at = from
    while (at < to) {
      const head = bytes[at] ?? 0
      const symbols = at + 1 + COUNTS
      if ((head & 0xef) > 3 || symbols > to) return false
      const slot = (head & 0x10 ? AC : DC) + (head & 3)
      const total = this.#takeCounts(bytes, at + 1, slot)
      if (total < 0 || symbols + total > to) return false
      if (slot < AC && !areSizes(bytes, symbols, total)) return false
      this.#places[slot] = at + 1
      this.#defined = true
      at = symbols + total
    }
    return true
  }

  /** Counts a table's codes; -1 where there are more than can be told apart. */
  #takeCounts(bytes: Uint8Array, from: number, slot: Slot): number {
    let total = 0
    let code = 0
    let shortest = 0
    for (let length = 1; length <= COUNTS; length++) {
      const count = bytes[from + length - 1] ?? 0
      total += count
      code += count
      if (shortest === 0 && count > 0) shortest = length
      // All ones is no code: it is what fills the last byte.
      if (count > 0 && code >= 1 << length) return -1
      code <<= 1
    }
    this.#shortest[slot] = shortest
    return total > 256 ? -1 : total
  }
}

/** Whether these symbols can be sizes of a DC difference. */
function areSizes(bytes: Uint8Array, from: number, count: number): boolean {
  for (let at = from; at < from + count; at++) if ((bytes[at] ?? 0) > 15) return false
  return true
}
