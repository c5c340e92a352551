import { describe, expect, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { minimalExif } from '../../src/frame/exif.ts'
import type { Frame } from '../../src/frame/frame.ts'
import { orientationOf } from '../../src/picture/orientation.ts'
import { drawCard } from '../../src/placeholder/card.ts'
import { dimmedPlaceholder } from '../../src/placeholder/dimmed.ts'
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
} from '../picture/planes.ts'
import { expose } from '../sources/pattern/exposed.ts'
import { AFTERNOON, frame, scene } from './scenes.ts'

/** The placeholder of a camera that was lost after this frame. */
async function dimmed(
  newest: Frame,
  wishes: Parameters<typeof scene>[0] = {},
): Promise<Uint8Array> {
  const jpeg = await dimmedPlaceholder()(scene({ ...sizeOf(newest.jpeg), newest, ...wishes }))
  if (!jpeg) throw new Error('nothing was drawn')
  return jpeg
}

/** Every pixel of some rows, as numbers. */
function rows({ luma, width }: Planes, from: number, to: number): number[] {
  return Array.from(luma.subarray(from * width, to * width))
}

describe.skipIf(!needs('ffmpeg'))('the last frame dimmed', () => {
  test.each<[string, Wish & { format: Format }]>([
    ['4:2:0', { format: 'yuvj420p' }],
    ['4:2:2', { format: 'yuvj422p' }],
    ['4:4:4', { format: 'yuvj444p' }],
    ['4:2:0 with restart markers', { format: 'yuvj420p', restarts: true }],
  ])('(%s) is dark and nearly grey, and still the same picture', async (_kind, wish) => {
    const jpeg = encode({ width: 640, height: 480, ...wish })
    const result = await dimmed(frame(jpeg))
    const before = planesOf(jpeg, wish.format)
    const after = planesOf(result, wish.format)
    expect(after).toMatchObject({ width: 640, height: 480 })
    expect(mean(after.luma)).toBeLessThan(mean(before.luma) * 0.55)
    expect(Math.max(...rows(after, 0, 140))).toBeLessThan(120)
    const colour = ({ blue, red }: Planes) =>
      mean(Array.from(blue, (value, i) => Math.abs(value - 128) + Math.abs((red[i] ?? 0) - 128)))
    expect(colour(after)).toBeLessThan(colour(before) * 0.4)
    for (const [from, to] of [
      [0, 140],
      [340, 480],
    ] as const) {
      expect(correlation(rows(after, from, to), rows(before, from, to))).toBeGreaterThan(0.97)
    }
  })

  test('has words in its middle, with the camera’s name and the time of that frame', async () => {
    const jpeg = encode({ width: 640, height: 480 })
    const result = planesOf(await dimmed(frame(jpeg)), 'yuvj420p')
    const words = rows(result, 160, 320).filter((luma) => luma > 150).length
    expect(words).toBeGreaterThan(1500)
    const other = planesOf(await dimmed(frame(jpeg), { name: 'back-door' }), 'yuvj420p')
    expect(rows(other, 160, 320)).not.toEqual(rows(result, 160, 320))
    const later = { ...frame(jpeg), capturedAt: AFTERNOON - 60_000 }
    expect(rows(planesOf(await dimmed(later), 'yuvj420p'), 160, 320)).not.toEqual(
      rows(result, 160, 320),
    )
  })

  test.each([
    [16, 16],
    [48, 32],
    [130, 75],
    [333, 1001],
    [1600, 120],
  ])('has the size of the stream: %i x %i', async (width, height) => {
    const jpeg = encode({ width, height, scene: 'mandelbrot' })
    const after = planesOf(await dimmed(frame(jpeg)), 'yuvj420p')
    expect(after).toMatchObject({ width, height })
    expect(mean(after.luma)).toBeLessThan(mean(planesOf(jpeg, 'yuvj420p').luma))
  })

  test('is also made of a frame without Huffman tables, as webcams give them', async () => {
    const bare = await dimmed(frame(encode({ bare: true })))
    // ffmpeg takes both; browsers only the one with tables.
    expect(Buffer.from(bare).includes(Buffer.from([0xff, 0xc4]))).toBe(true)
    expect(planesOf(bare, 'yuvj420p')).toMatchObject({ width: 320, height: 240 })
  })

  test('is made of the test pattern', async () => {
    const [jpeg = new Uint8Array(0)] = expose([AFTERNOON], { width: 640, height: 480 })
    const after = planesOf(await dimmed(frame(jpeg)), 'yuvj420p')
    const before = planesOf(jpeg, 'yuvj420p')
    expect(correlation(rows(after, 0, 140), rows(before, 0, 140))).toBeGreaterThan(0.99)
  })

  test('keeps the words upright where viewers turn the picture', async () => {
    const jpeg = encode({ width: 640, height: 480 })
    const turned = Uint8Array.from([0xff, 0xd8, ...minimalExif(6), ...jpeg.subarray(2)])
    const result = await dimmed(frame(turned))
    expect(orientationOf(result)).toBe(6)
    const { luma, width, height } = planesOf(result, 'yuvj420p', { turned: true })
    expect({ width, height }).toEqual({ width: 480, height: 640 })
    const bright = Array.from(luma.entries()).filter(([, value]) => value > 150)
    const xs = bright.map(([at]) => at % width)
    const ys = bright.map(([at]) => Math.floor(at / width))
    const spread = (values: number[]) => Math.max(...values) - Math.min(...values)
    expect(spread(xs)).toBeGreaterThan(2 * spread(ys))
  })

  test('is a card where there is no frame, or one whose coefficients cannot be read', async () => {
    const size = { width: 320, height: 240 }
    expect(await dimmedPlaceholder()(scene(size))).toEqual(await drawCard(scene(size)))
    const jpeg = encode(size)
    const progressive = jpeg.map((byte, at) =>
      byte === 0xc0 && jpeg[at - 1] === 0xff ? 0xc2 : byte,
    )
    const torn = Uint8Array.from([...jpeg.subarray(0, jpeg.length / 2), 0xff, 0xd9])
    for (const bytes of [progressive, torn]) {
      const newest = frame(bytes)
      expect(await dimmed(newest)).toEqual(await drawCard(scene({ ...size, newest })))
    }
  })
})

describe.skipIf(!needs('ffmpeg', 'gst-launch-1.0'))('the last frame of libjpeg dimmed', () => {
  test.each<[string, Format]>([
    ['GRAY8', 'gray'],
    ['Y41B', 'yuvj411p'],
    ['Y42B', 'yuvj422p'],
  ])('(%s) is dark, and still the same picture', async (name, format) => {
    const jpeg = encodeGst(name, 640, 480)
    const before = planesOf(jpeg, format)
    const after = planesOf(await dimmed(frame(jpeg)), format)
    expect(mean(after.luma)).toBeLessThan(mean(before.luma) * 0.55)
    expect(correlation(rows(after, 0, 140), rows(before, 0, 140))).toBeGreaterThan(0.97)
  })
})
