import { expect, test } from 'vitest'
import { Film } from '../../../src/sources/pattern/film.ts'
import { Mosaic } from '../../../src/sources/pattern/mosaic.ts'
import { Picture } from '../../../src/sources/pattern/picture.ts'
import { AFTERNOON } from './exposed.ts'
import { stampOf } from './stamps.ts'

function film(): Film {
  const size = { width: 160, height: 120, fps: 30 }
  return new Film(new Mosaic(new Picture(size.width, size.height, size.fps)), size)
}

test('frame after frame is written into the same bytes', () => {
  const one = film()
  const buffers = Array.from({ length: 300 }, (_, i) => one.expose(AFTERNOON + 33.3 * i, i).buffer)
  // The first few may be outgrown.
  expect(new Set(buffers).size).toBeLessThan(6)
  expect(new Set(buffers.slice(60)).size).toBe(1)
})

test.each([
  [1_795_000_000_000, 0, 1_795_000_000_000_000_000n],
  [1_795_000_000_123.25, 0xffff_ffff, 1_795_000_000_123_250_000n],
  [0.5, 1, 500_000n],
])('the stamp of %d ms and frame %d is exact', (capturedAt, sequence, nanoseconds) => {
  expect(stampOf(film().expose(capturedAt, sequence))).toEqual({ nanoseconds, sequence })
})
