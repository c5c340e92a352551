import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { colour } from '../../src/picture/colour.ts'
import { Rectangle } from '../../src/picture/layer.ts'
import { type Rework, reworking } from '../../src/picture/rework.ts'
import { atOnce } from '../../src/picture/turns.ts'
import {
  correlation,
  encode,
  encodeGst,
  type Format,
  mean,
  type Planes,
  planesOf,
  sizeOf,
  type Wish,
} from './planes.ts'

const DARK = { luma: { contrast: 0.4, lift: 8 }, chroma: { contrast: 0.25, lift: 96 } }
const WHITE = colour('ffffff')

function rework(jpeg: Uint8Array, wish: Rework): Uint8Array {
  return atOnce(reworking(jpeg, wish))
}

/** Where ffmpeg's and our arithmetic may differ, in units of 255. */
function largestDifference(a: Uint8Array, expected: (at: number) => number): number {
  return Array.from(a).reduce(
    (most, value, at) => Math.max(most, Math.abs(value - expected(at))),
    0,
  )
}

/** The means of 8 x 8 squares, some of them left out. */
function squares(
  { luma, width, height }: Planes,
  counts: (x: number, y: number) => boolean,
): number[] {
  const places = Array.from({ length: (width >> 3) * (height >> 3) }, (_, i) => {
    return [8 * (i % (width >> 3)), 8 * Math.floor(i / (width >> 3))] as const
  })
  return places
    .filter(([x, y]) => counts(x, y))
    .map(([x, y]) =>
      mean(Array.from({ length: 64 }, (_, i) => luma[(y + (i >> 3)) * width + x + (i & 7)] ?? 0)),
    )
}

