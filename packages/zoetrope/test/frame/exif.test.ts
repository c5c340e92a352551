import { describe, expect, it } from 'vitest'
import { amendExif, hidesJpeg, minimalExif, type Rotation, turn } from '../../src/frame/exif.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { exifWithThumbnail } from './exifs.ts'
import { concat, exif, latin1, segment, tinyJpeg } from './jpegs.ts'

const nothing = { rotate: 0, strip: false, cutThumbnail: false } as const
const thumbnail = tinyJpeg({ shade: 7 })

/** What a reader finds in an EXIF segment, following its directories: tags of both, and the maker's name. */
function read(segment: Bytes) {
  const view = new DataView(segment.buffer, segment.byteOffset + 10)
  const isLittle = view.getUint8(0) === 0x49
  const first = view.getUint32(4, isLittle)
  const count = view.getUint16(first, isLittle)
  const tags = Array.from({ length: count }, (_, nth) => {
    const at = first + 2 + 12 * nth
    const [tag, type] = [view.getUint16(at, isLittle), view.getUint16(at + 2, isLittle)]
    return {
      tag,
      value: type === 3 ? view.getUint16(at + 8, isLittle) : view.getUint32(at + 8, isLittle),
    }
  })
  const maker = tags.find(({ tag }) => tag === 0x010f)?.value
  return {
    length: (segment[2] ?? 0) * 256 + (segment[3] ?? 0) + 2,
    tags: tags.map(({ tag }) => tag),
    orientation: tags.find(({ tag }) => tag === 0x0112)?.value,
    maker: maker && String.fromCharCode(...segment.slice(10 + maker, 10 + maker + 7)),
    second: view.getUint32(first + 2 + 12 * count, isLittle),
  }
}

describe('a turn', () => {
  it('four times by 90 degrees is none, from every orientation', () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const seen = [orientation]
      for (let nth = 0; nth < 4; nth++) seen.push(turn(seen.at(-1) ?? 0, 90))
      expect(seen.at(-1)).toBe(orientation)
      expect(new Set(seen).size).toBe(4)
      expect(turn(orientation, 180)).toBe(turn(turn(orientation, 90), 90))
      expect(turn(orientation, 270)).toBe(turn(turn(orientation, 180), 90))
    }
  })

  it('of a picture that lies right gives the orientations of the standard', () => {
    const turns: readonly Rotation[] = [0, 90, 180, 270]
    expect(turns.map((rotation) => turn(1, rotation))).toEqual([1, 6, 3, 8])
  })

  it('of a mirrored picture leaves it mirrored', () => {
    for (const mirrored of [2, 4, 5, 7]) expect([2, 4, 5, 7]).toContain(turn(mirrored, 90))
  })
})

describe('the shortest EXIF', () => {
  it('says an orientation, and nothing else', () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const made = minimalExif(orientation)
      expect(read(made)).toEqual({
        length: made.length,
        tags: [0x0112],
        orientation,
        maker: undefined,
        second: 0,
      })
    }
  })
})

