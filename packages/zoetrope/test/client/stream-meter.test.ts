import { expect, test } from 'vitest'
import { StreamMeter, type StreamStatistics } from '../../src/client/stream-meter.ts'
import { HandClock } from '../clocks.ts'

const rest = { skipped: 0, clockOffset: undefined }

/** The statistics after frames that came with these gaps, in ms. */
function after(gaps: readonly number[], capturedAt?: readonly number[]): StreamStatistics {
  const clock = new HandClock()
  const meter = new StreamMeter(clock)
  for (const [at, gap] of [0, ...gaps].entries()) {
    clock.advance(gap)
    meter.bytes += 1000
    meter.came({ capturedAt: capturedAt?.[at] ?? 0, ...(capturedAt && { age: 5 }) })
  }
  return meter.statistics(rest)
}

test('frames and their bytes are counted, and how many there are a second', () => {
  const gaps = Array.from({ length: 100 }, () => 50)
  const { frames, bytes, rate, bytesPerSecond } = after(gaps)
  expect({ frames, bytes }).toEqual({ frames: 101, bytes: 101_000 })
  expect(rate).toBeCloseTo(20, 0)
  expect(bytesPerSecond).toBeCloseTo(20_000, -3)
})

test('there is no jitter where frames come evenly, and none to tell of a single one', () => {
  expect(after([]).jitter).toBeUndefined()
  expect(after([40]).jitter).toBeUndefined()
  expect(after([40, 40, 40, 40]).jitter).toBe(0)
})

test('jitter is how far frames come from their usual distance', () => {
  const uneven = Array.from({ length: 200 }, (_, at) => (at % 2 ? 30 : 50))
  expect(after(uneven).jitter).toBeCloseTo(10, 0)
})

test('frames that were captured unevenly and come so have no jitter', () => {
  const gaps = [30, 50, 90, 10, 40]
  const captured = [1000, 1030, 1080, 1170, 1180, 1220]
  expect(after(gaps, captured).jitter).toBe(0)
  const evenly = [1000, 1044, 1088, 1132, 1176, 1220]
  expect(after(gaps, evenly).jitter).toBeGreaterThan(10)
})

test('an interruption is no jitter', () => {
  const clock = new HandClock()
  const meter = new StreamMeter(clock)
  for (let count = 0; count < 20; count += 1) {
    clock.advance(40)
    if (count === 10) {
      clock.advance(60_000)
      meter.interrupted()
    }
    meter.came({ capturedAt: 0 })
  }
  expect(meter.statistics(rest).jitter).toBe(0)
})
