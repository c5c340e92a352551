/**
 * The quality a JPEG was encoded with, as people know it: 1 to 100, the scale of the IJG's library
 * that nearly every encoder uses. It stands nowhere in a JPEG; it follows from how coarse the
 * quantisation of brightness is.
 *
 * @module
 */
import { DQT, hasLength, SOS } from './marker.ts'

/** Quantisation of brightness at quality 50 (ITU-T T.81, table K.1), in the order in which it is stored. */
const STANDARD = [
  ...[16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40],
  ...[26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51],
  ...[56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87],
  ...[95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99],
]

/**
 * The quality of a JPEG, 1 to 100; `undefined` where it has no table to tell by. Of encoders with tables
 * of their own it is the quality that is nearest.
 */
export function jpegQuality(jpeg: Uint8Array): number | undefined {
  const at = brightnessTable(jpeg)
  if (at < 0) return undefined
  const size = (jpeg[at] ?? 0) >> 4 === 0 ? 1 : 2
  // In hundredths of the standard step: 100 at quality 50, 0 where every step is 1.
  const scales = STANDARD.flatMap((standard, place) => {
    const low = at + 1 + (place + 1) * size - 1
    const step = (jpeg[low] ?? 0) + (size === 2 ? (jpeg[low - 1] ?? 0) * 256 : 0)
    // These were cut off, and say nothing of the scale.
    return step <= 1 || step === 255 ? [] : (100 * step) / standard
  })
  if (scales.length === 0) return (jpeg[at + 1] ?? 0) <= 1 ? 100 : 1
  const scale = scales.reduce((sum, each) => sum + each, 0) / scales.length
  const quality = scale <= 100 ? (200 - scale) / 2 : 5000 / scale
  return Math.round(Math.min(100, Math.max(1, quality)))
}

/** Where table 0 begins, with the byte that says its id and precision; -1 where there is none before the scan. */
function brightnessTable(jpeg: Uint8Array): number {
  for (const { code, from, to } of segments(jpeg)) {
    const table = code === DQT ? tableZero(jpeg, from, to) : -1
    if (table >= 0) return table
  }
  return -1
}

/** The payloads of what has a length, up to the first scan. */
function* segments(
  jpeg: Uint8Array,
): Generator<{ readonly code: number; readonly from: number; readonly to: number }> {
  let at = 2
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff) {
    const code = jpeg[at + 1] ?? 0
    if (code === SOS) return
    const length = (jpeg[at + 2] ?? 0) * 256 + (jpeg[at + 3] ?? 0)
    const to = hasLength(code) ? at + 2 + length : at + 2
    if (hasLength(code)) yield { code, from: at + 4, to }
    // A byte of FF may fill the room before a marker.
    at = code === 0xff ? at + 1 : to
  }
}

function tableZero(jpeg: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; ) {
    const head = jpeg[at] ?? 0
    const next = at + 1 + 64 * (head >> 4 === 0 ? 1 : 2)
    if ((head & 15) === 0) return next <= Math.min(to, jpeg.length) ? at : -1
    at = next
  }
  return -1
}
