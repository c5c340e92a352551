import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { patience, Watchdog } from '../../src/camera/watchdog.ts'

// Simulated time: nothing here waits for a real clock.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function watch(limit: number | (() => number)) {
  const barks: number[] = []
  const watchdog = new Watchdog(typeof limit === 'number' ? () => limit : limit, (silence) =>
    barks.push(silence),
  )
  return { barks, watchdog }
}

test.each([
  [undefined, 10_000],
  [0, 2000],
  [33, 2000],
  [400, 2000],
  [1000, 5000],
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
])('an interval of %s ms asks for a patience of %s ms', (interval, expected) => {
  expect(patience(interval)).toBe(expected)
})

test('barks once, after the silence that is too long', () => {
  const { barks } = watch(2000)
  vi.advanceTimersByTime(1999)
  expect(barks).toEqual([])
  vi.advanceTimersByTime(10_000)
  expect(barks).toEqual([2000])
})

test('every sign of life puts it off, with one timer', () => {
  const { barks, watchdog } = watch(2000)
  for (let frame = 0; frame < 100; frame++) {
    vi.advanceTimersByTime(33)
    watchdog.heard()
    expect(vi.getTimerCount()).toBe(1)
  }
  expect(barks).toEqual([])
  vi.advanceTimersByTime(2000)
  expect(barks).toEqual([2000])
})

test('keeps no timer for a source whose silence means nothing', () => {
  const { barks, watchdog } = watch(Number.POSITIVE_INFINITY)
  expect(vi.getTimerCount()).toBe(0)
  watchdog.heard()
  vi.advanceTimersByTime(1e9)
  expect([barks, vi.getTimerCount()]).toEqual([[], 0])
})

test('heeds a rhythm that becomes known, and a silence that comes to mean nothing', () => {
  let limit = 10_000
  const { barks, watchdog } = watch(() => limit)
  limit = 2000
  watchdog.heard()
  vi.advanceTimersByTime(2000)
  expect(barks).toEqual([2000])

  limit = 2000
  const other = watch(() => limit)
  limit = Number.POSITIVE_INFINITY
  vi.advanceTimersByTime(60_000)
  expect([other.barks, vi.getTimerCount()]).toEqual([[], 0])
  limit = 3000
  other.watchdog.heard()
  vi.advanceTimersByTime(3000)
  expect(other.barks).toEqual([3000])
})

test('does not take its own sleep for the silence of the source', () => {
  let now = 0
  const barks: number[] = []
  const watchdog = new Watchdog(
    () => 2000,
    (silence) => barks.push(silence),
    { now: () => now },
  )
  // The machine slept for an hour; the timer comes, before anything could be read.
  now = 3_600_000
  vi.advanceTimersByTime(2000)
  expect(barks).toEqual([])
  watchdog.heard()
  now += 1000
  vi.advanceTimersByTime(1000)
  expect(barks).toEqual([])
  // The second chance is one, not many.
  now += 1000
  vi.advanceTimersByTime(1000)
  expect(barks).toEqual([2000])
})

test('is silent, and holds nothing, once it is closed', () => {
  const { barks, watchdog } = watch(2000)
  watchdog.close()
  watchdog.close()
  watchdog.heard()
  vi.advanceTimersByTime(60_000)
  expect([barks, vi.getTimerCount()]).toEqual([[], 0])
})

test('a limit longer than timers can count is waited for in pieces', () => {
  const { barks } = watch(2 ** 32)
  vi.advanceTimersByTime(2 ** 32 - 1)
  expect(barks).toEqual([])
  vi.advanceTimersByTime(1)
  expect(barks).toEqual([2 ** 32])
})
