import { describe, expect, it } from 'vitest'
import { minimalExif } from '../../src/frame/exif.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { Gate, type GateOptions } from '../../src/frame/gate.ts'
import type { Extra } from '../../src/frame/retouch.ts'
import { piecesOf, withSegments } from './anatomy.ts'
import { exifWithThumbnail } from './exifs.ts'
import { concat, exif, latin1, segment, tinyJpeg } from './jpegs.ts'

const jfif = segment(0xe0, concat(latin1('JFIF\0'), [1, 2, 0, 0, 1, 0, 1, 0, 0]))
const jfifWithPixels = segment(
  0xe0,
  concat(latin1('JFIF\0'), [1, 2, 0, 0, 1, 0, 1, 1, 1], [9, 9, 9]),
)
const stamp = segment(0xfe, latin1('ZT0123456789abcdef01234567'))
const xmp = segment(0xe1, latin1('http://ns.adobe.com/xap/1.0/\0<x/>'))
const icc = segment(0xe2, latin1('ICC_PROFILE\0\x01\x01profile'))
const adobe = segment(0xee, latin1('Adobe\0d\0\0\0\0\x01'))
const maker = segment(0xef, latin1('ACME'))
const camera = minimalExif(6)
const all = [jfif, stamp, camera, xmp, icc, adobe, maker]

function pass(jpeg: Bytes, options: GateOptions = {}): Uint8Array {
  return new Gate(options).pass(jpeg).jpeg
}

describe('strip', () => {
  it.each<[Extra[], Bytes[]]>([
    [[], all],
    [['exif'], all],
    [['xmp'], [jfif, stamp, camera, icc, adobe, maker]],
    [['icc'], [jfif, stamp, camera, xmp, adobe, maker]],
    [['comments'], [jfif, camera, xmp, icc, adobe, maker]],
    [
      ['xmp', 'icc'],
      [jfif, stamp, camera, adobe, maker],
    ],
    [['all'], [jfif, camera, adobe]],
  ])('%j takes away what it says, and leaves what the picture needs', (strip, left) => {
    expect(pass(withSegments(tinyJpeg(), ...all), { strip })).toEqual(
      withSegments(tinyJpeg(), ...left),
    )
  })

  it('leaves of EXIF the orientation, and nothing where there is none', () => {
    const said = withSegments(tinyJpeg(), exifWithThumbnail(tinyJpeg(), { orientation: 8 }))
    expect(pass(said, { strip: ['exif'] })).toEqual(withSegments(tinyJpeg(), minimalExif(8)))
    const unsaid = withSegments(tinyJpeg(), exifWithThumbnail(tinyJpeg()))
    expect(pass(unsaid, { strip: ['exif'] })).toEqual(tinyJpeg())
  })

  it('works where nothing is repaired, and thumbnails stay there', () => {
    const jpeg = withSegments(tinyJpeg(), exif(tinyJpeg()), stamp)
    expect(pass(jpeg, { repair: false })).toBe(jpeg)
    expect(pass(jpeg, { repair: false, strip: ['comments'] })).toEqual(
      withSegments(tinyJpeg(), exif(tinyJpeg())),
    )
  })
})

describe('rotate', () => {
  it('puts an orientation behind JFIF and comments, where measuring viewers find their stamp', () => {
    const jpeg = withSegments(tinyJpeg(), stamp, jfif, icc)
    expect(pass(jpeg, { rotate: 90 })).toEqual(
      withSegments(tinyJpeg(), stamp, jfif, minimalExif(6), icc),
    )
    expect(pass(tinyJpeg(), { rotate: 180 })).toEqual(withSegments(tinyJpeg(), minimalExif(3)))
  })

  it('amends the orientation that is there, wherever it is', () => {
    const jpeg = withSegments(tinyJpeg(), icc, minimalExif(8))
    expect(pass(jpeg, { rotate: 180 })).toEqual(withSegments(tinyJpeg(), icc, minimalExif(6)))
  })

  it('stands in front of a segment that goes', () => {
    const jpeg = withSegments(tinyJpeg(), xmp, icc)
    expect(pass(jpeg, { rotate: 90, strip: ['xmp'] })).toEqual(
      withSegments(tinyJpeg(), minimalExif(6), icc),
    )
  })

  it('leaves what is told of the size as it is coded', () => {
    const jpeg = tinyJpeg({ width: 64, height: 16 })
    expect(new Gate({ rotate: 90 }).pass(jpeg)).toMatchObject({ width: 64, height: 16 })
  })

  it('leaves the bytes alone that were given, also those of a Buffer', () => {
    const turned = withSegments(tinyJpeg(), jfifWithPixels, minimalExif(6))
    for (const given of [turned.slice(), Buffer.from(turned)]) {
      new Gate({ rotate: 90 }).pass(given)
      expect(new Uint8Array(given)).toEqual(turned)
    }
  })

  it('is a quarter turn, or two, or three', () => {
    // @ts-expect-error: whoever writes JavaScript finds out by the error
    expect(() => new Gate({ rotate: 45 })).toThrow(
      'Expected rotate to be 0, 90, 180 or 270, got 45',
    )
  })
})

describe('a thumbnail', () => {
  it('goes, and what else is in the segment stays where that is possible', () => {
    const jpeg = withSegments(tinyJpeg(), exifWithThumbnail(tinyJpeg(), { orientation: 1 }))
    const [piece] = piecesOf(pass(jpeg))
    expect(piece?.marker).toBe(0xe1)
    expect((piece?.to ?? 0) - (piece?.from ?? 0)).toBeGreaterThan(36)
  })

  it('is not looked for in a colour profile, which may have any bytes', () => {
    const profile = segment(0xe2, concat(latin1('ICC_PROFILE\0\x01\x01'), [0xff, 0xd8, 0xff, 0]))
    const jpeg = withSegments(tinyJpeg(), profile)
    expect(pass(jpeg)).toBe(jpeg)
  })

  it('of bare pixels in JFIF leaves the densities there', () => {
    const fat = segment(
      0xe0,
      concat(latin1('JFIF\0'), [1, 2, 1, 0, 72, 0, 72, 2, 2], new Uint8Array(12)),
    )
    const slim = segment(0xe0, concat(latin1('JFIF\0'), [1, 2, 1, 0, 72, 0, 72, 0, 0]))
    expect(pass(withSegments(tinyJpeg(), fat))).toEqual(withSegments(tinyJpeg(), slim))
  })
})
