import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import type { Component } from '../../src/picture/component.ts'
import { CHROMA_TABLES, LUMA_TABLES } from '../../src/picture/huffman.ts'
import { JpegWriter } from '../../src/picture/jpeg-writer.ts'
import { type Layout, layoutOf } from '../../src/picture/layout.ts'
import { ScanReader } from '../../src/picture/scan-reader.ts'
import { ScanWriter } from '../../src/picture/scan-writer.ts'
import { expose } from '../sources/pattern/exposed.ts'
import { encode, encodeGst, type Wish } from './planes.ts'
import { scanOf } from './segments.ts'

function blocksIn({ components }: Pick<Layout, 'components'>): Int16Array {
  const blocks = components.reduce((sum, { across, down }) => sum + across * down, 0)
  return new Int16Array(64 * blocks)
}

/** Reads a JPEG's coefficients and writes them with its own tables and restart markers. */
function rewritten(jpeg: Uint8Array): Uint8Array {
  const layout = layoutOf(jpeg)
  const reader = new ScanReader(jpeg, layout)
  const writer = new ScanWriter(layout.components)
  const blocks = blocksIn(layout)
  const out = new Uint8Array(2 * jpeg.length)
  writer.begin(out, 0)
  for (let i = 0; i < layout.columns * layout.rows; i++) {
    if (i > 0 && i % layout.restartInterval === 0) {
      const end = writer.end()
      out.set([0xff, 0xd0 + ((i / layout.restartInterval - 1) & 7)], end)
      writer.begin(out, end + 2)
    }
    reader.read(blocks)
    writer.write(blocks)
  }
  return out.slice(0, writer.end())
}

/** Samplings, of one component or of three: blocks across and down in an MCU of at most ten. */
const samplings = fc
  .oneof(
    fc.constant<[number, number][]>([[1, 1]]),
    fc.tuple(
      ...[0, 1, 2].map(() =>
        fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
      ),
    ),
  )
  .filter((all) => all.reduce((sum, [across = 0, down = 0]) => sum + across * down, 0) <= 10)

/** A block as cameras have them: mostly zeros, with the extremes now and then. */
const block = fc
  .tuple(
    fc.integer({ min: -1023, max: 1023 }),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 63 }), fc.integer({ min: -1023, max: 1023 })), {
      maxLength: 12,
    }),
  )
  .map(([average, details]) => {
    const coefficients = new Int16Array(64)
    coefficients[0] = average
    for (const [place, value] of details) coefficients[place] = value
    return coefficients
  })

function componentsOf(all: readonly (readonly number[])[]): Component[] {
  return all.map(([across = 1, down = 1], i) => {
    const tables = i === 0 ? LUMA_TABLES : CHROMA_TABLES
    return { id: i + 1, across, down, steps: new Uint8Array(64).fill(i + 1), ...tables }
  })
}

describe('coefficients', () => {
  test('come back as they were written, for any sampling', () => {
    fc.assert(
      fc.property(samplings, fc.array(block, { minLength: 1, maxLength: 40 }), (all, blocks) => {
        const components = componentsOf(all)
        const one = blocksIn({ components }).length / 64
        const count = Math.ceil(blocks.length / one)
        const mcus = Array.from({ length: count }, (_, i) =>
          Int16Array.from(
            { length: 64 * one },
            (_, k) => blocks[(i * one + (k >> 6)) % blocks.length]?.[k & 63] ?? 0,
          ),
        )
        const wide = 8 * Math.max(...components.map(({ across }) => across))
        const writer = new JpegWriter({ width: count * wide, height: 8, components }, 0)
        for (const mcu of mcus) writer.write(mcu)
        const jpeg = writer.finish()
        const layout = layoutOf(jpeg)
        expect(layout.columns * layout.rows).toBe(count)
        const reader = new ScanReader(jpeg, layout)
        for (const mcu of mcus) {
          const read = blocksIn(layout)
          reader.read(read)
          expect(read).toEqual(mcu)
        }
      }),
    )
  })

  test('of the test pattern, with a restart marker after every MCU, are written byte for byte', () => {
    const [jpeg = new Uint8Array(0)] = expose([1_795_000_000_000], { width: 200, height: 100 })
    expect(rewritten(jpeg)).toEqual(scanOf(jpeg))
  })
})

describe.skipIf(!needs('ffmpeg'))('a scan of ffmpeg', () => {
  test.each<[string, Wish]>([
    ['4:2:0', {}],
    ['4:2:2', { format: 'yuvj422p' }],
    ['4:4:4', { format: 'yuvj444p' }],
    ['4:2:0 with restart markers', { restarts: true }],
    ['4:2:0 without tables', { bare: true }],
    ['4:2:0, fine and noisy', { scene: 'mandelbrot', coarseness: 2 }],
  ])('(%s) is read and written byte for byte', (_kind, wish) => {
    const jpeg = encode({ width: 333, height: 201, ...wish })
    expect(rewritten(jpeg)).toEqual(scanOf(jpeg))
  })
})

describe.skipIf(!needs('gst-launch-1.0'))('a scan of libjpeg', () => {
  test.each(['GRAY8', 'Y41B', 'I420', 'Y42B', 'Y444'])(
    '(%s) is read and written byte for byte',
    (format) => {
      const jpeg = encodeGst(format, 204, 90)
      expect(rewritten(jpeg)).toEqual(scanOf(jpeg))
    },
  )
})

describe.skipIf(!needs('ffmpeg'))('a damaged scan', () => {
  test.each([
    ['cut in its middle', (jpeg: Uint8Array) => [...jpeg.subarray(0, jpeg.length / 2), 0xff, 0xd9]],
    [
      'of nothing',
      (jpeg: Uint8Array) => [
        ...jpeg.subarray(0, jpeg.length - scanOf(jpeg).length - 2),
        0xff,
        0xd9,
      ],
    ],
    [
      'without its restart markers',
      (jpeg: Uint8Array) => [...jpeg].filter((_, at) => !isRestart(jpeg, at)),
    ],
  ])('%s is refused', (_how, damage) => {
    const jpeg = Uint8Array.from(damage(encode({ restarts: true })))
    expect(() => rewritten(jpeg)).toThrow(expect.objectContaining({ code: 'INVALID_FRAME' }))
  })

  test('whatever was changed in it ends with coefficients or a refusal', () => {
    const jpeg = encode({ width: 96, height: 64 })
    const from = jpeg.length - 2 - scanOf(jpeg).length
    const change = fc.tuple(fc.integer({ min: from, max: jpeg.length - 3 }), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        const bytes = jpeg.slice()
        for (const [at, value] of changes) bytes[at] = value
        try {
          rewritten(bytes)
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_FRAME' })
        }
      }),
    )
  })
})

/** Whether a byte belongs to a restart marker. */
function isRestart(jpeg: Uint8Array, at: number): boolean {
  const isMarker = (place: number) =>
    jpeg[place] === 0xff && ((jpeg[place + 1] ?? 0) & 0xf8) === 0xd0
  return isMarker(at) || isMarker(at - 1)
}
