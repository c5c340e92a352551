import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { JpegSplitter } from '../../src/frame/split.ts'
import { PartReader } from '../../src/multipart/reader.ts'
import { chunksOf } from '../frame/arbitraries.ts'
import { named } from '../frame/jpegs.ts'
import { testStream } from '../frame/real-streams.ts'

describe.skipIf(!needs('ffmpeg'))('the multipart stream of ffmpeg', () => {
  const frames = () => new JpegSplitter().push(testStream('mjpeg', 50))

  it.each([['ffmpeg'], [undefined]])('gives its frames for the boundary %s', (boundary) => {
    const known = Object.fromEntries(frames().map((frame, index) => [`${index}`, frame]))
    const stream = testStream('mpjpeg', 50)
    const sizes = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(sizes, (cuts) => {
        const reader = new PartReader({ boundary })
        const names = chunksOf(stream, cuts).flatMap((chunk) =>
          reader.push(chunk).map(({ body }) => named(body, known)),
        )
        expect(names).toEqual(Object.keys(known))
        expect(reader.end()).toEqual([])
      }),
      { numRuns: 20 },
    )
  })

  it('names type and length of each part', () => {
    const parts = new PartReader().push(testStream('mpjpeg', 3))
    expect(parts).toHaveLength(3)
    for (const { headers, body } of parts) {
      expect(headers.get('content-type')).toBe('image/jpeg')
      expect(headers.get('content-length')).toBe(`${body.length}`)
    }
  })
})
