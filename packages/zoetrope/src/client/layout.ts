/**
 * How a body is laid out, told by its first bytes: servers label streams as anything, from
 * `image/jpeg` to `text/plain`, and the bytes do not lie.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'

/** Multipart, or JPEGs one after the other (one is enough). */
export type Layout = 'parts' | 'pictures'

const LF = 0x0a
const CR = 0x0d
const DASH = 0x2d
/** What begins every JPEG: SOI and the first byte of the next marker. */
const JPEG = [0xff, 0xd8, 0xff]

/**
 * The layout of a body that begins with `head`, or `undefined` when these bytes do not tell (yet).
 */
export function layoutOf(head: Bytes, contentType: string): Layout | undefined {
  const start = head.findIndex((byte) => byte !== CR && byte !== LF)
  if (start === -1 || head.length < start + JPEG.length) return undefined
  if (isJpegAt(head, start)) return 'pictures'
  if (head[start] === DASH && head[start + 1] === DASH) return 'parts'
  if (/^multipart\//i.test(contentType)) return 'parts'
  return head.some((_, at) => isJpegAt(head, at)) ? 'pictures' : undefined
}

function isJpegAt(bytes: Bytes, at: number): boolean {
  return JPEG.every((byte, offset) => bytes[at + offset] === byte)
}
