/**
 * The pictures that the broken servers show: real ones that move, and what cameras make of them.
 *
 * @module
 */
import { pattern } from 'zoetrope'
import { bytes } from './server.mjs'

/** Four seconds of them: a picture that comes again looks like one that is sent twice. */
const COUNT = 48

/** Different ones, which every decoder shows; over and over. */
export const pictures = await filmed(160, 120, COUNT)

/**
 * So many pictures of the test pattern, of this size.
 *
 * @param {number} width
 * @param {number} height
 * @param {number} count
 */
export async function filmed(width, height, count) {
  /** @type {Uint8Array[]} */
  const all = []
  const source = pattern({ width, height, fps: 240 })
  for await (const supplied of source.open(new AbortController().signal)) {
    const { buffer, byteOffset, byteLength } = viewOf(supplied)
    // What a source yields may be written over by what comes next.
    all.push(new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength)))
    if (all.length === count) break
  }
  return all
}

/** @param {import('zoetrope').Supplied} supplied */
function viewOf(supplied) {
  const jpeg = 'jpeg' in supplied ? supplied.jpeg : supplied
  return ArrayBuffer.isView(jpeg) ? jpeg : new Uint8Array(jpeg)
}

/**
 * The picture of a moment.
 *
 * @param {number} index
 */
export function picture(index) {
  return pictures[index % pictures.length] ?? new Uint8Array()
}

/**
 * Where the segments of a JPEG stand up to its scan: marker, first byte, the byte behind.
 *
 * @param {Uint8Array} jpeg
 */
function segmentsOf(jpeg) {
  const view = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.length)
  const found = []
  for (let at = 2; at + 4 <= view.length; ) {
    const marker = view.readUInt16BE(at)
    const end = at + 2 + view.readUInt16BE(at + 2)
    found.push({ marker, at, end })
    if (marker === 0xffda) break
    at = end
  }
  return found
}

/**
 * Without its Huffman tables, as many webcams send it.
 *
 * @param {Uint8Array} jpeg
 */
export function withoutTables(jpeg) {
  const kept = [jpeg.subarray(0, 2)]
  let rest = 2
  for (const { marker, at, end } of segmentsOf(jpeg)) {
    if (marker !== 0xffc4) kept.push(jpeg.subarray(at, end))
    rest = end
  }
  return bytes(...kept, jpeg.subarray(rest))
}

/**
 * With another kind of frame header, which says how the scan is coded.
 *
 * @param {Uint8Array} jpeg
 * @param {number} marker
 */
export function withCoding(jpeg, marker) {
  const other = Buffer.from(jpeg)
  const found = segmentsOf(jpeg).find((segment) => segment.marker === 0xffc0)
  if (found) other.writeUInt16BE(marker, found.at)
  return other
}

/**
 * Up to the middle of its headers, and nothing else.
 *
 * @param {Uint8Array} jpeg
 */
export function cutInHeaders(jpeg) {
  const [, second] = segmentsOf(jpeg)
  return jpeg.subarray(0, (second?.at ?? 20) + 8)
}

/**
 * With a whole small JPEG in its EXIF, an end marker and all.
 *
 * @param {Uint8Array} jpeg
 */
export function withThumbnail(jpeg) {
  const thumbnail = small()
  const order = 'MM\0\x2a\0\0\0\x08'
  const entries = [
    // JPEGInterchangeFormat and its length, in the second directory.
    `\x02\x01\0\x04\0\0\0\x01${long(44)}`,
    `\x02\x02\0\x04\0\0\0\x01${long(thumbnail.length)}`,
  ]
  const first = `\0\0${long(14)}`
  const second = `\0\x02${entries.join('')}${long(0)}`
  const directories = bytes(order, first, second)
  return withSegment(jpeg, 0xe1, bytes('Exif\0\0', directories, thumbnail))
}

/**
 * With one more segment straight behind its start.
 *
 * @param {Uint8Array} jpeg
 * @param {number} marker
 * @param {Uint8Array} payload
 */
export function withSegment(jpeg, marker, payload) {
  const length = payload.length + 2
  const front = Buffer.of(0xff, marker, length >> 8, length & 255)
  return bytes(jpeg.subarray(0, 2), front, payload, jpeg.subarray(2))
}

/**
 * Made 120 kB larger by comments, which nobody shows: what a good camera sends, and too much for a slow
 * link.
 *
 * @param {Uint8Array} jpeg
 */
export function padded(jpeg) {
  const comment = Buffer.alloc(60_000, ' ')
  return withSegment(withSegment(jpeg, 0xfe, comment), 0xfe, comment)
}

/** @param {number} value */
function long(value) {
  return String.fromCharCode(value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255)
}

/** A whole JPEG of 8 by 8 pixels, grey. */
function small() {
  const tables = `\xff\xdb\0\x43\0${'\x08'.repeat(64)}`
  const frame = '\xff\xc0\0\x0b\x08\0\x08\0\x08\x01\x01\x11\0'
  const lengths = '\0\x01\x05\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0'
  const values = String.fromCharCode(...Array(12).keys())
  const direct = `\xff\xc4\0\x1f\0${lengths}${values}`
  const alternating = `\xff\xc4\0\x14\x10\x01${'\0'.repeat(15)}\0`
  const scan = '\xff\xda\0\x08\x01\x01\0\0\x3f\0\x1f'
  return bytes('\xff\xd8', tables, frame, direct, alternating, scan, '\xff\xd9')
}
