import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ZoetropeError } from '../../src/errors.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { JpegSplitter } from '../../src/frame/split.ts'
import { chunksOf, damage, jpeg, payload, sizes } from './arbitraries.ts'
import { concat } from './jpegs.ts'
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

  it('reads no byte more than a few times, even where broken headers nest', () => {
    // Every header claims a segment that ends in the middle of nowhere, far behind the next header.
    const header = [0xff, 0xd8, 0xff, 0xe0, 0x40, 0x00]
    for (const copies of [500, 1000, 2000]) {
      const stream = concat(...Array.from({ length: copies }, () => header), new Uint8Array(20_000))
      const counted = countReads(stream)
      new JpegSplitter().push(counted.bytes)
      expect(counted.reads() / stream.length).toBeLessThan(10)
    }
  })
})
