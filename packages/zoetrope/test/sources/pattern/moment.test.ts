import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Moment, PLACES } from '../../../src/sources/pattern/moment.ts'

function shown(moment: Moment, { from, count }: { from: number; count: number }): string {
  return moment.digits.subarray(from, from + count).join('')
}

test('the digits are those of the ISO time, with the fraction of a millisecond cut off', () => {
  const moment = new Moment()
  const times = fc.double({ min: 0, max: Date.UTC(9999, 11, 31), noNaN: true })
  fc.assert(
    fc.property(times, (time) => {
      const iso = new Date(Math.floor(time)).toISOString().replace(/\D/g, '')
      moment.set(time, 0)
      expect(shown(moment, PLACES.date)).toBe(iso.slice(0, 8))
      expect(shown(moment, PLACES.time)).toBe(iso.slice(8))
    }),
  )
})

test('a frame number too long for its seven places shows its end', () => {
  const moment = new Moment()
  moment.set(0, 12_345)
  expect(shown(moment, PLACES.frame)).toBe('0012345')
  moment.set(0, 98_765_432)
  expect(shown(moment, PLACES.frame)).toBe('8765432')
})
