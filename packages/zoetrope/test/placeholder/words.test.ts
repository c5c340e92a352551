import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scene } from '../../src/camera/placeholder.ts'
import { headline, moment, signOf } from '../../src/placeholder/words.ts'
import { AFTERNOON, scene } from './scenes.ts'

const STATES: readonly Scene['state'][] = ['starting', 'stalled', 'lost']

describe('a moment', () => {
  test.each([
    [0, '2026-11-21 14:23:08 UTC'],
    [60, '2026-11-21 15:23:08 UTC+01:00'],
    [-210, '2026-11-21 10:53:08 UTC-03:30'],
    [630, '2026-11-22 00:53:08 UTC+10:30'],
  ])('%i minutes ahead of UTC is %j', (offset, text) => {
    expect(moment(AFTERNOON + 617.25, offset)).toBe(text)
  })

  test('is the same for everybody, wherever it was written', () => {
    const offsets = fc.integer({ min: -720, max: 840 })
    fc.assert(
      fc.property(offsets, (offset) => {
        const [, date, time, zone = ''] =
          /^(\S+) (\S+) UTC(\S*)$/.exec(moment(AFTERNOON, offset)) ?? []
        expect(Date.parse(`${date}T${time}${zone || 'Z'}`)).toBe(AFTERNOON)
      }),
    )
  })

  test('is told by the clock of this machine', () => {
    const offset = -new Date(AFTERNOON).getTimezoneOffset()
    expect(moment(AFTERNOON)).toBe(moment(AFTERNOON, offset))
  })
})

test('every state has words and a sign of its own', () => {
  expect(STATES.map((state) => headline(scene({ state })))).toEqual([
    'Starting',
    'No picture',
    'Connection lost',
  ])
  expect(new Set(STATES.map((state) => signOf(scene({ state })))).size).toBe(3)
})
