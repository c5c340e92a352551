/**
 * How a picture has to be turned to stand upright: a number in its Exif segment, which browsers
 * heed. Whoever paints on a picture that will be turned has to paint the other way round.
 *
 * @module
 */
import { orientationIn } from '../frame/exif.ts'
import { inspectJpeg } from '../frame/jpeg.ts'

/**
 * As Exif numbers it: 1 upright, 3 to be turned by 180 degrees, 6 by 90 clockwise, 8 by 270;
 * 2, 4, 5 and 7 mirrored.
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

const APP1 = 0xe1
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0]

/** What a JPEG's first Exif segment says; 1 where it says nothing. */
export function orientationOf(jpeg: Uint8Array): Orientation {
  let found: Orientation | undefined
  inspectJpeg(jpeg, {
    segment: (marker, from, to) => {
      const isExif = marker === APP1 && EXIF.every((byte, i) => jpeg[from + 4 + i] === byte)
      if (isExif) found ??= known(orientationIn(jpeg.subarray(from, to)))
    },
    restart: () => undefined,
  })
  return found ?? 1
}

function known(value: number | undefined): Orientation | undefined {
  const all: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8]
  return all.find((orientation) => orientation === value)
}
