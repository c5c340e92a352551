import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { inspectJpeg } from '../../src/frame/jpeg.ts'
import { JpegSplitter } from '../../src/frame/split.ts'
import { chunksOf } from './arbitraries.ts'
import { concat, exif, named, tinyJpeg } from './jpegs.ts'
import { ffmpeg, testStream } from './real-streams.ts'

describe.skipIf(!needs('ffmpeg'))('frames from ffmpeg', () => {
  it.each([
    ['as it makes them', []],
    ['with optimal Huffman tables', ['-huffman', 'optimal']],
    ['with full colour', ['-pix_fmt', 'yuvj444p']],
    ['in grey', ['-pix_fmt', 'gray']],
  ])('%s come out whole, wherever the chunks are cut', (_, extra) => {
    const stream = testStream('mjpeg', 50, extra)
    const whole = new JpegSplitter().push(stream)
    expect(whole).toHaveLength(50)
    for (const frame of whole) {
      const size = { ok: true, width: 320, height: 240, length: frame.length }
      expect(inspectJpeg(frame)).toEqual(size)
    }
    expect(concat(...whole)).toEqual(stream)
    const known = Object.fromEntries(whole.map((frame, index) => [`${index}`, frame]))
    const sizes = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(sizes, (cuts) => {
        const splitter = new JpegSplitter()
        const names = chunksOf(stream, cuts).flatMap((chunk) =>
          splitter.push(chunk).map((frame) => named(frame, known)),
        )
        expect(names).toEqual(Object.keys(known))
      }),
      { numRuns: 10 },
    )
  })

  it('survive a thumbnail in each of them, and noise between', () => {
    const frames = new JpegSplitter().push(testStream('mjpeg', 10))
    const thumbnail = exif(frames[0]?.slice() ?? tinyJpeg())
    const tricky = frames.map((frame) => concat(frame.subarray(0, 2), thumbnail, frame.subarray(2)))
    const noise = Uint8Array.of(0, 0xff, 0xd9, 0xff)
    const splitter = new JpegSplitter()
    const found = chunksOf(concat(...tricky.flatMap((frame) => [noise, frame])), [4096]).flatMap(
      (chunk) => splitter.push(chunk).map((frame) => frame.slice()),
    )
    expect(found).toEqual(tricky)
  })
})

describe.skipIf(!needs('ffmpeg'))('a tiny JPEG', () => {
  it.each([
    { shade: 0 },
    { shade: 255, width: 33, height: 17 },
    { shade: 100, segments: [exif(tinyJpeg({ shade: 5 }))], bytes: 100_000 },
  ])('shows its one grey: %o', (options) => {
    const input = ['-f', 'mjpeg', '-i', '-', '-pix_fmt', 'gray', '-f', 'rawvideo']
    const pixels = ffmpeg(input, tinyJpeg(options))
    expect(pixels).toHaveLength((options.width ?? 8) * (options.height ?? 8))
    expect(new Set(pixels)).toEqual(new Set([options.shade]))
  })
})
