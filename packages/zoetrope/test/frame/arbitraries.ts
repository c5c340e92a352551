/**
 * Random JPEGs, full of what misleads a naive parser, and random ways to cut a stream into chunks.
 *
 * @module
 */
import fc from 'fast-check'
import type { Bytes } from '../../src/frame/frame.ts'
import { concat, EOI, exif, latin1, SOI, segment, stuffed, tinyJpeg } from './jpegs.ts'

/** Bytes that look like something else: markers, thumbnails, delimiters, header blocks. */
export const baits: readonly Bytes[] = [
  SOI,
  EOI,
  concat(EOI, SOI),
  concat(SOI, [0xff]),
  tinyJpeg({ shade: 1 }),
  latin1('\r\n--frame\r\n'),
  latin1('\r\n--frame--\r\n'),
  latin1('\r\n\r\n'),
  latin1('\n--frame\nContent-Type: image/jpeg\n\n'),
  latin1('\r\nContent-Length: 3\r\n\r\n'),
  Uint8Array.of(0xff, 0xff, 0xff),
  Uint8Array.of(0xff, 0xda, 0, 8),
]

/** Random bytes with bait among them. */
export const payload: fc.Arbitrary<Bytes> = fc
  .array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(...baits)), { maxLength: 6 })
  .map((pieces) => concat(...pieces))

const segments = fc.array(
  fc.oneof(
    payload.map((bytes) => segment(0xfe, bytes)),
    payload.map((bytes) => segment(0xe2, bytes)),
    fc.constant(exif(tinyJpeg({ shade: 9 }))),
  ),
  { maxLength: 3 },
)

/** Entropy-coded bytes: stuffed bait, restart markers, and now and then a second scan. */
const scan = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: payload.map(stuffed) },
      { weight: 2, arbitrary: fc.integer({ min: 0xd0, max: 0xd7 }).map((code) => [0xff, code]) },
      { weight: 1, arbitrary: payload.map((bytes) => segment(0xc4, bytes)) },
    ),
    { maxLength: 5 },
  )
  .map((pieces) => concat(...pieces.map((piece) => withScan(piece))))

/** Random whole JPEGs, 150 bytes to a few thousand. */
export const jpeg: fc.Arbitrary<Bytes> = fc
  .record({ segments, scan, width: fc.integer({ min: 1, max: 65_535 }) })
  .map((options) => tinyJpeg(options))

/** Cuts bytes into chunks, in random places, with many small and some empty chunks. */
export function chunksOf(bytes: Bytes, sizes: readonly number[]): Bytes[] {
  const chunks: Bytes[] = []
  let at = 0
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    // A copy, as from a socket; the next chunk comes in another buffer.
    chunks.push(bytes.slice(at, at + size))
    at += size
  }
  return chunks
}

/** Sizes for {@link chunksOf}. At least one of them is above 0. */
export const sizes: fc.Arbitrary<number[]> = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 3000 })), {
    minLength: 1,
    maxLength: 8,
  })
  .filter((all) => all.some((size) => size > 0))

/** Behind a segment between scans a new scan must begin. */
function withScan(piece: ArrayLike<number>): Bytes {
  const isSegment = piece[0] === 0xff && piece[1] === 0xc4
  return isSegment ? concat(piece, segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0))) : concat(piece)
}

/** The same bytes with a few of them changed, removed, inserted or doubled. */
export function damage(bytes: Bytes): fc.Arbitrary<Bytes> {
  const wound = fc.record({
    at: fc.nat({ max: bytes.length }),
    removed: fc.oneof(fc.constant(0), fc.nat({ max: 20 }), fc.nat({ max: 500 })),
    inserted: fc.oneof(fc.constant(new Uint8Array(0)), fc.uint8Array({ maxLength: 4 }), payload),
  })
  return fc
    .array(wound, { maxLength: 4 })
    .map((wounds) =>
      wounds.reduce(
        (whole, { at, removed, inserted }) =>
          concat(whole.subarray(0, at), inserted, whole.subarray(at + removed)),
        bytes,
      ),
    )
}
