import { describe, expect, it } from 'vitest'
import { ZoetropeError } from '../../src/errors.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { JpegSplitter, type SplitterOptions } from '../../src/frame/split.ts'
import { chunksOf } from './arbitraries.ts'
import { concat, EOI, exif, latin1, named, SOI, segment, tinyJpeg } from './jpegs.ts'

/** The names of the frames that came out whole, and what was told of the others. */
function split(stream: Bytes, sizes: readonly number[], options: SplitterOptions = {}) {
  const told: string[] = []
  const onReject = ({ code, message }: ZoetropeError) => told.push(`${code}: ${message}`)
  const splitter = new JpegSplitter({ ...options, onReject })
  const frames = chunksOf(stream, sizes).flatMap((chunk) =>
    splitter.push(chunk).map((frame) => named(frame, { first, second, third })),
  )
  splitter.end()
  return { frames, told, codes: told.map((text) => text.split(':')[0]) }
}

const first = tinyJpeg({
  shade: 10,
  segments: [exif(tinyJpeg({ shade: 1 })), segment(0xfe, latin1('hello'))],
})
const second = tinyJpeg({ shade: 20, bytes: 900 })
const third = tinyJpeg({ shade: 30 })

describe('a torn frame', () => {
  it('is dropped and named when the next begins in its scan', () => {
    const torn = tinyJpeg({ scan: Uint8Array.of(1, 2, 3) }).slice(0, -2)
    const { frames, told } = split(concat(torn, second), [1])
    expect(frames).toEqual(['second'])
    expect(told).toEqual([
      `INVALID_FRAME: Dropped a broken frame after ${torn.length} bytes: another frame began in the middle of it; check the camera and its link`,
    ])
  })

  it('costs no other frame, wherever it is torn', () => {
    const spliced: number[] = []
    for (let cut = 3; cut < first.length; cut += 1) {
      const stream = concat(first.subarray(0, cut), second, third)
      for (const sizes of [[stream.length], [7], [64, 1]]) {
        const { frames, codes } = split(stream, sizes)
        expect({ cut, third: frames[1] }).toEqual({ cut, third: 'third' })
        if (frames[0] !== 'second') spliced.push(cut)
        else expect({ cut, codes }).toEqual({ cut, codes: ['INVALID_FRAME'] })
      }
    }
    // Torn two bytes before the end of a segment, it takes the SOI of the next frame for these two,
    // and both together have the structure of one whole frame. Only a decoder could tell.
    expect(new Set(spliced).size).toBeLessThanOrEqual(4)
  })

  it('costs no other frame when its beginning is missing', () => {
    for (let cut = 1; cut < first.length; cut += 1) {
      const { frames } = split(concat(first.subarray(cut), second, third), [50])
      // What is left of a frame may contain a whole thumbnail, which nothing tells from a frame.
      expect({ cut, frames: frames.slice(-2) }).toEqual({ cut, frames: ['second', 'third'] })
    }
  })

  it('does not turn its thumbnail into a frame', () => {
    const cut = first.indexOf(0xda) + 40
    const { frames } = split(concat(first.subarray(0, cut), third), [1000])
    expect(frames).toEqual(['third'])
  })

  it('is named when bytes are missing from its middle', () => {
    // A segment whose length was lost may swallow up to 64 KiB, and more than one frame.
    const gap = new Uint8Array(66_000)
    for (let cut = 2; cut < first.length - 12; cut += 1) {
      const damaged = concat(first.subarray(0, cut), first.subarray(cut + 10))
      const { frames, codes } = split(concat(damaged, second, gap, third), [1000])
      expect({ cut, last: frames.at(-1) }).toEqual({ cut, last: 'third' })
      expect({ cut, second: frames.includes('second') }).toEqual({
        cut,
        second: cut !== 4,
      })
      expect(codes.every((code) => code === 'INVALID_FRAME')).toBe(true)
    }
  })

  it('may be the last', () => {
    const { frames, codes } = split(concat(second, first.subarray(0, 100)), [33])
    expect(frames).toEqual(['second'])
    expect(codes).toEqual(['INVALID_FRAME'])
  })
})

