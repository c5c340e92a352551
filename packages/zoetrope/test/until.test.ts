import { getEventListeners } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { pause } from '../src/pause.ts'
import { until } from '../src/until.ts'

const never = new Promise<never>(() => {})

test('a pause ends at an abort, and leaves no listener and no timer', async () => {
  const stop = new AbortController()
  const paused = pause(3_600_000, stop.signal)
  stop.abort()
  await paused
  await pause(3_600_000, stop.signal)
  expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0)
})

test('a pause ends early, and cancels what could have ended it', async () => {
  const { signal } = new AbortController()
  let cancelled = 0
  await pause(3_600_000, signal, (wake) => {
    queueMicrotask(wake)
    return () => cancelled++
  })
  expect(cancelled).toBe(1)
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

test('a pause that is woken at once cancels too', async () => {
  let cancelled = 0
  await pause(3_600_000, new AbortController().signal, (wake) => {
    wake()
    return () => cancelled++
  })
  expect(cancelled).toBe(1)
})

test('a pause ends by itself', async () => {
  await pause(1, new AbortController().signal)
})

test('passes everything on, and the error of the source', async () => {
  const { signal } = new AbortController()
  async function* source(): AsyncGenerator<number> {
    yield 1
    yield 2
    throw new Error('broken')
  }
  const seen: number[] = []
  const reading = (async () => {
    for await (const n of until(signal, source())) seen.push(n)
  })()
  await expect(reading).rejects.toThrow('broken')
  expect(seen).toEqual([1, 2])
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

test('an abort ends a source that waits, and has it clean up', async () => {
  const stop = new AbortController()
  let cleaned = false
  async function* source(): AsyncGenerator<number> {
    try {
      yield 1
      await new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()))
    } finally {
      cleaned = true
    }
  }
  for await (const _ of until(stop.signal, source())) queueMicrotask(() => stop.abort())
  expect(cleaned).toBe(true)
})

test('an early return of the reader returns the source', async () => {
  let cleaned = false
  async function* source(): AsyncGenerator<number> {
    try {
      for (;;) yield 1
    } finally {
      cleaned = true
    }
  }
  for await (const _ of until(new AbortController().signal, source())) break
  expect(cleaned).toBe(true)
})

test('an abort beforehand opens nothing', async () => {
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => {
      throw new Error('must not be opened')
    },
  }
  for await (const _ of until(AbortSignal.abort(), source)) expect.unreachable()
})

test('a source that ignores the abort and never returns cannot hold anybody for ever', async () => {
  const stop = new AbortController()
  const deaf: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({ next: () => never, return: () => never }),
  }
  queueMicrotask(() => stop.abort())
  for await (const _ of until(stop.signal, deaf, 10)) expect.unreachable()
})

test('holds no frame that was passed on, however long the source runs', async () => {
  const { signal } = new AbortController()
  const passed: WeakRef<object>[] = []
  async function* source(): AsyncGenerator<object> {
    for (let n = 0; n < 50; n++) {
      // In a call of its own, so that no variable of this generator keeps the frame.
      yield noted(passed)
      await new Promise(setImmediate)
    }
    collectGarbage()
    yield {}
  }
  let held = 0
  for await (const _ of until(signal, source())) held = passed.filter((ref) => ref.deref()).length
  expect(held).toBeLessThan(5)
})

function noted(refs: WeakRef<object>[]): object {
  const frame = {}
  refs.push(new WeakRef(frame))
  return frame
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}
