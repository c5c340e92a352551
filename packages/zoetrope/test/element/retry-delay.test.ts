import { expect, test } from 'vitest'
import { retryDelay, Tries } from '../../src/element/retry-delay.ts'

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

test('who ends after his first pictures, every time, is asked later each time', () => {
  let now = 0
  const tries = new Tries({ now: () => now })
  const delays = [1, 2, 3, 4, 5].map(() => {
    tries.shown()
    now += 1999
    tries.shown()
    return tries.failed()
  })
  expect(delays).toEqual([1, 2, 3, 4, 5].map((failures) => retryDelay(failures)))
})

test('pictures for two seconds make up for all failures before', () => {
  let now = 0
  const tries = new Tries({ now: () => now })
  for (let failures = 0; failures < 5; failures += 1) tries.failed()
  tries.shown()
  now += 2000
  tries.shown()
  expect(tries.failed()).toBe(retryDelay(1))
})
