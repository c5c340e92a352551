import { expect, onTestFinished, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { quietOf } from '../../src/viewer/quiet.ts'
import { HandClock } from '../clocks.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

/** A broadcast on a clock of the test's own, with `count` frames that came every `interval` ms. */
function broadcastOf({ count = 0, interval = 40 } = {}) {
  const clock = new HandClock()
  const broadcast = new Broadcast({ clock })
  onTestFinished(() => broadcast.close())
  const publish = (after: number): void => {
    clock.advance(after)
    broadcast.publish(tinyJpeg())
  }
  for (let n = 0; n < count; n++) publish(interval)
  return { clock, broadcast, publish, quiet: quietOf(broadcast) }
}

const timers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

test('falls quiet when the next frame is late by half an interval', () => {
  const { clock, quiet } = broadcastOf({ count: 3, interval: 40 })
  expect(quiet.delay).toBe(60)
  clock.advance(59)
  expect(quiet.reached).toBe(false)
  clock.advance(1)
  expect(quiet.reached).toBe(true)
})

test.each([
  ['one frame tells no rhythm', { count: 1 }, 100],
  ['a slow source is not waited for as long', { count: 3, interval: 2000 }, 200],
  ['a burst is no rhythm either', { count: 3, interval: 1 }, 10],
])('%s', (_, frames, delay) => {
  expect(broadcastOf(frames).quiet.delay).toBe(delay)
})

test('is quiet when closed', () => {
  const { broadcast, quiet } = broadcastOf({ count: 1 })
  expect(quiet.reached).toBe(false)
  broadcast.close()
  expect(quiet.reached).toBe(true)
})

test('is one for all who ask', () => {
  const { broadcast, quiet } = broadcastOf()
  expect(quietOf(broadcast)).toBe(quiet)
  expect(quietOf(new Broadcast())).not.toBe(quiet)
})

test('tells every listener once each time it falls quiet, and not before', async () => {
  const { clock, publish, quiet } = broadcastOf({ count: 3, interval: 10 })
  const told: string[] = []
  const wakes: (() => void)[] = []
  for (const name of ['a', 'b']) {
    onTestFinished(
      quiet.onReached(() => {
        told.push(name)
        for (const wake of wakes.splice(0)) wake()
      }),
    )
  }
  for (let time = 0; time < 2; time++) {
    publish(10)
    // The clock stands still, so that the timer looks in vain, and looks again.
    await new Promise((resolve) => setTimeout(resolve, 3 * quiet.delay))
    expect(told).toHaveLength(2 * time)
    const next = new Promise<void>((resolve) => wakes.push(resolve))
    clock.advance(quiet.delay)
    await next
    expect(told).toHaveLength(2 * time + 2)
  }
  expect(told).toEqual(['a', 'b', 'a', 'b'])
})

test('one timer serves all listeners, and no frame sets it anew', () => {
  const { publish, quiet } = broadcastOf({ count: 3 })
  const before = timers()
  const cancels = Array.from({ length: 50 }, () => quiet.onReached(() => {}))
  for (let n = 0; n < 20; n++) publish(40)
  expect(timers()).toBe(before + 1)
  for (const cancel of cancels) cancel()
  expect(timers()).toBe(before)
})

test('nothing runs while nobody listens', () => {
  const before = timers()
  const { publish, quiet } = broadcastOf({ count: 3 })
  publish(40)
  expect(timers()).toBe(before)
  const cancel = quiet.onReached(() => {})
  cancel()
  cancel()
  publish(40)
  expect(timers()).toBe(before)
})

test('goes on for a listener that comes after the last one left', async () => {
  const { clock, publish, quiet } = broadcastOf({ count: 3, interval: 10 })
  quiet.onReached(() => {})()
  const told = new Promise<void>((resolve) => onTestFinished(quiet.onReached(resolve)))
  publish(10)
  clock.advance(quiet.delay)
  await told
})

test('a close leaves no timer behind, whoever still listens', () => {
  const before = timers()
  const { broadcast, quiet } = broadcastOf({ count: 3 })
  quiet.onReached(() => {})
  expect(timers()).toBe(before + 1)
  broadcast.close()
  expect(timers()).toBe(before)
  quiet.onReached(() => {})
  expect(timers()).toBe(before)
})
