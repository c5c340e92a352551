import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bestOf, type FocusSample, isClear, peakOf } from '../../src/focus/curve.ts'

/** Samples of a function, at these positions. */
function sampled(positions: readonly number[], of: (position: number) => number): FocusSample[] {
  return positions.map((position, index) => ({ position, sharpness: of(position), index }))
}

const tenths = Array.from({ length: 11 }, (_, step) => step / 10)

test('the peak of a parabola is found wherever it lies between the samples', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.05, max: 0.95, noNaN: true }), (top) => {
      const curve = sampled(tenths, (position) => 5000 - 900 * (position - top) ** 2)
      expect(peakOf(curve)).toBeCloseTo(top, 5)
    }),
  )
})

test('the unit of the positions does not matter, nor their direction', () => {
  const bell = (position: number): number =>
    1000 + 4000 * Math.exp(-((position / 1e4 - 0.43) ** 2) / 0.05)
  const up = sampled(
    tenths.map((position) => position * 1e4),
    bell,
  )
  expect(peakOf(up) / 1e4).toBeCloseTo(0.43, 1)
  expect(peakOf(up.toReversed())).toBeCloseTo(peakOf(up), 6)
})

test.each([
  ['two', [1, 2, 6, 6, 2, 1], 2.5],
  ['three', [1, 2, 6, 6, 6, 2, 1], 3],
])('where %s are equally good, the peak is amid them', (_, values, peak) => {
  const curve = sampled([...values.keys()], (position) => values[position] ?? 0)
  expect(peakOf(curve)).toBeCloseTo(peak)
})

test('the peak is never farther from the best sample than its neighbours', () => {
  const heights = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
    minLength: 3,
    maxLength: 20,
  })
  fc.assert(
    fc.property(heights, (values) => {
      const curve = sampled([...values.keys()], (position) => values[position] ?? 0)
      const first = bestOf(curve).position
      const equals = values.slice(first).findIndex((value) => value < (values[first] ?? 0))
      const end = equals < 0 ? values.length - 1 : first + equals
      expect(peakOf(curve)).toBeGreaterThanOrEqual(first - 1)
      expect(peakOf(curve)).toBeLessThanOrEqual(end)
    }),
  )
})

test.each([
  ['all alike', () => 7],
  ['rising to the end', (position: number) => position],
])('where no parabola has its top, the best sample is the peak: %s', (_, of) => {
  const curve = sampled(tenths, of)
  expect(peakOf(curve)).toBe(bestOf(curve).position)
})

test('of equal samples the first is best; of none there is none', () => {
  expect(bestOf(sampled([1, 2, 3], () => 7)).position).toBe(1)
  expect(() => bestOf([])).toThrow('Expected at least one sample, got none')
})

describe('a curve is clear', () => {
  test('when it has a peak', () => {
    expect(isClear(sampled(tenths, (position) => 1 - (position - 0.3) ** 2))).toBe(true)
  })

  test('when a metric is negative', () => {
    expect(isClear(sampled(tenths, (position) => -Math.abs(position - 0.3)))).toBe(true)
  })
})

describe('a curve is not clear', () => {
  test('when it is flat, or nearly', () => {
    expect(isClear(sampled(tenths, () => 100))).toBe(false)
    expect(isClear(sampled(tenths, (position) => 100 + position))).toBe(false)
  })

  test('when its samples have nothing to do with their neighbours', () => {
    const values = [3, 9, 2, 8, 1, 9, 4, 7, 2, 8, 3]
    expect(isClear(sampled([...values.keys()], (position) => values[position] ?? 0))).toBe(false)
  })
})
