/**
 * Everything in a frame that comes before the picture's own bytes.
 *
 * @module
 */
import { CHROMA_STEPS, LUMA_STEPS, ZIGZAG } from './encoder.ts'
import { CHROMA_AC, CHROMA_DC, type HuffmanTable, LUMA_AC, LUMA_DC } from './huffman.ts'

/** Bytes from the beginning of a frame to the end of its time stamp. */
export const STAMP_END = 32
/** Where the stamp's digits begin: after SOI, the comment's marker and length, and `ZT`. */
const DIGITS = 8

/**
 * The beginning of every frame: SOI, and a comment for the time stamp, its digits still zero. It is
 * the first segment, so that a measuring viewer finds it at once.
 */
export function opening(): Uint8Array {
  return Uint8Array.from([0xff, 0xd8, ...segment(0xfe, ascii('ZT'.padEnd(STAMP_END - 6, '0')))])
}

/**
 * Writes the digits of the time stamp into a frame: the nanoseconds since the epoch as 16
 * hexadecimal digits, the sequence number as 8.
 *
 * @param capturedAt Milliseconds since the epoch.
 */
export function stamp(frame: Uint8Array, capturedAt: number, sequence: number): void {
  const whole = Math.floor(capturedAt)
  const rest = Math.floor((capturedAt - whole) * 1e6)
  const nanoseconds = BigInt(whole) * 1_000_000n + BigInt(rest)
  writeHex(frame, DIGITS, Number(nanoseconds >> 32n))
  writeHex(frame, DIGITS + 8, Number(nanoseconds & 0xffff_ffffn))
  writeHex(frame, DIGITS + 16, sequence)
}

/** Eight lower-case digits. */
function writeHex(out: Uint8Array, at: number, value: number): void {
  for (let i = 0; i < 8; i++) {
    const digit = (value >>> (28 - 4 * i)) & 15
    out[at + i] = digit < 10 ? 0x30 + digit : 0x57 + digit
  }
}

/** What comes between the stamp and the padding: JFIF, tables and the size. */
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

/** The start of the scan, which the tiles follow. */
export function scanStart(): Uint8Array {
  return Uint8Array.from(segment(0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]))
}

function segment(marker: number, content: number[]): number[] {
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
