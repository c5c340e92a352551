/**
 * The markers of JPEG (ITU-T T.81, table B.1): which of them carry a length, which end a scan, and
 * how to find the next one behind entropy-coded bytes.
 *
 * @module
 */

/** Start of image. */
export const SOI = 0xd8

/** End of image. */
export const EOI = 0xd9

/** Start of scan: a segment, with entropy-coded bytes behind it. */
export const SOS = 0xda

/** Define number of lines: the height, for an encoder that did not know it in advance. */
export const DNL = 0xdc

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

/**
 * The offset of the marker (its last FF) that ends the entropy-coded bytes at `from`.
 *
 * When the bytes end first: the offset of a last FF, whose code is still to come, or their length.
 */
export function endOfScan(bytes: Uint8Array, from: number): number {
  const last = bytes.length - 1
  let at = from
  while (at < last) {
    // A native search: at least twice as fast as any loop written here.
    if (bytes[at] !== 0xff) at = bytes.indexOf(0xff, at)
    if (at < 0) return bytes.length
    if (at === last) return last
    const code = bytes[at + 1] ?? 0
    if (isScanByte(code)) at += 2
    else if (code === 0xff) at += 1
    else return at
  }
  return at === last && bytes[last] !== 0xff ? bytes.length : at
}
