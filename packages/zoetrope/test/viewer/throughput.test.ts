import { expect, test } from 'vitest'
import { Throughput } from '../../src/viewer/throughput.ts'

/** A clock that is set by hand, and a throughput on it. */
function measured() {
  let now = 1000
  const throughput = new Throughput({ now: () => now })
  const look = (at: number, frames: number) => {
    now = 1000 + at
    throughput.look(frames, frames * 100)
  }
  return { throughput, look }
}

test('is nothing before the second look that saw a frame', () => {
  const { throughput, look } = measured()
  look(0, 0)
  look(2000, 1)
  expect(throughput.rate).toBe(0)
  expect(throughput.bytesPerSecond).toBe(0)
})

test('is what came since the first look, in the first seconds', () => {
  const { throughput, look } = measured()
  look(0, 1)
  look(2000, 61)
  expect(throughput.rate).toBe(30)
  expect(throughput.bytesPerSecond).toBe(3000)
})

test('one frame at the start is no flood', () => {
  const { throughput, look } = measured()
  look(0, 1)
  look(1, 2)
  expect(throughput.rate).toBe(2)
})

test('forgets what was before the last six seconds', () => {
  const { throughput, look } = measured()
  for (let at = 0; at <= 20_000; at += 2000) look(at, at * 0.03)
  for (let at = 22_000; at <= 28_000; at += 2000) look(at, 600 + (at - 20_000) * 0.01)
  expect(throughput.rate).toBe(10)
})

test('falls to nothing when nothing follows', () => {
  const { throughput, look } = measured()
  for (let at = 0; at <= 20_000; at += 2000) look(at, Math.min(at, 10_000) * 0.03)
  expect(throughput.rate).toBe(0)
})

test('however often it is looked at, it looks back as far', () => {
  const { throughput, look } = measured()
  for (let at = 0; at <= 10_000; at += 10) look(at, at * 0.03)
  expect(throughput.rate).toBeCloseTo(30, 5)
  look(10_001, 10_000 * 0.03)
  expect(throughput.rate).toBeGreaterThan(29)
})
