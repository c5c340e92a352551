/**
 * Everything in a JPEG that comes before the picture's own bytes.
 *
 * @module
 */
import { CHROMA_STEPS, LUMA_STEPS, ZIGZAG } from './encoder.ts'
import { CHROMA_AC, CHROMA_DC, type HuffmanTable, LUMA_AC, LUMA_DC } from './huffman.ts'

/** What follows SOI in what {@link Encoder} makes: JFIF, tables and the size. */
export function head(width: number, height: number): Uint8Array {
  return Uint8Array.from([
    // Version 1.2, 72 x 72 dots per inch, no thumbnail.
    ...segment(0xe0, [...ascii('JFIF\0'), 1, 2, 1, 0, 72, 0, 72, 0, 0]),
    ...segment(0xdb, [0, ...inZigzag(LUMA_STEPS), 1, ...inZigzag(CHROMA_STEPS)]),
    // Eight bits, three components: luma twice as fine as both colours, in either direction.
    ...segment(0xc0, [8, ...word(height), ...word(width), 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]),
    ...segment(0xc4, [
      ...huffman(0x00, LUMA_DC),
      ...huffman(0x10, LUMA_AC),
      ...huffman(0x01, CHROMA_DC),
      ...huffman(0x11, CHROMA_AC),
    ]),
    // A restart marker after every tile.
    ...segment(0xdd, word(1)),
  ])
}

/** The start of its scan, which the tiles follow. */
export function scanStart(): Uint8Array {
  return Uint8Array.from(segment(0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]))
}

/** A marker segment with its length. @param marker Its second byte. */
export function segment(marker: number, content: number[]): number[] {
  return [0xff, marker, ...word(content.length + 2), ...content]
}

function huffman(id: number, { counts, symbols }: HuffmanTable): number[] {
  return [id, ...counts, ...symbols]
}

function inZigzag(steps: Uint8Array): number[] {
  return Array.from(ZIGZAG, (place) => steps[place] ?? 1)
}

function word(value: number): number[] {
  return [value >> 8, value & 0xff]
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}
