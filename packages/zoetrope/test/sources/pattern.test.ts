import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { Captured, Source } from '../../src/camera/source.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { inspectJpeg } from '../../src/frame/jpeg.ts'
import { pattern, patternFromUri } from '../../src/sources/pattern.ts'
import { keep } from '../broadcast/keeping.ts'
import { scanOf, segments } from '../picture/segments.ts'
import { stampOf } from './pattern/stamps.ts'

/** What a source yields first, each with bytes of its own. */
async function take(source: Source, count: number): Promise<Captured<Bytes>[]> {
  const taken: Captured<Bytes>[] = []
  for await (const captured of source.open(new AbortController().signal)) {
    if (!('jpeg' in captured)) throw new Error('bare bytes')
    taken.push(keep(captured))
    if (taken.length === count) break
  }
  return taken
}

function iterate(source: Source, signal: AbortSignal): AsyncIterator<unknown> {
  return source.open(signal)[Symbol.asyncIterator]()
}

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

const small = { width: 100, height: 70, fps: 100 }

describe('a frame', () => {
  test('carries the time of its capture in its first segment', async () => {
    const before = Date.now()
    const [frame] = await take(pattern(small), 1)
    expect(Array.from(frame?.jpeg.subarray(0, 6) ?? [])).toEqual([0xff, 0xd8, 0xff, 0xfe, 0, 0x1c])
    const { nanoseconds } = stampOf(frame?.jpeg ?? new Uint8Array())
    expect(Number(nanoseconds) / 1e6).toBeCloseTo(frame?.capturedAt ?? 0, 2)
    expect(Math.floor(frame?.capturedAt ?? 0)).toBeGreaterThanOrEqual(before)
    expect(Math.floor(frame?.capturedAt ?? 0)).toBeLessThanOrEqual(Date.now())
  })

  test('is a baseline JPEG of the wanted size with all its tables', async () => {
    const [frame] = await take(patternFromUri('pattern:?size=641x479'), 1)
    const jpeg = frame?.jpeg ?? new Uint8Array()
    const markers = segments(jpeg).map(({ marker }) => marker)
    expect(markers).toEqual([0xfe, 0xe0, 0xdb, 0xc0, 0xc4, 0xdd, 0xda])
    expect(inspectJpeg(jpeg)).toEqual({ ok: true, width: 641, height: 479, length: jpeg.length })
  })

  test('differs from the one before in what it shows', async () => {
    const frames = await take(pattern(small), 3)
    const scans = new Set(frames.map(({ jpeg }) => scanOf(jpeg).join()))
    expect(scans.size).toBe(3)
  })

  test('has the wished number of bytes, every time', async () => {
    const frames = await take(patternFromUri('pattern:?size=320x240&fps=100&bytes=47000'), 5)
    expect(frames.map(({ jpeg }) => jpeg.length)).toEqual([47_000, 47_000, 47_000, 47_000, 47_000])
  })
})

describe('a pattern', () => {
  test('says what it is and how often it has a frame', () => {
    const source = patternFromUri('pattern:?fps=25')
    expect(source.label).toBe('pattern:?size=640x480&fps=25')
    expect(source.interval).toBe(40)
    expect(pattern({ bytes: 9 }).label).toBe('pattern:?size=640x480&fps=30&bytes=9')
  })

  test('numbers its frames one by one, and goes on when it is opened again', async () => {
    const source = pattern(small)
    const frames = [...(await take(source, 3)), ...(await take(source, 2))]
    expect(frames.map(({ jpeg }) => stampOf(jpeg).sequence)).toEqual([0, 1, 2, 3, 4])
  })

  test('may be open twice at a time, each with bytes of its own', async () => {
    const source = pattern(small)
    const signal = new AbortController().signal
    const [one, other] = [iterate(source, signal), iterate(source, signal)]
    const [first, second] = [await one.next(), await other.next()]
    expect(first.value.jpeg.buffer).not.toBe(second.value.jpeg.buffer)
    await Promise.all([one.return?.(), other.return?.()])
  })

  test('says so when frames cannot be as small as wished', async () => {
    const notes: string[] = []
    const source = patternFromUri('pattern:?size=64x64&bytes=10')
    for await (const _ of source.open(new AbortController().signal, (text) => notes.push(text)))
      break
    expect(notes).toEqual([
      expect.stringMatching(/^a frame of pattern:\?size=64x64&fps=30&bytes=10 takes \d+ bytes/),
    ])
  })

  test('refuses options out of range', () => {
    expect(() => pattern({ fps: 1000 })).toThrow(
      expect.objectContaining({ code: 'INVALID_SOURCE' }),
    )
  })
})

describe('ends at once and lets go of everything', () => {
  const slow = { ...small, fps: 0.1 }

  test('when the signal aborts while it waits', async () => {
    const timers = countTimers()
    const abort = new AbortController()
    const frames = iterate(pattern(slow), abort.signal)
    await frames.next()
    const waiting = frames.next()
    abort.abort()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(countTimers()).toBe(timers)
    expect(getEventListeners(abort.signal, 'abort')).toEqual([])
  })

  test('when the signal aborts between two frames', async () => {
    const timers = countTimers()
    const abort = new AbortController()
    const frames = iterate(pattern(slow), abort.signal)
    await frames.next()
    abort.abort()
    expect(countTimers()).toBe(timers)
    expect(await frames.next()).toEqual({ done: true, value: undefined })
  })

  test('when the consumer returns early', async () => {
    const timers = countTimers()
    const abort = new AbortController()
    for await (const _ of pattern(slow).open(abort.signal)) break
    expect(countTimers()).toBe(timers)
    expect(getEventListeners(abort.signal, 'abort')).toEqual([])
  })

  test('when the consumer returns while it waits for a frame', async () => {
    const timers = countTimers()
    const frames = iterate(pattern(slow), new AbortController().signal)
    await frames.next()
    const waiting = frames.next()
    await frames.return?.()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(countTimers()).toBe(timers)
  })

  test('when the signal was aborted before', async () => {
    const signal = AbortSignal.abort()
    expect(await iterate(pattern(slow), signal).next()).toEqual({ done: true, value: undefined })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
