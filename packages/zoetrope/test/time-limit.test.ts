import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { TimeLimit } from '../src/time-limit.ts'

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

/** Resolves when the signal of a limit that nobody keeps has aborted. */
function ended(delay: number, outer?: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    const { signal } = new TimeLimit(delay, outer)
    signal.addEventListener('abort', () => resolve(signal.reason))
  })
}

test('it ends also where whoever waits keeps nothing of it, and memory is collected meanwhile', async () => {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  const controller = new AbortController()
  const collecting = setInterval(() => typeof collect === 'function' && collect(), 5)
  const reason = await ended(100, controller.signal)
  clearInterval(collecting)
  expect(reason).toMatchObject({ name: 'TimeoutError' })
})

test('it says whether the time or the other signal was first', async () => {
  const controller = new AbortController()
  using limit = new TimeLimit(60_000, controller.signal)
  controller.abort('enough')
  expect([limit.signal.aborted, limit.signal.reason, limit.reached]).toEqual([
    true,
    'enough',
    false,
  ])
  using late = new TimeLimit(0)
  await new Promise((resolve) => late.signal.addEventListener('abort', resolve))
  expect(late.reached).toBe(true)
})

test('of a signal that has aborted before it begins aborted', () => {
  using limit = new TimeLimit(60_000, AbortSignal.abort('gone'))
  expect([limit.signal.aborted, limit.signal.reason]).toEqual([true, 'gone'])
})

test('disposed of it never ends, and holds no timer', () => {
  const before = timers()
  const controller = new AbortController()
  const limit = new TimeLimit(60_000, controller.signal)
  limit[Symbol.dispose]()
  controller.abort()
  expect([limit.signal.aborted, timers()]).toEqual([false, before])
})

test.each([2 ** 31, Number.POSITIVE_INFINITY])(
  'a limit of %d ms, which no timer can count, is none that has passed at once',
  async (delay) => {
    using limit = new TimeLimit(delay)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(limit.signal.aborted).toBe(false)
  },
)
