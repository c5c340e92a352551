/**
 * JPEGs taken apart and put together again, for tests that damage or strip them.
 *
 * @module
 */
import type { Bytes } from '../../src/frame/frame.ts'
import { inspectJpeg } from '../../src/frame/jpeg.ts'
import { concat } from './jpegs.ts'

/** One segment of a JPEG, with its marker. */
export interface Piece {
  readonly marker: number
  readonly from: number
  readonly to: number
}

/** The segments of a JPEG, in order. */
export function piecesOf(jpeg: Uint8Array): Piece[] {
  const pieces: Piece[] = []
  inspectJpeg(jpeg, {
    segment: (marker, from, to) => pieces.push({ marker, from, to }),
    restart: () => {},
  })
  return pieces
}

/** Where the scan of a JPEG with one begins and ends. */
export function scanOf(jpeg: Uint8Array): { from: number; to: number } {
  const sos = piecesOf(jpeg).find(({ marker }) => marker === 0xda)
  return { from: sos?.to ?? 0, to: jpeg.length - 2 }
}

/** The JPEG without the segments of these kinds. */
export function without(jpeg: Uint8Array, ...markers: readonly number[]): Bytes {
  const gone = piecesOf(jpeg).filter(({ marker }) => markers.includes(marker))
  const kept: Uint8Array[] = []
  let at = 0
  for (const { from, to } of gone) {
    kept.push(jpeg.subarray(at, from))
    at = to
  }
  return concat(...kept, jpeg.subarray(at))
}

/** The JPEG with these segments straight behind its SOI. */
export function withSegments(jpeg: Uint8Array, ...segments: readonly Uint8Array[]): Bytes {
  return concat(jpeg.subarray(0, 2), ...segments, jpeg.subarray(2))
}

/** `bytes` without what lies from `from` to before `to`, and with `between` in its place. */
export function replaced(
  bytes: Uint8Array,
  from: number,
  to: number,
  between: ArrayLike<number> = [],
): Bytes {
  return concat(bytes.subarray(0, from), between, bytes.subarray(to))
}