describe.each(['II', 'MM'] as const)('EXIF in byte order %s', (order) => {
  const said = (orientation?: number) =>
    exifWithThumbnail(thumbnail, { order, ...(orientation !== undefined && { orientation }) })

  it('stays as it is where nothing is wished', () => {
    expect(amendExif(said(6), nothing)).toBeUndefined()
  })

  it('loses its thumbnail, and the bytes of it, and keeps the rest', () => {
    const cut = amendExif(said(6), { ...nothing, cutThumbnail: true }) ?? said()
    expect(read(cut)).toMatchObject({ orientation: 6, maker: 'Zoetrop', second: 0 })
    expect(cut.length).toBe(said(6).length - thumbnail.length)
    expect(read(cut).length).toBe(cut.length)
    expect(hidesJpeg(cut, 0, cut.length)).toBe(false)
    expect(amendExif(cut, { ...nothing, cutThumbnail: true })).toBeUndefined()
  })

  it('has its thumbnail blanked where something lies behind it', () => {
    const behind = latin1('the maker’s notes')
    const before = exifWithThumbnail(thumbnail, { order, orientation: 3, behind })
    const cut = amendExif(before, { ...nothing, cutThumbnail: true }) ?? before
    expect(cut.length).toBe(before.length)
    expect(cut.slice(-behind.length)).toEqual(behind)
    expect(hidesJpeg(cut, 0, cut.length)).toBe(false)
    expect(read(cut)).toMatchObject({ orientation: 3, maker: 'Zoetrop', second: 0 })
  })

  it('is turned on top of what it says', () => {
    const turned = amendExif(said(6), { ...nothing, rotate: 90 }) ?? said()
    expect(read(turned)).toMatchObject({ orientation: 3, maker: 'Zoetrop', tags: [0x010f, 0x0112] })
    expect(turned.length).toBe(said(6).length)
  })

  it('gets an orientation where it has none, in the order of tags, and keeps the rest', () => {
    const turned = amendExif(said(), { ...nothing, rotate: 270 }) ?? said()
    expect(read(turned)).toMatchObject({
      length: turned.length,
      orientation: 8,
      maker: 'Zoetrop',
      tags: [0x010f, 0x0112],
    })
    expect(read(turned).second).toBe(read(said()).second)
  })

  it('is reduced to its orientation where that is all that may stay, and goes where there is none', () => {
    const strip = { ...nothing, strip: true }
    expect(amendExif(said(6), strip)).toEqual(minimalExif(6))
    expect(amendExif(said(), strip)).toHaveLength(0)
    expect(amendExif(said(6), { ...strip, rotate: 270 })).toHaveLength(0)
    expect(amendExif(said(), { ...strip, rotate: 90 })).toEqual(minimalExif(6))
  })
})

describe('EXIF that is damaged or strange', () => {
  it('is left alone, unless something is to be done to it', () => {
    const damaged = segment(0xe1, latin1('Exif\0\0II*\0\xff\xff\0\0'))
    expect(amendExif(damaged, { ...nothing, cutThumbnail: true })).toBeUndefined()
    expect(amendExif(damaged, { ...nothing, rotate: 90 })).toEqual(minimalExif(6))
  })

  it('is reduced to its orientation where a JPEG hides in it that no directory tells of', () => {
    const hidden = exifWithThumbnail(new Uint8Array(), { orientation: 8, behind: thumbnail })
    const wish = { ...nothing, cutThumbnail: true }
    expect(amendExif(hidden, wish)).toEqual(minimalExif(8))
    expect(amendExif(exif(thumbnail), wish)).toHaveLength(0)
  })

  it('is replaced where an orientation would make it longer than a segment can be', () => {
    const long = exifWithThumbnail(new Uint8Array(), { behind: new Uint8Array(65_450) })
    expect(amendExif(long, { ...nothing, rotate: 90 })).toEqual(minimalExif(6))
  })

  it('does no harm wherever it is cut', () => {
    const whole = exifWithThumbnail(thumbnail, { orientation: 5 })
    for (let length = 10; length < whole.length; length++) {
      const cut = segment(0xe1, whole.slice(4, length))
      for (const rotate of [0, 90] as const) {
        const amended = amendExif(cut, { ...nothing, rotate, cutThumbnail: true }) ?? cut
        expect(hidesJpeg(amended, 0, amended.length)).toBe(false)
      }
    }
  })

  it('does no harm whatever a byte of it says', () => {
    const whole = exifWithThumbnail(thumbnail, { orientation: 5 })
    for (let at = 10; at < whole.length; at++) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const damaged = concat(whole)
        damaged[at] = value
        const amended = amendExif(damaged, { rotate: 90, strip: false, cutThumbnail: true })
        expect(amended && hidesJpeg(amended, 0, amended.length)).toBe(false)
        expect(amended?.length).toBeLessThanOrEqual(whole.length + 64)
      }
    }
  })
})
