import { expect, test } from 'vitest'
import { words } from '../../src/element/words.ts'

test.each([
  [-5, '0 ms old'],
  [40.4, '40 ms old'],
  [1_240, '1.2 s old'],
  [12_900, '12 s old'],
  [185_000, '3 min old'],
  [5 * 3_600_000, '5 h old'],
  [50 * 3_600_000, '2 days old'],
])('%i ms are %s', (age, text) => {
  expect(words.age(age)).toBe(text)
})

test('slow rates have a decimal', () => {
  expect([0.5, 9.94, 29.6].map(words.rate)).toEqual(['0.5 fps', '9.9 fps', '30 fps'])
})
