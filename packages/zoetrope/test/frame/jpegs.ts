/**
 * Small hand-made JPEGs for tests and benchmarks: real ones, which decoders show, and ones with
 * everything in them that misleads a naive parser.
 *
 * @module
 */
import type { Bytes } from '../../src/frame/frame.ts'

/** What a {@link tinyJpeg} should be. */
export interface TinyJpegOptions {
  /** Pixels. @default 8 */
  width?: number
  /** Pixels. @default 8 */
  height?: number
  /** The one grey it shows, 0 (black) to 255: tells frames apart. @default 128 */
  shade?: number
  /** Whole segments ({@link segment}, {@link exif}) to put straight after SOI. @default none */
  segments?: readonly Uint8Array[]
  /** Pads the file with comments up to this size. @default no padding */
  bytes?: number
  /** Scan bytes instead of the real ones (stuff them first: {@link stuffed}); structurally whole, but no picture. */
  scan?: Uint8Array
  /** The kind of frame header, as its marker code. @default 0xc0 (baseline) */
  sof?: number
}

/**
 * One complete grey JPEG, around 150 bytes, which every decoder shows.
 *
 * @example
 * tinyJpeg({ shade: 7 })
 * tinyJpeg({ segments: [exif(tinyJpeg())], bytes: 47_000 })
 */
export function tinyJpeg(options: TinyJpegOptions = {}): Bytes {
  const { width = 8, height = 8, shade = 128, segments = [], sof = 0xc0 } = options
  const scan = options.scan ?? greyScan(Math.ceil(width / 8) * Math.ceil(height / 8), shade)
  const front = concat(SOI, ...segments)
  const back = concat(DQT, frameHeader(width, height, sof), DHT_DC, DHT_AC, SOS, scan, EOI)
  const padding = (options.bytes ?? 0) - front.length - back.length
  return concat(front, ...comments(padding), back)
}

/** One segment: marker, length, payload. */
export function segment(marker: number, payload: Uint8Array): Bytes {
  const length = payload.length + 2
  return concat([0xff, marker, length >> 8, length & 0xff], payload)
}

/** An APP1 segment that carries `thumbnail`, a whole JPEG with an EOI of its own. */
export function exif(thumbnail: Uint8Array): Bytes {
  return segment(0xe1, concat(latin1('Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0'), thumbnail))
}

/** `bytes` as they may stand in a scan: a zero follows every FF. */
export function stuffed(bytes: Uint8Array): Bytes {
  return Uint8Array.from([...bytes].flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])))
}

/** Joins bytes. */
export function concat(...pieces: readonly ArrayLike<number>[]): Bytes {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** Text to bytes, one each. */
export function latin1(text: string): Bytes {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

/** Start of image. */
export const SOI: Bytes = Uint8Array.of(0xff, 0xd8)

/** End of image. */
export const EOI: Bytes = Uint8Array.of(0xff, 0xd9)

// Every quantiser is 8, so that a block's DC coefficient is its grey level less 128.
const DQT = segment(0xdb, concat([0], new Uint8Array(64).fill(8)))

// The standard luminance DC table: category c (bits in the difference) has the c-th of these codes.
const DC_LENGTHS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
const DC_CODES = ['00', '010', '011', '100', '101', '110', '1110', '11110', '111110']
const DHT_DC = segment(0xc4, concat([0x00], DC_LENGTHS, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]))

// One AC code, end of block, written as a single 0 bit.
const DHT_AC = segment(0xc4, concat([0x10, 1], new Uint8Array(15), [0x00]))

const SOS = segment(0xda, Uint8Array.of(1, 1, 0x00, 0, 63, 0))

function frameHeader(width: number, height: number, sof: number): Bytes {
  const size = [height >> 8, height & 0xff, width >> 8, width & 0xff]
  return segment(sof, Uint8Array.from([8, ...size, 1, 1, 0x11, 0]))
}

function greyScan(blocks: number, shade: number): Bytes {
  const first = `${dcBits(shade - 128)}0`
  const bits = first + `${DC_CODES[0]}0`.repeat(blocks - 1)
  const octets = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1').match(/.{8}/g) ?? []
  return stuffed(Uint8Array.from(octets, (octet) => Number.parseInt(octet, 2)))
}

function dcBits(difference: number): string {
  if (difference === 0) return DC_CODES[0] ?? ''
  const category = 32 - Math.clz32(Math.abs(difference))
  const value = difference > 0 ? difference : difference + (1 << category) - 1
  return `${DC_CODES[category]}${value.toString(2).padStart(category, '0')}`
}

/** Comment segments of exactly `total` bytes together (none below the 4 bytes of an empty one). */
function comments(total: number): Bytes[] {
  const all: Bytes[] = []
  for (let left = total; left >= 4; ) {
    // Never leave less than an empty comment needs.
    const size = left <= 65_537 ? left : Math.min(65_537, left - 4)
    all.push(segment(0xfe, new Uint8Array(size - 4).fill(0x20)))
    left -= size
  }
  return all
}

/** Names bytes by what they equal, so that a failing test shows a word instead of a thousand numbers. */
export function named(bytes: Uint8Array, known: Record<string, Uint8Array>): string {
  const equals = ([, other]: [string, Uint8Array]) =>
    bytes.length === other.length && bytes.every((byte, index) => byte === other[index])
  return Object.entries(known).find(equals)?.[0] ?? `${bytes.length} other bytes`
}
