/**
 * The markers of JPEG (ITU-T T.81, table B.1): which of them carry a length, which end a scan, and
 * how to find the next one behind entropy-coded bytes.
 *
 * @module
 */

/** Define Huffman tables. */
export const DHT = 0xc4

/** Define arithmetic coding conditioning: no browser shows what needs it. */
export const DAC = 0xcc

/** The first restart marker; the eight of them take turns. */
export const RST0 = 0xd0

/** Start of image. */
export const SOI = 0xd8

/** End of image. */
export const EOI = 0xd9

/** Start of scan: a segment, with entropy-coded bytes behind it. */
export const SOS = 0xda

/** Define quantisation tables. */
export const DQT = 0xdb

/** Define number of lines: the height, for an encoder that did not know it in advance. */
export const DNL = 0xdc

/** Define restart interval. */
export const DRI = 0xdd

/** The first of two markers of hierarchical JPEGs, which no browser shows. */
export const DHP = 0xde

/** The second of them. */
export const EXP = 0xdf

/** The first of sixteen markers for what applications add. */
export const APP0 = 0xe0

/** Comment. */
export const COM = 0xfe

/**
 * Whether a segment (two bytes of length, then its payload) follows this marker.
 *
 * False for SOI, EOI and the restart markers, and for reserved codes, which occur in damage only.
 */
export function hasLength(code: number): boolean {
  if (code < 0xc0 || code > 0xfe) return false
  if (code >= 0xf0) return code === 0xfe
  return code !== 0xc8 && (code < 0xd0 || code > EOI)
}

/** Whether this is a frame header (SOF0 to SOF15), which tells the picture's size. */
export function isFrameHeader(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc
}

/** The largest length that a segment of this kind may have, for a picture of up to four components. */
export function longestSegment(code: number): number {
  if (code === SOS) return 14
  if (isFrameHeader(code)) return 20
  return 0xffff
}

/** Whether `FF code` belongs to the entropy-coded bytes: a stuffed FF, or a restart marker. */
export function isScanByte(code: number): boolean {
  return code === 0x00 || (code >= 0xd0 && code <= 0xd7)
}

/** Sees the restart markers of a scan. */
export interface RestartObserver {
  /** The marker `FF code` is at `at`. */
  restart(code: number, at: number): void
}

/**
 * The offset of the marker (its last FF) that ends the entropy-coded bytes at `from`.
 *
 * When the bytes end first: the offset of a last FF, whose code is still to come, or their length.
 */
export function endOfScan(bytes: Uint8Array, from: number, observer?: RestartObserver): number {
  const last = bytes.length - 1
  let at = nextFf(bytes, from)
  while (at >= 0 && at < last) {
    const code = bytes[at + 1] ?? 0
    const isFill = code === 0xff
    if (!isFill && !isScanByte(code)) return at
    if (!isFill && code !== 0) observer?.restart(code, at)
    at = nextFf(bytes, isFill ? at + 1 : at + 2)
  }
  return at < 0 ? bytes.length : at
}

function nextFf(bytes: Uint8Array, from: number): number {
  // A native search: at least twice as fast as any loop written here.
  return bytes[from] === 0xff ? from : bytes.indexOf(0xff, from)
}
