import { expect, it } from 'vitest'
import { words } from '../../web/words.ts'

it('ages are written in the unit that fits', () => {
  const ages = [-5, 12.4, 999, 1_240, 42_000, 90_000, 2 * 3_600_000, 72 * 3_600_000]
  expect(ages.map((age) => words.age(age).replace(' old', ''))).toEqual([
    '0 ms',
    '12 ms',
    '999 ms',
    '1.2 s',
    '42 s',
    '1 min',
    '2 h',
    '3 days',
  ])
})

it('slow rates keep a decimal, fast ones do not', () => {
  expect([0.5, 9.94, 29.97, 120].map((rate) => words.rate(rate))).toEqual([
    '0.5 fps',
    '9.9 fps',
    '30 fps',
    '120 fps',
  ])
})

it('bit rates are written in kbit/s, then in Mbit/s', () => {
  expect([0, 8_000, 125_000, 1_437_500].map((bytes) => words.bits(bytes))).toEqual([
    '0 kbit/s',
    '64 kbit/s',
    '1 Mbit/s',
    '11.5 Mbit/s',
  ])
})

it('the wall is summed up with what is wrong', () => {
  expect(words.summary(1, 0, 0)).toBe('1 camera')
  expect(words.summary(7, 2, 1)).toBe('7 cameras, 2 lost, 1 stalled')
  expect(words.summary(0, 0, 0)).toBe('')
})

it('the next attempt is announced in whole seconds', () => {
  expect(words.again(2_100)).toBe('Trying again in 3 s')
  expect(words.again(-1)).toBe('Trying again now')
})
