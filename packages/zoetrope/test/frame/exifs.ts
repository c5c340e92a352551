/**
 * EXIF segments as cameras write them, for tests.
 *
 * @module
 */
import type { Bytes } from '../../src/frame/frame.ts'
import { concat, latin1, segment } from './jpegs.ts'

/** What an EXIF segment of {@link exifWithThumbnail} says. */
export interface ExifOptions {
  /** 1 to 8; none where it is left out. */
  readonly orientation?: number
  /** The byte order. @default 'MM' */
  readonly order?: 'II' | 'MM'
  /** What lies behind the thumbnail. @default nothing */
  readonly behind?: Uint8Array
}

/** EXIF with a maker's name, maybe an orientation, and a thumbnail in a second directory. */
export function exifWithThumbnail(thumbnail: Uint8Array, options: ExifOptions = {}): Bytes {
  const { orientation, order = 'MM', behind = new Uint8Array() } = options
  const isLittle = order === 'II'
  const word = (value: number) => ordered([value >> 8, value & 0xff], isLittle)
  const long = (value: number) =>
    ordered([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255], isLittle)
  const entry = (tag: number, type: number, count: number, value: readonly number[]) => [
    ...word(tag),
    ...word(type),
    ...long(count),
    ...value,
  ]
  const count = orientation === undefined ? 1 : 2
  const makerAt = 8 + 2 + 12 * count + 4
  const second = makerAt + 8
  const thumbnailAt = second + 2 + 12 * 2 + 4
  return segment(
    0xe1,
    concat(
      latin1(`Exif\0\0${order}`),
      word(42),
      long(8),
      word(count),
      entry(0x010f, 2, 8, long(makerAt)),
      orientation === undefined ? [] : entry(0x0112, 3, 1, [...word(orientation), 0, 0]),
      long(second),
      latin1('Zoetrop\0'),
      word(2),
      entry(0x0201, 4, 1, long(thumbnailAt)),
      entry(0x0202, 4, 1, long(thumbnail.length)),
      long(0),
      thumbnail,
      behind,
    ),
  )
}

function ordered(bytes: readonly number[], isLittle: boolean): number[] {
  return isLittle ? bytes.toReversed() : [...bytes]
}
