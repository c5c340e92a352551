import { describe, expect, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { seen } from '../../src/picture/brush.ts'
import { colour } from '../../src/picture/colour.ts'
import { Rectangle } from '../../src/picture/layer.ts'
import type { Orientation } from '../../src/picture/orientation.ts'
import { painting } from '../../src/picture/painting.ts'
import { atOnce } from '../../src/picture/turns.ts'
import { planesOf } from './planes.ts'

const WHITE = colour('ffffff')
/** A picture that looks another way however it is turned or mirrored. */
const LAYERS = [
  new Rectangle({ x: 0, y: 0, width: 20, height: 10 }, WHITE),
  new Rectangle({ x: 36, y: 8, width: 30, height: 4 }, WHITE),
  new Rectangle({ x: 5, y: 30, width: 3, height: 13 }, WHITE),
]

/** The picture as stored in one orientation, its size as seen given. */
function painted(width: number, height: number, orientation: Orientation): Uint8Array {
  const stored = seen({ width, height }, orientation)
  const background = colour('000000')
  return atOnce(painting({ ...stored, background, layers: LAYERS, orientation }))
}

/** Black and white, a character each. */
function dots(luma: Uint8Array): string {
  return Array.from(luma, (value) => (value > 127 ? '#' : '.')).join('')
}

describe.skipIf(!needs('ffmpeg'))('layers', () => {
  const all: Orientation[] = [2, 3, 4, 5, 6, 7, 8]
  test.each(all)(
    'stand upright in a picture that viewers turn by orientation %i',
    (orientation) => {
      const upright = planesOf(painted(70, 45, 1), 'yuvj420p')
      const stored = painted(70, 45, orientation)
      const turned = planesOf(stored, 'yuvj420p', { turned: true })
      expect(turned).toMatchObject({ width: 70, height: 45 })
      expect(dots(turned.luma)).toBe(dots(upright.luma))
      expect(dots(planesOf(stored, 'yuvj420p').luma)).not.toBe(dots(upright.luma))
    },
  )
})
