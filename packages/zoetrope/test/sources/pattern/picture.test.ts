import { describe, expect, test } from 'vitest'
import { needs } from '../../../../../test/needs.ts'
import { Digit } from '../../../src/sources/pattern/digit.ts'
import { PLACES } from '../../../src/sources/pattern/moment.ts'
import { Picture } from '../../../src/sources/pattern/picture.ts'
import { type Decoded, decode } from '../../picture/decoded.ts'
import { AFTERNOON, expose } from './exposed.ts'

/** Moments whose digits are all different and go through all ten. */
const MOMENTS = [
  Date.UTC(2026, 10, 21, 14, 23, 8, 617),
  Date.UTC(2027, 0, 30, 5, 49, 0, 372),
  Date.UTC(2030, 3, 9, 23, 58, 16, 490.75),
]

/** How far the picture is from showing `digit` in this place: the mean square difference. */
function distance(picture: Decoded, { box, font }: Digit, digit: number): number {
  const mask = font.mask(`${digit}`)
  const differences = Array.from(mask.cover, (cover, i) => {
    const x = box.x + (i % mask.width)
    const y = box.y + Math.floor(i / mask.width)
    const shown = (picture.luma[y * picture.width + x] ?? 0) / 255
    return (shown - cover) ** 2
  })
  return differences.reduce((sum, difference) => sum + difference) / differences.length
}

/** The digit that the pixels there are most like. */
function read(picture: Decoded, place: Digit): number {
  const distances = Array.from({ length: 10 }, (_, digit) => distance(picture, place, digit))
  return distances.indexOf(Math.min(...distances))
}

/** What the pixels say in the places of a number, as text. */
function readAll(picture: Decoded, { from, count }: { from: number; count: number }): string {
  const { moving } = new Picture(picture.width, picture.height, 30)
  const places = moving
    .filter((layer) => layer instanceof Digit)
    .filter(({ place }) => place >= from && place < from + count)
  return places.map((place) => read(picture, place)).join('')
}

function isoDigits(time: number): string {
  return new Date(Math.floor(time)).toISOString().replace(/\D/g, '')
}

/** Brightness in the middle of the bars, from left to right. */
function barsRow({ luma, width }: Decoded): number[] {
  return Array.from(luma.subarray(8 * width, 9 * width))
}

describe.skipIf(!needs('ffmpeg'))('the picture', () => {
  test.each([
    [100, 70],
    [320, 240],
    [641, 479],
    [333, 1001],
    [1600, 120],
    [1920, 1080],
  ])('of %ix%i decodes without a warning and shows the time of capture', (width, height) => {
    const pictures = decode(expose(MOMENTS, { width, height }), width, height)
    expect(pictures.map((picture) => readAll(picture, PLACES.time))).toEqual(
      MOMENTS.map((moment) => isoDigits(moment).slice(8)),
    )
  })

  test('decodes without a warning, frame after frame', () => {
    const times = Array.from({ length: 60 }, (_, i) => AFTERNOON + i * 33.3)
    expect(decode(expose(times), 320, 240)).toHaveLength(60)
  })

  test('too narrow for the whole time shows the seconds', () => {
    const [picture] = decode(expose([AFTERNOON], { width: 64, height: 64 }), 64, 64)
    expect(picture && readAll(picture, PLACES.time)).toBe('08617')
  })

  test('shows the date and the number of the frame', () => {
    const size = { width: 640, height: 480 }
    for (const [i, picture] of decode(expose(MOMENTS, size), 640, 480).entries()) {
      expect(readAll(picture, PLACES.date)).toBe(isoDigits(MOMENTS[i] ?? 0).slice(0, 8))
      expect(readAll(picture, PLACES.frame)).toBe(`000000${i}`)
    }
  })

  test('has a bar whose place is the fraction of the second', () => {
    const midnight = Date.UTC(2026, 0, 1)
    const thousandths = [450, 575, 700, 825, 950]
    const frames = expose(
      thousandths.map((ms) => midnight + ms),
      { width: 640, height: 480 },
    )
    const leading = decode(frames, 640, 480).map((picture) =>
      barsRow(picture).findLastIndex((luma) => luma > 215),
    )
    expect(leading).toEqual(thousandths.map((ms) => Math.floor((ms * 640) / 1000)))
  })

  test('has the bars of a test card, brightest first', () => {
    const [picture] = decode(expose([AFTERNOON - 617], { width: 640, height: 480 }), 640, 480)
    const row = picture ? barsRow(picture) : []
    // Away from the sweeping bar, which is at the left edge with its shadow at the right one.
    const bars = [60, 130, 220, 320, 410, 500].map((x) => row[x])
    expect(bars).toEqual([...bars].sort((a = 0, b = 0) => b - a))
    expect(new Set(bars).size).toBe(bars.length)
  })
})
