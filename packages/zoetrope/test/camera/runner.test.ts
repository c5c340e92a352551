import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Runner } from '../../src/camera/runner.ts'
import type { Source } from '../../src/camera/source.ts'
import { ZoetropeError } from '../../src/errors.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { keep } from '../broadcast/keeping.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

// Simulated time: nothing here waits for a real clock.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

type Script = (attempt: number, signal: AbortSignal) => AsyncIterable<Bytes>

/** Runs a source that does what `script` says, and notes when (ms) what happened. */
function run(script: Script, options: { watched?: boolean; interval?: number } = {}) {
  const began = performance.now()
  const openings: number[] = []
  const events: string[] = []
  const notes: string[] = []
  const stop = new AbortController()
  const passed = () => Math.round(performance.now() - began)
  let woken = () => {}
  const source: Source = {
    interval: options.interval,
    open(signal) {
      openings.push(passed())
      return script(openings.length, signal)
    },
    onReturn(wake) {
      woken = wake
      return () => {
        woken = () => {}
      }
    },
  }
  const runner = new Runner(source, {
    publish: (captured) => {
      return keep(captured).jpeg.length < 10 ? 'it is no JPEG' : undefined
    },
    happened: (event, reason) => events.push(`${passed()} ${event}: ${reason}`),
    isWatched: () => options.watched ?? true,
    note: (text) => notes.push(text),
  })
  const done = runner.run(stop.signal)
  return {
    openings,
    events,
    notes,
    runner,
    returned: () => woken(),
    stop: () => stop.abort(),
    async end() {
      stop.abort()
      // What the script waits for itself.
      await vi.advanceTimersByTimeAsync(200)
      await done
      expect(vi.getTimerCount()).toBe(0)
    },
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** A frame every 33 ms, `count` of them, then silence. */
async function* frames(count: number, signal: AbortSignal): AsyncGenerator<Bytes> {
  for (let n = 0; n < count && !signal.aborted; n++) {
    yield tinyJpeg()
    await new Promise((resolve) => setTimeout(resolve, 33))
  }
  await aborted(signal)
}

const dead: Script = () => {
  throw new Error('unplugged')
}

test('a source that falls silent is closed and opened again', async () => {
  const { openings, events, end } = run((_, signal) => frames(1, signal), { interval: 33 })
  await vi.advanceTimersByTimeAsync(2000)
  expect(events).toEqual(['2000 silent: no frame for 2.0 s'])
  await vi.advanceTimersByTimeAsync(250)
  expect(openings).toEqual([0, 2250])
  await end()
})

test('one that takes its time to let go is not called silent meanwhile', async () => {
  async function* reluctant(_: number, signal: AbortSignal): AsyncGenerator<Bytes> {
    try {
      yield* frames(1, signal)
    } finally {
      await new Promise((resolve) => setTimeout(resolve, 4000))
    }
  }
  const { events, stop, end } = run(reluctant, { interval: 33 })
  await vi.advanceTimersByTimeAsync(100)
  stop()
  await vi.advanceTimersByTimeAsync(4000)
  expect(events).toEqual([])
  await end()
})

test('the first frame may take its time', async () => {
  const { events, end } = run((_, signal) => frames(0, signal), { interval: 33 })
  await vi.advanceTimersByTimeAsync(9999)
  expect(events).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(events).toEqual(['10000 silent: no first frame for 10.0 s'])
  await end()
})

test('a source that started at once before is given up sooner, and the next time later', async () => {
  const script: Script = (attempt, signal) => frames(attempt === 1 ? 1 : 0, signal)
  const { events, end } = run(script, { interval: 33 })
  await vi.advanceTimersByTimeAsync(40_000)
  const times = events.map((event) => Number.parseInt(event, 10))
  const silences = events.map((event) => /for (\S+) s/.exec(event)?.[1])
  expect(silences.slice(0, 4)).toEqual(['2.0', '5.0', '10.0', '10.0'])
  expect(times.slice(0, 2)).toEqual([2000, 7250])
  await end()
})

test('never ends a source whose silence means nothing', async () => {
  const { openings, events, end } = run((_, signal) => frames(1, signal), {
    interval: Number.POSITIVE_INFINITY,
  })
  await vi.advanceTimersByTimeAsync(86_400_000)
  expect([openings, events]).toEqual([[0], []])
  await end()
})

test('images that are refused are no sign of life, and the reason says so', async () => {
  async function* broken(_: number, signal: AbortSignal): AsyncGenerator<Bytes> {
    yield tinyJpeg()
    while (!signal.aborted) {
      yield new Uint8Array(3)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  const { events, notes, end } = run(broken, { interval: 33 })
  await vi.advanceTimersByTimeAsync(2000)
  expect(events[0]).toMatch(/^2000 silent: no frame for 2.0 s: \d\d were refused, it is no JPEG$/)
  expect(notes[0]).toBe('it is no JPEG')
  await end()
})

test('tries again after 250 ms, then less often: every second while somebody watches', async () => {
  const { openings, end } = run(dead)
  await vi.advanceTimersByTimeAsync(5000)
  expect(openings).toEqual([0, 250, 750, 1750, 2750, 3750, 4750])
  await end()
})

test('every 15 s while nobody does', async () => {
  const { openings, end } = run(dead, { watched: false })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(openings).toEqual([0, 250, 750, 1750, 3750, 7750, 15_750, 30_750, 45_750])
  await end()
})

test('somebody who comes during a long pause need not wait for its end', async () => {
  const { openings, runner, end } = run(dead, { watched: false })
  await vi.advanceTimersByTimeAsync(20_000)
  runner.wanted()
  await vi.advanceTimersByTimeAsync(0)
  expect(openings.at(-1)).toBe(20_000)
  // But those who come ten times a second do not make it try ten times a second.
  for (let n = 0; n < 30; n++) {
    runner.wanted()
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(openings.slice(-4)).toEqual([20_000, 21_000, 22_000, 23_000])
  await end()
})

test('a device that is back is opened at once', async () => {
  const { openings, returned, end } = run(dead, { watched: false })
  await vi.advanceTimersByTimeAsync(20_000)
  returned()
  await vi.advanceTimersByTimeAsync(0)
  expect(openings.at(-1)).toBe(20_000)
  await end()
})

test('a source that asks to be left alone is left alone, whoever comes', async () => {
  const refused: Script = () => {
    throw new ZoetropeError('UNAUTHORIZED', 'no', { retryAfter: 5000 })
  }
  const { openings, runner, end } = run(refused)
  for (let n = 0; n < 110; n++) {
    runner.wanted()
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(openings).toEqual([0, 5000, 10_000])
  await end()
})
