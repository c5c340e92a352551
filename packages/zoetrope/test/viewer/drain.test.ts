import { expect, test } from 'vitest'
import { Drain } from '../../src/viewer/drain.ts'
import { Handovers } from '../../src/viewer/handovers.ts'
import type { Path } from '../../src/viewer/link.ts'

const path: Path = {
  ...{ queued: 0, unsent: 0, held: 0, roundTrip: 50, minRoundTrip: 50 },
  ...{ rate: 1_000_000, isIdleRate: true, silence: 0 },
}

/** The ceiling after `bytes` were acknowledged every 10 ms for a second. */
function after(drain: Drain, bytes: number, isQueueing: boolean, from = 0): number {
  let ceiling = Number.NaN
  for (let now = from; now <= from + 1000; now += 10) {
    ceiling = drain.ceiling((now / 10) * bytes, path, isQueueing, now)
  }
  return ceiling
}

test('nothing is known at first', () => {
  expect(new Drain().ceiling(0, path, true, 0)).toBe(Number.POSITIVE_INFINITY)
})

test('while packets wait, the ceiling is a tenth above what drains', () => {
  expect(after(new Drain(), 2500, true)).toBeCloseTo(275_000)
})

test('while none wait, what drains says nothing', () => {
  expect(after(new Drain(), 2500, false)).toBe(Number.POSITIVE_INFINITY)
})

test('an interruption is no measure, and a ceiling grows again after it', () => {
  const drain = new Drain()
  const before = after(drain, 2500, true)
  drain.interrupt()
  expect(drain.ceiling(250_000, path, true, 1010)).toBeGreaterThanOrEqual(before)
  for (let now = 1020; now < 2000; now += 10) {
    expect(drain.ceiling(250_000, path, true, now)).toBeGreaterThan(0)
  }
})

test('more than the ceiling that drains lifts it at once', () => {
  const drain = new Drain()
  after(drain, 2500, true)
  expect(after(drain, 5000, false, 1010)).toBeGreaterThanOrEqual(550_000 * 0.99)
})

test('a ceiling far above the rate is none', () => {
  const drain = new Drain()
  expect(after(drain, 25_000, true)).toBe(Number.POSITIVE_INFINITY)
})

test('the oldest frame under way is the first that has not wholly arrived', () => {
  const handovers = new Handovers()
  handovers.sent(1000, 10)
  handovers.sent(2000, 20)
  expect(handovers.oldest(999, 99)).toBe(10)
  expect(handovers.oldest(1000, 99)).toBe(20)
  expect(handovers.oldest(2000, 99)).toBe(99)
})

test('of very many frames under way the newest are remembered', () => {
  const handovers = new Handovers()
  for (let frame = 1; frame <= 100; frame++) handovers.sent(frame * 1000, frame)
  expect(handovers.oldest(0, 999)).toBe(69)
  handovers.clear()
  expect(handovers.oldest(0, 999)).toBe(999)
})
