import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import type { Scene } from '../../src/camera/placeholder.ts'
import { minimalExif } from '../../src/frame/exif.ts'
import { inspectJpeg } from '../../src/frame/jpeg.ts'
import { orientationOf } from '../../src/picture/orientation.ts'
import { cardPlaceholder, drawCard } from '../../src/placeholder/card.ts'
import { encode, mean, planesOf } from '../picture/planes.ts'
import { frame, scene } from './scenes.ts'

const STATES: readonly Scene['state'][] = ['starting', 'stalled', 'lost']
/** Brighter than anything but lettering. */
const isInk = (luma: number) => luma > 110

/** How many pixels of a card are lettering, in the whole and in its upper and lower quarter. */
function ink(jpeg: Uint8Array) {
  const { luma, width, height } = planesOf(jpeg, 'yuvj420p')
  const rows = (from: number, to: number) =>
    luma.subarray(from * width, to * width).filter(isInk).length
  const quarter = Math.floor(height / 4)
  return { all: rows(0, height), top: rows(0, quarter), bottom: rows(height - quarter, height) }
}

describe.skipIf(!needs('ffmpeg'))('a card', () => {
  test.each([
    [16, 16],
    [17, 33],
    [64, 48],
    [160, 120],
    [641, 479],
    [240, 1000],
    [1920, 1080],
    [3840, 2160],
  ])(
    'of %i x %i has that size, is dark, and has something to read in its middle',
    async (width, height) => {
      const card = await drawCard(scene({ width, height }))
      const { luma } = planesOf(card, 'yuvj420p')
      expect(mean(luma)).toBeLessThan(60)
      expect(ink(card).all).toBeGreaterThan((width * height) / 400)
      expect(ink(card).top + ink(card).bottom).toBeLessThan(ink(card).all / 4)
    },
  )

  test('looks different for each state, however small it is', async () => {
    for (const size of [16, 48, 320]) {
      const cards = STATES.map(async (state) => {
        const card = await drawCard(scene({ state, width: size, height: size }))
        const { luma } = planesOf(card, 'yuvj420p')
        return Array.from(luma, (value) => (isInk(value) ? '#' : '.')).join('')
      })
      expect(new Set(await Promise.all(cards)).size).toBe(STATES.length)
    }
  })

  test('shows the reason where there is one, and another since when', async () => {
    const plain = ink(await drawCard(scene())).all
    const explained = await drawCard(scene({ reason: 'the connection was refused' }))
    expect(ink(explained).all).toBeGreaterThan(plain)
    const later = await drawCard(scene({ since: Date.UTC(2026, 0, 2) }))
    expect(later).not.toEqual(await drawCard(scene({ since: Date.UTC(2026, 0, 1) })))
  })

  test('stands upright in a stream that viewers turn', async () => {
    const jpeg = encode({ width: 320, height: 240 })
    const turned = Uint8Array.from([0xff, 0xd8, ...minimalExif(6), ...jpeg.subarray(2)])
    const card = await drawCard(scene({ width: 320, height: 240, newest: frame(turned) }))
    expect(orientationOf(card)).toBe(6)
    const upright = await drawCard(scene({ width: 240, height: 320 }))
    const dots = (planes: { luma: Uint8Array }) => Array.from(planes.luma, isInk).join()
    const seen = planesOf(card, 'yuvj420p', { turned: true })
    expect(dots(seen)).toBe(dots(planesOf(upright, 'yuvj420p')))
  })
})

test('a card is a whole JPEG of its size, whatever the camera is called and whatever went wrong', async () => {
  const names = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,63}$/)
  const reasons = fc.option(fc.string({ unit: 'binary', maxLength: 500 }), { nil: undefined })
  const sizes = fc.integer({ min: 16, max: 400 })
  const draw = cardPlaceholder()
  await fc.assert(
    fc.asyncProperty(names, reasons, sizes, sizes, async (name, reason, width, height) => {
      const card = await draw(scene({ name, reason, width, height }))
      if (!(card instanceof Uint8Array)) throw new Error('no card')
      expect(inspectJpeg(card)).toEqual({ ok: true, width, height, length: card.length })
    }),
    { numRuns: 60 },
  )
})
