import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ZoetropeError } from '../../src/errors.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { JpegSplitter } from '../../src/frame/split.ts'
import { chunksOf, damage, jpeg, payload, sizes } from './arbitraries.ts'
import { concat, SOI, segment } from './jpegs.ts'
import { countReads } from './reads.ts'

/** Everything a splitter says about a stream in chunks, in order: frames as text, rejects as codes. */
function hear(chunks: readonly Bytes[], maxBytes: number): string[] {
  const heard: string[] = []
  const onReject = (error: ZoetropeError) => {
    expect(error).toBeInstanceOf(ZoetropeError)
    heard.push(error.code)
  }
  const splitter = new JpegSplitter({ maxBytes, onReject })
  for (const chunk of chunks) {
    const frames = splitter.push(chunk)
    heard.push(...frames.map((frame) => `${frame.length}: ${frame.join(' ')}`))
    expect(splitter.buffered).toBeLessThanOrEqual(maxBytes)
  }
  splitter.end()
  expect(splitter.buffered).toBe(0)
  // What is told of one push comes in no order relative to its frames.
  return [
    ...heard.filter((word) => word.includes(':')),
    ...heard.filter((word) => !word.includes(':')),
  ]
}

describe('a splitter', () => {
  it('gives the same frames for any chunks of a valid stream', () => {
    fc.assert(
      fc.property(fc.array(jpeg, { maxLength: 5 }), sizes, (frames, cuts) => {
        const expected = frames.map((frame) => `${frame.length}: ${frame.join(' ')}`)
        expect(hear(chunksOf(concat(...frames), cuts), 100_000)).toEqual(expected)
      }),
    )
  })

  it('says the same about any bytes, however they are cut', () => {
    const piece = fc.oneof(jpeg, payload)
    const stream = fc.array(piece, { maxLength: 6 }).chain((all) => damage(concat(...all)))
    const limit = fc.constantFrom(1, 3, 200, 1000, 100_000)
    fc.assert(
      fc.property(stream, sizes, limit, (bytes, cuts, maxBytes) => {
        const whole = hear([bytes], maxBytes)
        expect(hear(chunksOf(bytes, cuts), maxBytes)).toEqual(whole)
        expect(hear(chunksOf(bytes, [1]), maxBytes)).toEqual(whole)
      }),
      { numRuns: 300 },
    )
  })

  it('finds every whole frame between frames whose bytes were damaged behind their header', () => {
    const noise = fc.uint8Array({ minLength: 1, maxLength: 500 }).map((bytes) => {
      // Without FF, noise cannot hide the frame behind it.
      return bytes.map((byte) => (byte === 0xff ? 0xfe : byte))
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, jpeg), { maxLength: 4 }), sizes, (pairs, cuts) => {
        const expected = pairs.map(([, frame]) => `${frame.length}: ${frame.join(' ')}`)
        expect(hear(chunksOf(concat(...pairs.flat()), cuts), 100_000)).toEqual(expected)
      }),
    )
  })

  it.each<[string, (copies: number) => Bytes]>([
    ['whose segments end nowhere', (copies) => nested(concat(SOI, [0xff, 0xe0, 0x40, 0]), copies)],
    ['whose segments all end in one long scan', (copies) => convergent(copies)],
  ])('reads no byte more than a few times for headers in each other %s', (_, make) => {
    for (const copies of [100, 300]) {
      const stream = make(copies)
      const counted = countReads(stream)
      new JpegSplitter().push(counted.bytes)
      expect(counted.reads() / stream.length).toBeLessThan(25)
    }
  })
})

function nested(header: Bytes, copies: number): Bytes {
  return concat(...Array.from({ length: copies }, () => header), new Uint8Array(20_000))
}

/** Frames that begin in each other's comments, which all end where one scan begins that breaks off. */
function convergent(copies: number): Bytes {
  const header = segment(0xc0, Uint8Array.of(8, 0, 8, 0, 8, 1, 1, 0x11, 0))
  const size = SOI.length + header.length + 4
  const starts = Array.from({ length: copies }, (_, index) => {
    const length = (copies - index - 1) * size + 2
    return concat(SOI, header, [0xff, 0xfe, length >> 8, length & 0xff])
  })
  const scan = concat(segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0)), new Uint8Array(20_000))
  return concat(...starts, scan, header)
}
