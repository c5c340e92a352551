/**
 * The time stamp at the beginning of every frame, for programs.
 *
 * @module
 */
import { segment } from '../../picture/segment.ts'

/** Bytes from the beginning of a frame to the end of its time stamp. */
export const STAMP_END = 32
/** Where the stamp's digits begin: after SOI, the comment's marker and length, and `ZT`. */
const DIGITS = 8

/**
 * The beginning of every frame: SOI, and a comment for the time stamp, its digits still zero. It is
 * the first segment, so that a measuring viewer finds it at once.
 */
export function opening(): Uint8Array {
  const text = new TextEncoder().encode('ZT'.padEnd(STAMP_END - 6, '0'))
  return Uint8Array.from([0xff, 0xd8, ...segment(0xfe, [...text])])
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