describe('a broken frame', () => {
  it.each([
    ['an EOI before any scan', concat(SOI, segment(0xe0, new Uint8Array(14)), EOI)],
    ['a segment shorter than its own length', concat(SOI, [0xff, 0xe0, 0, 1, 0, 0])],
    ['a reserved marker', concat(SOI, [0xff, 0x02, 0, 4, 0, 0])],
    ['a byte where a marker is due', concat(SOI, segment(0xe0, new Uint8Array(14)), [7])],
    ['a reserved marker in its scan', concat(third.subarray(0, -2), [0xff, 0x37, 0, 0])],
  ])('with %s is named, and the next one comes', (_, broken) => {
    const { frames, codes } = split(concat(broken, second), [5])
    expect(frames).toEqual(['second'])
    expect(codes).toEqual(['INVALID_FRAME'])
  })

  it('is passed over in silence when nobody asked', () => {
    const splitter = new JpegSplitter()
    expect(splitter.push(concat(first.subarray(0, 50), second))).toEqual([second])
  })
})

describe('the end of a stream', () => {
  it('drops and names a frame in progress, and lets another stream begin', () => {
    const errors: ZoetropeError[] = []
    const splitter = new JpegSplitter({ onReject: (error) => errors.push(error) })
    splitter.push(first.subarray(0, 100))
    splitter.end()
    expect(errors[0]).toBeInstanceOf(ZoetropeError)
    expect(errors.map((error) => error.code)).toEqual(['INVALID_FRAME'])
    expect(splitter.buffered).toBe(0)
    expect(splitter.push(first.slice(100))).toEqual([])
    expect(splitter.push(second)).toEqual([second])
  })

  it('is quiet between frames', () => {
    expect(split(concat(first, latin1('bye')), [9]).codes).toEqual([])
  })
})

describe('the size limit', () => {
  const giant = tinyJpeg({ shade: 40, bytes: 5000 })

  it.each([[1], [100], [999], [100_000]])(
    'drops and names a giant, in chunks of %i bytes',
    (size) => {
      const { frames, told } = split(concat(second, giant, third), [size], { maxBytes: 1000 })
      expect(frames).toEqual(['second', 'third'])
      expect(told).toEqual([
        'FRAME_TOO_LARGE: Dropped a frame of more than 1000 bytes; raise maxBytes if frames may be that large',
      ])
    },
  )

  it('lets a frame of exactly that size pass', () => {
    for (const size of [1, 77, 2000]) {
      const options = { maxBytes: second.length }
      expect(split(concat(second, third), [size], options).frames).toEqual(['second', 'third'])
      expect(split(second, [size], { maxBytes: second.length - 1 }).frames).toEqual([])
    }
  })

  it('names an endless scan once and goes on with the next SOI', () => {
    const endless = concat(third.subarray(0, -2), new Uint8Array(20_000))
    const { frames, codes } = split(concat(endless, second), [512], { maxBytes: 1000 })
    expect(frames).toEqual(['second'])
    expect(codes).toEqual(['FRAME_TOO_LARGE'])
  })

  it('takes no thumbnail of a giant for a frame', () => {
    const giantWithThumbnail = concat(
      SOI,
      segment(0xfe, new Uint8Array(2000)),
      exif(tinyJpeg()),
      third.subarray(2),
    )
    const { frames } = split(concat(giantWithThumbnail, second), [300], { maxBytes: 1000 })
    expect(frames).toEqual(['second'])
  })

  it('bounds what is held between chunks', () => {
    const splitter = new JpegSplitter({ maxBytes: 1000 })
    for (const chunk of chunksOf(concat(giant, giant), [64])) {
      splitter.push(chunk)
      expect(splitter.buffered).toBeLessThanOrEqual(1000)
    }
  })

  it.each([[0], [-1], [1.5], [Number.NaN]])('cannot be %d', (maxBytes) => {
    expect(() => new JpegSplitter({ maxBytes })).toThrow(
      `Expected maxBytes to be an integer from 1 up, got ${maxBytes}`,
    )
  })
})
