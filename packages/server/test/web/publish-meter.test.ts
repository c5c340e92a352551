import { expect, test } from 'vitest'
import { Meter } from '../../web/publish-meter.ts'

test('pictures and bytes a second are those of the last three seconds', () => {
  const meter = new Meter()
  for (let at = 0; at <= 10_000; at += 100) meter.add(at, at < 7000 ? 1000 : 500)
  expect(meter.rate(10_000)).toBeCloseTo(10, 0)
  expect(meter.bytesPerSecond(10_000)).toBeCloseTo(5000, -3)
  expect(meter.rate(14_000)).toBe(0)
})

test('the first second does not count for more than it is', () => {
  const meter = new Meter()
  meter.add(0, 1000)
  expect(meter.rate(1)).toBe(1)
  expect(new Meter().rate(5)).toBe(0)
})
