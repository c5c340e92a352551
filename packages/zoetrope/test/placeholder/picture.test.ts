import { describe, expect, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { drawCard } from '../../src/placeholder/card.ts'
import { lastFramePlaceholder } from '../../src/placeholder/last-frame.ts'
import { picturePlaceholder } from '../../src/placeholder/picture.ts'
import { encode, mean, planesOf } from '../picture/planes.ts'
import { expose } from '../sources/pattern/exposed.ts'
import { frame, scene } from './scenes.ts'

const [PATTERN = new Uint8Array(0)] = expose([0], { width: 64, height: 64 })

describe('a picture of one’s own', () => {
  test('is shown as it is where it has the size of the stream, without what lies behind its end', async () => {
    const show = picturePlaceholder(Uint8Array.from([...PATTERN, 1, 2, 3]))
    expect(await show(scene({ width: 64, height: 64 }))).toEqual(PATTERN)
  })

  test('must be a whole JPEG', () => {
    const cut = PATTERN.slice(0, 300)
    for (const bytes of [new Uint8Array(0), new TextEncoder().encode('GIF89a'), cut]) {
      expect(() => picturePlaceholder(bytes)).toThrow(
        expect.objectContaining({ code: 'INVALID_FRAME' }),
      )
    }
  })

  test('is a card where it has another size and cannot be set into it', async () => {
    const progressive = PATTERN.slice()
    progressive[
      progressive.findIndex((byte, at) => byte === 0xff && progressive[at + 1] === 0xc0) + 1
    ] = 0xc2
    const size = { width: 80, height: 60 }
    expect(await picturePlaceholder(progressive)(scene(size))).toEqual(await drawCard(scene(size)))
  })
})

describe.skipIf(!needs('ffmpeg'))('a picture of another size than the stream', () => {
  test('is set into its middle, with a dark border', async () => {
    const jpeg = encode({ width: 320, height: 240, scene: 'color=c=white' })
    const result = await picturePlaceholder(jpeg)(scene({ width: 640, height: 480 }))
    const { luma } = planesOf(result ?? new Uint8Array(0), 'yuvj420p')
    const inside = (at: number) => {
      const [x, y] = [at % 640, Math.floor(at / 640)]
      return x >= 160 && x < 480 && y >= 112 && y < 352
    }
    expect(mean(luma, inside)).toBeGreaterThan(245)
    expect(mean(luma, (at) => !inside(at))).toBeLessThan(20)
  })
})

test('the last frame is shown as it was, or a card where there is none', async () => {
  const show = lastFramePlaceholder()
  expect(await show(scene({ newest: frame(PATTERN) }))).toEqual(PATTERN)
  expect(await show(scene())).toEqual(await drawCard(scene()))
})
