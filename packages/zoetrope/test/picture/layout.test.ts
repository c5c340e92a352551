import { describe, expect, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { layoutOf } from '../../src/picture/layout.ts'
import { expose } from '../sources/pattern/exposed.ts'
import { encode, type Format } from './planes.ts'
import { segments } from './segments.ts'

const [PATTERN = new Uint8Array(0)] = expose([0], { width: 200, height: 100 })

/** The pattern with one byte of a segment's content exchanged. */
function changed(marker: number, place: number, value: number): Uint8Array {
  const jpeg = PATTERN.slice()
  const at = segments(jpeg).find((segment) => segment.marker === marker)?.at ?? 0
  jpeg[at + 4 + place] = value
  return jpeg
}

/** The pattern as another kind of JPEG, by the marker of its frame header. */
function asKind(marker: number): Uint8Array {
  const jpeg = PATTERN.slice()
  jpeg[(segments(jpeg).find((segment) => segment.marker === 0xc0)?.at ?? 0) + 1] = marker
  return jpeg
}

/** The pattern without JFIF, and these bytes in its place. */
function withoutJfif(jpeg: Uint8Array, ...bytes: number[]): Uint8Array {
  const jfif = segments(jpeg).find((segment) => segment.marker === 0xe0)
  const at = jfif?.at ?? 0
  return Uint8Array.from([...jpeg.subarray(0, at), ...bytes, ...jpeg.subarray(at + 18)])
}

const ADOBE_RGB = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0]

describe('the layout', () => {
  test('of the pattern has MCUs of 16 x 16 pixels and a restart marker after each', () => {
    expect(layoutOf(PATTERN)).toMatchObject({
      ...{ width: 200, height: 100, columns: 13, rows: 7, restartInterval: 1 },
      components: [
        { id: 1, across: 2, down: 2 },
        { id: 2, across: 1, down: 1 },
        { id: 3, across: 1, down: 1 },
      ],
    })
  })

  test('of JPEGs without JFIF is that of brightness and colour, unless they say otherwise', () => {
    expect(layoutOf(withoutJfif(PATTERN)).components).toHaveLength(3)
    expect(() => layoutOf(withoutJfif(PATTERN, ...ADOBE_RGB))).toThrow(/colours/)
  })

  test.each([
    ['progressive', asKind(0xc2)],
    ['arithmetic', asKind(0xc9)],
    ['of 12 bits', changed(0xc0, 0, 12)],
    ['without the quantiser it names', changed(0xc0, 8, 3)],
    ['without the Huffman table it names', changed(0xda, 2, 0x22)],
    ['with a sampling of nothing', changed(0xc0, 7, 0x02)],
    ['with a sampling beyond the standard', changed(0xc0, 7, 0x43)],
    ['with a quantiser step of nothing', changed(0xdb, 5, 0)],
    ['with a scan of other components', changed(0xda, 1, 7)],
    ['cut', PATTERN.subarray(0, 100)],
    [
      'of several scans',
      Uint8Array.from([...PATTERN.subarray(0, -2), ...PATTERN.subarray(PATTERN.indexOf(0xda) - 1)]),
    ],
  ])('of a JPEG %s is none', (_kind, jpeg) => {
    expect(() => layoutOf(jpeg)).toThrow(expect.objectContaining({ code: 'INVALID_FRAME' }))
  })
})

describe.skipIf(!needs('ffmpeg'))('the layout of a frame of ffmpeg', () => {
  test.each<[Format, number, number]>([
    ['yuvj420p', 20, 15],
    // These have two blocks of each component one below the other.
    ['yuvj422p', 20, 15],
    ['yuvj444p', 40, 15],
  ])('in %s has %i x %i MCUs', (format, columns, rows) => {
    expect(layoutOf(encode({ format }))).toMatchObject({ columns, rows, restartInterval: 0 })
  })
})
