import { expect, test } from 'vitest'
import { retryDelay } from '../../src/element/retry-delay.ts'

test.each([
  [1, 500],
  [2, 1000],
  [3, 2000],
  [4, 3000],
  [400, 3000],
])('after %i failures it waits about %i ms', (failures, delay) => {
  expect(retryDelay(failures, 0.5)).toBe(delay)
  expect(retryDelay(failures, 0)).toBe(0.8 * delay)
})

test('all elements of a page wait equally long', () => {
  const delays = Array.from({ length: 20 }, () => retryDelay(4))
  expect(new Set(delays).size).toBe(1)
})
