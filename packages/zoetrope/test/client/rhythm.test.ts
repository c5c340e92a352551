import { expect, test } from 'vitest'
import { Rhythm } from '../../src/client/rhythm.ts'

function beaten(gaps: readonly number[]): Rhythm {
  const rhythm = new Rhythm()
  let now = 1000
  rhythm.beat(now)
  for (const gap of gaps) {
    now += gap
    rhythm.beat(now)
  }
  return rhythm
}

test('is unknown before there were a few gaps', () => {
  expect(new Rhythm().interval).toBeUndefined()
  expect(beaten([40, 40, 40, 40]).interval).toBeUndefined()
  expect(beaten([40, 40, 40, 40, 40]).interval).toBe(40)
})

test('is the longest gap of late, which fades', () => {
  const burst = beaten([40, 40, 40, 40, 3000])
  expect(burst.interval).toBe(3000)
  const later = beaten([3000, ...Array.from({ length: 100 }, () => 40)])
  expect(later.interval).toBeCloseTo(3000 * 0.99 ** 100)
  expect(beaten([3000, ...Array.from({ length: 1000 }, () => 40)]).interval).toBe(40)
})

test('does not count an outage', () => {
  const rhythm = beaten([40, 40, 40, 40, 40])
  rhythm.restart()
  rhythm.beat(100_000)
  rhythm.beat(100_041)
  expect(rhythm.interval).toBe(41)
})
