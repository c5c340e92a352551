/**
 * One tile in, its entropy-coded bytes out: the cosine transform, quantisation and Huffman coding
 * of baseline JPEG.
 *
 * With a restart marker after every tile the decoder forgets everything at each of them, so the
 * bytes of a tile depend on nothing but its pixels and may be kept and used anywhere. Colour is
 * halved (4:2:0), which makes a tile 16 x 16 pixels in six blocks: a picture then has a quarter of
 * the tiles of 4:4:4, and every tile costs a marker and six block ends even when it is flat.
 *
 * @module
 */
import { CHROMA_AC, CHROMA_DC, type HuffmanTable, LUMA_AC, LUMA_DC } from './huffman.ts'
import { TILE, type Tile } from './tile.ts'

/** Block position in the order of coding -> in reading order. */
export const ZIGZAG: Uint8Array = zigzag()
/** Quantiser steps in reading order. Finer than usual: the picture is lettering on flat colour. */
export const LUMA_STEPS: Uint8Array = steps(3, 1.2)
/** The same for colour. */
export const CHROMA_STEPS: Uint8Array = steps(3, 2)

/** No tile takes more than this many bytes. */
export const MAX_TILE_BYTES = 4096

const BASIS = basis()
/** Where the four luma blocks begin in a tile. */
const CORNERS = [0, 8, 8 * TILE, 8 * TILE + 8]

/** Encodes tiles, one after the other. Holds only scratch space. */
export class Encoder {
  #pixels = new Float32Array(64)
  #rows = new Float32Array(64)
  #coefficients = new Int16Array(64)
  #out: Uint8Array = new Uint8Array(0)
  #at = 0
  #bits = 0
  #bitCount = 0

  /**
   * Writes the tile's bytes, without a restart marker, to `out` from `at` and returns where they end.
   * There must be room for {@link MAX_TILE_BYTES}.
   */
  encode(tile: Tile, out: Uint8Array, at: number): number {
    this.#out = out
    this.#at = at
    let average = 0
    for (const corner of CORNERS) {
      this.#cut(tile.luma, corner)
      average = this.#block(LUMA_STEPS, LUMA_DC, LUMA_AC, average)
    }
    this.#halve(tile.blue)
    this.#block(CHROMA_STEPS, CHROMA_DC, CHROMA_AC, 0)
    this.#halve(tile.red)
    this.#block(CHROMA_STEPS, CHROMA_DC, CHROMA_AC, 0)
    this.#flush()
    return this.#at
  }

  /** Takes 8 x 8 pixels as they are. */
  #cut(plane: Float32Array, corner: number): void {
    for (let i = 0; i < 64; i++) {
      this.#pixels[i] = (plane[corner + (i >> 3) * TILE + (i & 7)] ?? 0) - 128
    }
  }

  /** Takes 16 x 16 pixels as 8 x 8 averages of four. */
  #halve(plane: Float32Array): void {
    for (let i = 0; i < 64; i++) {
      const at = (i >> 3) * 2 * TILE + (i & 7) * 2
      const upper = (plane[at] ?? 0) + (plane[at + 1] ?? 0)
      const lower = (plane[at + TILE] ?? 0) + (plane[at + TILE + 1] ?? 0)
      this.#pixels[i] = (upper + lower) / 4 - 128
    }
  }

  /** Writes the block taken last. `before` is the average of the block before it; returns this one's. */
  #block(steps: Uint8Array, dc: HuffmanTable, ac: HuffmanTable, before: number): number {
    this.#transform(steps)
    const average = this.#coefficients[0] ?? 0
    this.#number(dc, 0, average - before)
    let zeros = 0
    for (let i = 1; i < 64; i++) {
      const value = this.#coefficients[i] ?? 0
      if (value === 0) {
        zeros++
        continue
      }
      for (; zeros > 15; zeros -= 16) this.#symbol(ac, 0xf0)
      this.#number(ac, zeros, value)
      zeros = 0
    }
    if (zeros > 0) this.#symbol(ac, 0x00)
    return average
  }

  /** Pixels -> quantised coefficients in the order of coding. */
  #transform(steps: Uint8Array): void {
    if (this.#isFlat()) {
      this.#coefficients.fill(0)
      this.#coefficients[0] = Math.round(((this.#pixels[0] ?? 0) * 8) / (steps[0] ?? 1))
      return
    }
    for (let i = 0; i < 64; i++) this.#rows[i] = dot(this.#pixels, i & ~7, 1, (i & 7) * 8)
    for (let i = 0; i < 64; i++) {
      const place = ZIGZAG[i] ?? 0
      const value = dot(this.#rows, place & 7, 8, place & ~7)
      this.#coefficients[i] = Math.round(value / (steps[place] ?? 1))
    }
  }

  #isFlat(): boolean {
    const first = this.#pixels[0]
    for (let i = 1; i < 64; i++) if (this.#pixels[i] !== first) return false
    return true
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
      this.#out[this.#at++] = byte
      // A zero after FF tells it from a marker.
      if (byte === 0xff) this.#out[this.#at++] = 0
    }
    this.#bits &= (1 << this.#bitCount) - 1
  }

  /** Fills the last byte with ones. */
  #flush(): void {
    const spare = (8 - this.#bitCount) & 7
    this.#put((1 << spare) - 1, spare)
  }
}

/** Eight samples, `stride` apart, against one wave of the cosine basis. */
function dot(samples: Float32Array, from: number, stride: number, wave: number): number {
  let sum = 0
  for (let i = 0; i < 8; i++) sum += (samples[from + i * stride] ?? 0) * (BASIS[wave + i] ?? 0)
  return sum
}

function basis(): Float32Array {
  return Float32Array.from({ length: 64 }, (_, i) => {
    const wave = i >> 3
    const scale = wave === 0 ? Math.SQRT1_2 / 2 : 0.5
    return scale * Math.cos(((2 * (i & 7) + 1) * wave * Math.PI) / 16)
  })
}

/** Along the diagonals, turning round at each edge. */
function zigzag(): Uint8Array {
  const diagonal = (place: number) => (place >> 3) + (place & 7)
  const along = (place: number) => (diagonal(place) % 2 === 0 ? place & 7 : place >> 3)
  const places = Uint8Array.from({ length: 64 }, (_, place) => place)
  return places.sort((a, b) => diagonal(a) - diagonal(b) || along(a) - along(b))
}

function steps(least: number, slope: number): Uint8Array {
  return Uint8Array.from({ length: 64 }, (_, i) => least + slope * ((i >> 3) + (i & 7)))
}
