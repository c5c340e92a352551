/**
 * How a picture has to be turned to stand upright: a number in its Exif segment, which browsers
 * heed. Whoever paints on a picture that will be turned has to paint the other way round.
 *
 * @module
 */
import { inspectJpeg } from '../frame/jpeg.ts'

/**
 * As Exif numbers it: 1 upright, 3 to be turned by 180 degrees, 6 by 90 clockwise, 8 by 270;
 * 2, 4, 5 and 7 mirrored.
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

const APP1 = 0xe1
const TAG = 0x0112
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0]

/** What a JPEG's first Exif segment says; 1 where it says nothing. */
export function orientationOf(jpeg: Uint8Array): Orientation {
  let found: Orientation | undefined
  inspectJpeg(jpeg, {
    segment: (marker, from, to) => {
      if (marker === APP1) found ??= read(jpeg.subarray(from + 4, to))
    },
    restart: () => undefined,
  })
  return found ?? 1
}

function read(content: Uint8Array): Orientation | undefined {
  if (EXIF.some((byte, i) => content[i] !== byte)) return undefined
  const tiff = new DataView(content.buffer, content.byteOffset + 6, content.byteLength - 6)
  try {
    const little = tiff.getUint16(0) === 0x4949
    const entries = tiff.getUint32(4, little)
    const count = tiff.getUint16(entries, little)
    for (let at = entries + 2; at < entries + 2 + 12 * count; at += 12) {
      if (tiff.getUint16(at, little) === TAG) return known(tiff.getUint16(at + 8, little))
    }
  } catch {
    // An offset that points out of the segment (RangeError): it says nothing then.
  }
  return undefined
}

function known(value: number): Orientation | undefined {
  const all: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8]
  return all.find((orientation) => orientation === value)
}