describe.skipIf(!needs('ffmpeg'))('a reworked frame', () => {
  test.each<[string, Wish]>([
    ['4:2:0', {}],
    ['4:2:2', { format: 'yuvj422p' }],
    ['4:4:4', { format: 'yuvj444p' }],
    ['4:2:0 with restart markers', { restarts: true }],
    ['4:2:0 without tables', { bare: true }],
    ['4:2:0, as coarse as can be', { coarseness: 31 }],
  ])('of %s keeps each pixel when nothing is asked for', (_kind, wish) => {
    const jpeg = encode(wish)
    const { format = 'yuvj420p' } = wish
    const before = planesOf(wish.bare ? encode({ ...wish, bare: false }) : jpeg, format)
    const after = planesOf(rework(jpeg, {}), format)
    expect(after.luma).toEqual(before.luma)
    expect(after.blue).toEqual(before.blue)
    expect(after.red).toEqual(before.red)
  })

  test.each<[string, Wish]>([
    ['fine', { coarseness: 2 }],
    ['usual', { coarseness: 5 }],
    ['coarse', { coarseness: 20 }],
  ])('(%s) is dimmed pixel by pixel, detail and all', (_kind, wish) => {
    const jpeg = encode({ ...wish, scene: 'mandelbrot' })
    const before = planesOf(jpeg, 'yuvj420p')
    const after = planesOf(rework(jpeg, DARK), 'yuvj420p')
    const tolerance = 6
    expect(largestDifference(after.luma, (at) => (before.luma[at] ?? 0) * 0.4 + 8)).toBeLessThan(
      tolerance,
    )
    expect(largestDifference(after.blue, (at) => (before.blue[at] ?? 0) * 0.25 + 96)).toBeLessThan(
      tolerance,
    )
    expect(largestDifference(after.red, (at) => (before.red[at] ?? 0) * 0.25 + 96)).toBeLessThan(
      tolerance,
    )
  })

  test('shows what was painted on it, and nothing else has changed', () => {
    const box = { x: 100, y: 50, width: 61, height: 37 }
    const jpeg = encode({ scene: 'mandelbrot' })
    const before = planesOf(jpeg, 'yuvj420p')
    const after = planesOf(rework(jpeg, { layers: [new Rectangle(box, WHITE)] }), 'yuvj420p')
    const inside = (at: number, margin = 0) => {
      const x = at % 320
      const y = Math.floor(at / 320)
      return (
        x >= box.x - margin &&
        x < box.x + box.width + margin &&
        y >= box.y - margin &&
        y < box.y + box.height + margin
      )
    }
    expect(mean(after.luma, (at) => inside(at, -8))).toBeGreaterThan(250)
    // An MCU is as far as a painted pixel reaches.
    const far = after.luma.findIndex((value, at) => !inside(at, 16) && value !== before.luma[at])
    expect(far).toBe(-1)
  })

  test('of any size and sampling has exactly that size, and the shape of the old one', () => {
    const formats = fc.constantFrom<Format>('yuvj420p', 'yuvj422p', 'yuvj444p')
    const sizes = fc.integer({ min: 16, max: 200 })
    fc.assert(
      fc.property(sizes, sizes, formats, fc.boolean(), (width, height, format, restarts) => {
        const jpeg = encode({ width, height, format, restarts, scene: 'mandelbrot' })
        const result = rework(jpeg, DARK)
        expect(sizeOf(result)).toEqual({ width, height })
        const before = planesOf(jpeg, format)
        const after = planesOf(result, format)
        expect(mean(after.luma)).toBeCloseTo(mean(before.luma) * 0.4 + 8, 0)
        expect(
          correlation(
            squares(after, () => true),
            squares(before, () => true),
          ),
        ).toBeGreaterThan(0.99)
      }),
      { numRuns: 5 },
    )
  })

  test.each([
    ['larger', 480, 400, { left: 80, top: 80 }],
    ['smaller', 200, 130, { left: -64, top: -48 }],
    ['wider and lower', 500, 100, { left: 96, top: -64 }],
  ])(
    'is set into the middle of a %s one, on the edge of an MCU',
    (_how, width, height, { left, top }) => {
      const jpeg = encode({ width: 312, height: 232, scene: 'mandelbrot' })
      const before = planesOf(jpeg, 'yuvj420p')
      const result = rework(jpeg, { size: { width, height }, background: colour('808080') })
      const after = planesOf(result, 'yuvj420p')
      expect(after).toMatchObject({ width, height })
      const old = (at: number): number => {
        const x = (at % width) - left
        const y = Math.floor(at / width) - top
        return x >= 0 && y >= 0 && x < 312 && y < 232 ? (before.luma[y * 312 + x] ?? 0) : 128
      }
      const differences = Array.from(after.luma, (value, at) => Math.abs(value - old(at)))
      expect(mean(differences)).toBeLessThan(0.5)
    },
  )

  test('is refused where its coefficients cannot be read', () => {
    const jpeg = encode()
    const cut = Uint8Array.from([...jpeg.subarray(0, jpeg.length / 2), 0xff, 0xd9])
    expect(() => rework(cut, {})).toThrow(expect.objectContaining({ code: 'INVALID_FRAME' }))
  })
})

describe.skipIf(!needs('ffmpeg', 'gst-launch-1.0'))('a reworked frame of libjpeg', () => {
  test.each<[string, Format]>([
    ['GRAY8', 'gray'],
    ['Y41B', 'yuvj411p'],
    ['Y444', 'yuvj444p'],
  ])('of %s is dimmed and painted on', (name, format) => {
    const jpeg = encodeGst(name, 204, 90)
    const layers = [new Rectangle({ x: 64, y: 32, width: 64, height: 32 }, WHITE)]
    const before = planesOf(jpeg, format)
    const after = planesOf(rework(jpeg, { ...DARK, layers }), format)
    const isPainted = (x: number, y: number) => x >= 48 && x < 144 && y >= 24 && y < 72
    expect(mean(squares(after, (x, y) => x >= 72 && x < 120 && y >= 40 && y < 56))).toBeGreaterThan(
      240,
    )
    const outside = (planes: Planes) => squares(planes, (x, y) => !isPainted(x, y))
    expect(correlation(outside(after), outside(before))).toBeGreaterThan(0.98)
    expect(mean(outside(after))).toBeCloseTo(mean(outside(before)) * 0.4 + 8, 0)
  })
})
