import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import sharp, { type JpegOptions } from 'sharp'
import { describe, expect, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { jpegQuality } from '../../src/frame/quality.ts'
import { concat, segment, tinyJpeg } from './jpegs.ts'

/** A picture that has something of everything, from libjpeg. */
function encoded(quality: number, options: JpegOptions = {}): Promise<Buffer> {
  const noise = Buffer.from(Array.from({ length: 32 * 32 * 3 }, (_, at) => (at * at * 7919) % 251))
  const picture = sharp(noise, { raw: { width: 32, height: 32, channels: 3 } })
  return picture.jpeg({ quality, ...options }).toBuffer()
}

/** A table of that many steps of one size, 8 or 16 bits each, as a segment. */
function table(step: number, { id = 0, wide = false } = {}): Uint8Array {
  const steps = Array.from({ length: 64 }, () => (wide ? [step >> 8, step & 255] : [step])).flat()
  return segment(0xdb, Uint8Array.from([id | (wide ? 0x10 : 0), ...steps]))
}

const SOI = [0xff, 0xd8]
const tables = (...segments: Uint8Array[]): Uint8Array => concat(SOI, ...segments, [0xff, 0xda])

test('it is what libjpeg was told, give or take one', async () => {
  const told = Array.from({ length: 100 }, (_, place) => place + 1)
  const found = await Promise.all(told.map(async (each) => jpegQuality(await encoded(each))))
  for (const [place, quality] of told.entries()) {
    expect([quality, Math.abs((found[place] ?? 0) - quality) <= 1]).toEqual([quality, true])
  }
})

test('a progressive JPEG, and one in grey, tell it as well', async () => {
  expect(jpegQuality(await encoded(75, { progressive: true }))).toBe(75)
  const grey = await sharp(await encoded(100))
    .greyscale()
    .jpeg({ quality: 60 })
    .toBuffer()
  expect(jpegQuality(grey)).toBe(60)
})

test("an encoder's own tables are near the quality that is most like them", async () => {
  const [rough, fine] = [await encoded(20, { mozjpeg: true }), await encoded(90, { mozjpeg: true })]
  expect(jpegQuality(rough)).toBeLessThan(jpegQuality(fine) ?? 0)
})

test.skipIf(!needs('ffmpeg'))("ffmpeg's scale, which runs the other way, is kept in order", () => {
  const found = [2, 3, 5, 8, 12, 18, 25, 31].map((scale) => {
    const words = `-v error -f lavfi -i testsrc=size=64x64 -frames:v 1 -q:v ${scale} -f mjpeg -`
    return jpegQuality(execFileSync('ffmpeg', words.split(' '))) ?? 0
  })
  expect(found).toEqual(found.toSorted((one, other) => other - one))
  expect(new Set(found).size).toBe(found.length)
  for (const quality of found) expect(quality).toBeGreaterThan(0)
})

describe('the table', () => {
  test('is found behind other segments, and behind other tables of the same segment', () => {
    const chroma = table(99, { id: 1 })
    const both = segment(0xdb, concat(chroma.subarray(4), table(1).subarray(4)))
    expect(jpegQuality(tables(segment(0xfe, new Uint8Array(9)), chroma, table(1)))).toBe(100)
    expect(jpegQuality(tables(both))).toBe(100)
  })

  test('may have steps of two bytes', () => {
    const [narrow, wide] = [tables(table(40)), tables(table(40, { wide: true }))]
    expect(jpegQuality(wide)).toBe(jpegQuality(narrow))
    expect(jpegQuality(tables(table(4000, { wide: true })))).toBe(1)
  })

  test('may have a byte of filling before its marker', () => {
    expect(jpegQuality(concat(SOI, [0xff], table(1)))).toBe(100)
  })

  test('that is missing, cut off, or behind the scan tells nothing', () => {
    expect(jpegQuality(tables())).toBeUndefined()
    expect(jpegQuality(tables(table(9, { id: 1 })))).toBeUndefined()
    expect(jpegQuality(concat(SOI, table(9).subarray(0, 40)))).toBeUndefined()
    expect(jpegQuality(concat(tables(), table(9)))).toBeUndefined()
    expect(jpegQuality(new Uint8Array())).toBeUndefined()
  })
})

test('whatever the bytes, it is nothing or a whole number from 1 to 100', () => {
  const jpeg = tinyJpeg()
  const spoilt = fc
    .array(fc.tuple(fc.nat(jpeg.length - 1), fc.nat(255)), { maxLength: 12 })
    .map((changes) => {
      const bytes = jpeg.slice()
      for (const [at, byte] of changes) bytes[at] = byte
      return bytes
    })
  const any = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    spoilt,
    fc.uint8Array({ maxLength: 300 }).map((rest) => concat(SOI, [0xff, 0xdb], rest)),
  )
  fc.assert(
    fc.property(any, (bytes) => {
      const quality = jpegQuality(bytes)
      if (quality === undefined) return
      expect(Number.isInteger(quality) && quality >= 1 && quality <= 100).toBe(true)
    }),
    { numRuns: 3000 },
  )
})
