import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { minimalExif } from '../../src/frame/exif.ts'
import { type Orientation, orientationOf } from '../../src/picture/orientation.ts'
import { expose } from '../sources/pattern/exposed.ts'

const [PICTURE = new Uint8Array(0)] = expose([0], { width: 64, height: 64 })
const ALL: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8]

/** The picture with these bytes behind its SOI. */
function opened(...bytes: number[]): Uint8Array {
  return Uint8Array.from([0xff, 0xd8, ...bytes, ...PICTURE.subarray(2)])
}

/** An Exif segment in the other byte order, with another entry before that of the orientation. */
function little(orientation: number): number[] {
  const entry = (tag: number, value: number) => [
    tag & 255,
    tag >> 8,
    3,
    0,
    1,
    0,
    0,
    0,
    value,
    0,
    0,
    0,
  ]
  const tiff = [
    0x49,
    0x49,
    42,
    0,
    8,
    0,
    0,
    0,
    2,
    0,
    ...entry(0x0100, 7),
    ...entry(0x0112, orientation),
  ]
  const content = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff, 0, 0, 0, 0]
  return [0xff, 0xe1, 0, content.length + 2, ...content]
}

describe('an orientation', () => {
  test.each(ALL)('of %i is read as it was written, in either byte order', (orientation) => {
    expect(orientationOf(opened(...minimalExif(orientation)))).toBe(orientation)
    expect(orientationOf(opened(...little(orientation)))).toBe(orientation)
    // Its directory ends behind the entry, without the four bytes that say where the next one is.
    const cut = minimalExif(orientation).with(3, 30).subarray(0, 32)
    expect(orientationOf(opened(...cut))).toBe(orientation)
  })

  test('is upright where there is no Exif, or none that makes sense', () => {
    expect(orientationOf(PICTURE)).toBe(1)
    expect(orientationOf(opened(...little(9)))).toBe(1)
    expect(orientationOf(opened(...little(0)))).toBe(1)
    // No TIFF file, by its third byte.
    expect(orientationOf(opened(...little(6).with(12, 43)))).toBe(1)
  })

  test('is that of the first segment that says one', () => {
    const thumbnail = [0xff, 0xe1, 0, 6, 0x45, 0x78, 0x69, 0x66]
    const both = [...thumbnail, ...minimalExif(6), ...minimalExif(3)]
    expect(orientationOf(opened(...both))).toBe(6)
  })

  test('is one of the eight, whatever is in the segment', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const content = [0x45, 0x78, 0x69, 0x66, 0, 0, ...bytes]
        const jpeg = opened(0xff, 0xe1, 0, content.length + 2, ...content)
        expect(ALL).toContain(orientationOf(jpeg))
      }),
    )
  })
})
