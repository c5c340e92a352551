import { setTimeout } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { attend, lastLook, longestLapse, now } from '../../src/probe/attention.ts'
import { Conversation, converse } from '../../src/probe/conversation.ts'
import { rhythmFindings } from '../../src/probe/rhythm-checks.ts'
import type { Target } from '../../src/probe/target.ts'
import { type Watch, watchOf } from '../../src/probe/watch.ts'
import { cameraThread, serverThat } from './camera.ts'

const { signal } = new AbortController()

async function ask(target: Target): Promise<Conversation> {
  const opened = await converse(target, {}, signal)
  if (!(opened instanceof Conversation)) throw new Error(opened.message)
  onTestFinished(() => opened.close())
  return opened
}

/** Holds this thread up. */
function spin(milliseconds: number): void {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

/** Does nothing else for most of the time, until the test is over. */
function beBusy(milliseconds: number, rest: number): void {
  const timer = setInterval(() => spin(milliseconds), milliseconds + rest)
  onTestFinished(() => clearInterval(timer))
}

/** The codes of what is said of a camera's rhythm, once it has shown so many frames. */
async function rhythmOf(target: Target, frames: number): Promise<string[]> {
  const conversation = await ask(target)
  const seen = (): Watch | undefined => watchOf(conversation, Date.now())
  await conversation.until(() => (seen()?.frames.length ?? 0) >= frames, 60_000, signal)
  const watch = seen()
  if (!watch) throw new Error('Expected a stream, got none')
  return rhythmFindings(watch).map(({ code }) => code)
}

describe('whoever attends', () => {
  test('knows that what comes while nobody looks may have come at any moment since', async () => {
    const conversation = await ask(await cameraThread({ every: 20 }))
    await conversation.until(() => conversation.length > 5000, 10_000, signal)
    const before = conversation.length
    const began = now()
    spin(200)
    const ended = now()
    await conversation.until(() => conversation.length > before, 10_000, signal)
    const { since, at } = conversation.arrivalOf(before)
    expect(since).toBeLessThanOrEqual(began)
    expect(at).toBeGreaterThanOrEqual(ended)
  })

  test('knows the longest time for which nobody looked, and none where there was none', async () => {
    const leave = attend()
    onTestFinished(leave)
    const began = now()
    spin(200)
    const ended = now()
    while (lastLook() < ended) await setTimeout(5)
    expect(longestLapse(began, now())).toBeGreaterThanOrEqual(200)
    expect(longestLapse(0, began - 1000)).toBe(0)
  })

  test('is looked for as long as somebody does, and ending twice does no harm', async () => {
    const leave = attend()
    const stay = attend()
    leave()
    leave()
    const before = now()
    while (lastLook() < before) await setTimeout(5)
    stay()
  })

  test('has read what came in time, when the time is over', async () => {
    const target = await cameraThread({ every: 20 })
    const conversation = await ask(target)
    await conversation.until(() => conversation.length > 5000, 10_000, signal)
    const before = conversation.length
    const waiting = conversation.until(() => conversation.length > before, 50, signal)
    spin(500)
    expect(await waiting).toBe(true)
  })
})

test('patience does not run out while nobody looks', async () => {
  const silent = await serverThat(() => {})
  const conversation = await ask(silent)
  // The whole patience is over before the question is even sent.
  const camera = await cameraThread({ every: 20 })
  const answered = await ask(camera)
  const waiting = answered.until(() => answered.head !== undefined, 10, signal)
  const hopeless = conversation.until(() => conversation.head !== undefined, 10, signal)
  spin(300)
  expect(await waiting).toBe(true)
  expect(await hopeless).toBe(false)
})

describe('the rhythm', () => {
  test('of a sound server is not blamed for a prober that is held up', async () => {
    const target = await cameraThread({ every: 40 })
    beBusy(400, 50)
    expect(await rhythmOf(target, 50)).toEqual(['BUSY_HERE'])
  })

  test('of a server that is really uneven is told by a prober that has little time, too', async () => {
    const bursts = await cameraThread({ every: 100, burst: 8 })
    const gaps = await cameraThread({ every: 40, shown: 20, left: 60 })
    beBusy(60, 20)
    const seen = await Promise.all([rhythmOf(bursts, 32), rhythmOf(gaps, 25)])
    expect(seen).toEqual([['UNEVEN'], ['LONG_GAP']])
  })
})
