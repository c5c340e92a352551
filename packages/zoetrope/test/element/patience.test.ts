import { expect, test } from 'vitest'
import { patienceOf } from '../../src/element/patience.ts'

test('a picture that does not come is missed after five of the usual intervals', () => {
  expect(patienceOf(1000, undefined)).toBe(5000)
})

test('not before 2 s, not after 2 min, and after 5 s where no rhythm is known', () => {
  expect(patienceOf(33, undefined)).toBe(2000)
  expect(patienceOf(3_600_000, undefined)).toBe(120_000)
  expect(patienceOf(undefined, undefined)).toBe(5000)
})

test('who wishes for few pictures does not miss those that were not wished for', () => {
  expect(patienceOf(undefined, 0.05)).toBe(100_000)
  expect(patienceOf(20_000, 0.001)).toBe(5_000_000)
  expect(patienceOf(1000, 30)).toBe(5000)
})
