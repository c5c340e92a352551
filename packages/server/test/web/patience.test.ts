import fc from 'fast-check'
import { expect, it } from 'vitest'
import { retryDelay } from '../../web/patience.ts'

it('waits longer after each failure, and never longer than three seconds and a fifth', () => {
  const delays = [1, 2, 3, 4, 5, 1000].map((failures) => retryDelay(failures, 0.5))
  expect(delays).toEqual([500, 1000, 2000, 3000, 3000, 3000])
})

it('spreads pages over two fifths of the delay, so that they do not come back in step', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), chance, (failures, random) => {
      const middle = retryDelay(failures, 0.5)
      expect(Math.abs(retryDelay(failures, random) - middle)).toBeLessThanOrEqual(0.2 * middle)
    }),
  )
  expect(retryDelay(5, 0)).toBe(2400)
})
