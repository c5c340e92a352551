import { expect, onTestFinished, test, vi } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Connection, type ConnectionOptions } from '../../src/viewer/connection.ts'
import { watchProgress } from '../../src/viewer/deadline.ts'
import type { Path } from '../../src/viewer/link.ts'
import { writePacer } from '../../src/viewer/pacer.ts'
import { Progress } from '../../src/viewer/progress.ts'
import { Viewer } from '../../src/viewer/viewer.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { simulateTime } from '../handler/model-way.ts'
import { ModelLink } from './model-link.ts'

/** A viewer over a link that tells nothing of what is under way, as without koffi, and in simulated time. */
function watched(room: number, options: ConnectionOptions = {}) {
  simulateTime()
  onTestFinished(() => void vi.useRealTimers())
  const broadcast = new Broadcast()
  const link = new ModelLink(room)
  const connection = new Connection(link, writePacer, options)
  connection.add(new Viewer(broadcast))
  return { broadcast, link, connection }
}

test('a viewer whose link is always busy, but takes frame after frame, is let be', () => {
  const { broadcast, link, connection } = watched(1)
  for (let second = 0; second < 180; second++) {
    broadcast.publish(tinyJpeg())
    vi.advanceTimersByTime(1000)
    link.drain()
    expect(connection.busy).toBe(true)
  }
  expect(link.destroyed).toBe(0)
  connection.close()
})

test('a viewer that takes nothing for a minute is cut off', () => {
  const { broadcast, link, connection } = watched(1)
  for (let second = 0; second < 58; second++) {
    broadcast.publish(tinyJpeg())
    vi.advanceTimersByTime(1000)
  }
  expect(link.destroyed).toBe(0)
  vi.advanceTimersByTime(6000)
  expect([link.destroyed, connection.closed]).toEqual([1, true])
})

test('a viewer that has taken all there was may wait for ever', () => {
  const { link, connection } = watched(Number.POSITIVE_INFINITY)
  vi.advanceTimersByTime(3_600_000)
  expect(link.destroyed).toBe(0)
  connection.close()
})

test('how long a viewer may take nothing can be chosen', () => {
  const { link } = watched(1, { stallTimeout: 5000 })
  vi.advanceTimersByTime(4000)
  expect(link.destroyed).toBe(0)
  vi.advanceTimersByTime(4000)
  expect(link.destroyed).toBe(1)
})

/** A connection whose gauge says what the test says, watched in simulated time from a first byte on. */
function gauged(path: Partial<Path>) {
  simulateTime()
  onTestFinished(() => void vi.useRealTimers())
  const began = performance.now()
  const state = { written: 1_000_000, queued: 400_000, destroyed: 0, path }
  const progress = new Progress()
  const stop = watchProgress({
    heed() {},
    keepAlive() {},
    isStuck(now) {
      const { written, queued } = state
      const given = { ...UNKNOWN, queued, silence: now - began, ...state.path }
      return progress.isStuck(
        { busy: true, stallTimeout: 60_000, written, queued, path: given },
        now,
      )
    },
    destroy() {
      state.destroyed += 1
      stop()
    },
  })
  onTestFinished(stop)
  return state
}

const UNKNOWN: Path = {
  ...{ queued: 0, unsent: 0, held: 0, roundTrip: 1, minRoundTrip: 1, rate: 0 },
  ...{ isIdleRate: false, silence: 0 },
}

/** The second of the next two minutes in which it was cut off. */
function end(state: { destroyed: number }): number | undefined {
  for (let second = 1; second <= 120; second++) {
    vi.advanceTimersByTime(1000)
    if (state.destroyed > 0) return second
  }
  return undefined
}

test('a viewer that owes an answer and gives no sign of life is gone within 26 to 30 s', () => {
  const second = end(gauged({}))
  expect(second).toBeGreaterThanOrEqual(26)
  expect(second).toBeLessThanOrEqual(30)
})

test.each([
  ['one that lives, but takes nothing, has a minute', { silence: 10 }],
  ['one whose window is shut, and owes no answer, has a minute', { unsent: 400_000 }],
])('%s', (_, path) => {
  const second = end(gauged(path))
  expect(second).toBeGreaterThanOrEqual(60)
  expect(second).toBeLessThanOrEqual(64)
})

test('each byte that is acknowledged begins the time anew, however much waits', () => {
  const state = gauged({})
  for (let second = 0; second < 300; second += 20) {
    vi.advanceTimersByTime(20_000)
    state.queued -= 1
  }
  expect(state.destroyed).toBe(0)
})

test('one that has taken all may be silent for ever', () => {
  const state = gauged({})
  state.queued = 0
  vi.advanceTimersByTime(3_600_000)
  expect(state.destroyed).toBe(0)
})

test('nothing runs once nobody is watched', () => {
  simulateTime()
  onTestFinished(() => void vi.useRealTimers())
  const connections = [1, 2].map(() => new Connection(new ModelLink(), writePacer))
  expect(vi.getTimerCount()).toBe(1)
  connections[0]?.close()
  expect(vi.getTimerCount()).toBe(1)
  connections[1]?.destroy()
  expect(vi.getTimerCount()).toBe(0)
})
