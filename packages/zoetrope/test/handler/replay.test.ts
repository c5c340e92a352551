import { expect, onTestFinished, test, vi } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Camera } from '../../src/camera/camera.ts'
import { readFrames } from '../../src/client/frames.ts'
import { replayResponse } from '../../src/handler/replay.ts'
import { HandClock } from '../clocks.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { problem, published } from './asking.ts'
import { chromiumPaints, webkitPaints } from './requests.ts'

const request = (init: RequestInit = {}): Request => new Request('http://x/frames/replay', init)

/** Frames that were captured so far apart, in milliseconds. */
function captured(gap: number, count: number): Broadcast {
  const clock = new HandClock(performance.now())
  const broadcast = new Broadcast({ clock })
  for (let n = 0; n < count; n++) {
    broadcast.publish(tinyJpeg({ shade: n }))
    clock.advance(gap)
  }
  return broadcast
}

async function indicesOf(response: Response): Promise<(number | undefined)[]> {
  const indices: (number | undefined)[] = []
  for await (const { index } of readFrames(response)) indices.push(index)
  return indices
}

test('it is all that is held, and ends', async () => {
  expect(await indicesOf(replayResponse(published(12), request()))).toEqual([
    2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
  ])
})

test('it begins with the index that is wished, or with the next one that is held', async () => {
  const broadcast = published(12)
  expect(await indicesOf(replayResponse(broadcast, request(), { from: 9 }))).toEqual([9, 10, 11])
  expect(await indicesOf(replayResponse(broadcast, request(), { from: 0 }))).toHaveLength(10)
})

test('its parts are byte for byte those of the stream', async () => {
  const broadcast = published(2)
  const body = new Uint8Array(await replayResponse(broadcast, request()).arrayBuffer())
  const parts = broadcast.frames().map(({ bytes }) => Buffer.from(bytes))
  expect(Buffer.from(body)).toEqual(Buffer.concat([Buffer.from('--frame\r\n'), ...parts]))
})

test('a browser gets the layout in which it paints each frame at once', async () => {
  const broadcast = published(2)
  const [chromium = {}] = Object.values(chromiumPaints)
  const [webkit = {}] = Object.values(webkitPaints)
  const lengthFor = async (headers: Record<string, string>): Promise<number> =>
    (await replayResponse(broadcast, request({ headers })).arrayBuffer()).byteLength
  const [first, last] = broadcast.frames().map(({ early }) => early.length)
  const opening = '--frame\r\nContent-Type: image/jpeg\r\n\r\n'.length
  expect(await lengthFor(chromium)).toBe(opening + (first ?? 0) + (last ?? 0))
  expect(await lengthFor(webkit)).toBe(opening + (first ?? 0) + 2 * (last ?? 0))
})

test.each([
  [1, 40],
  [2, 20],
  [0.5, 80],
])('at speed %s a frame that came 40 ms later comes %s ms later', async (speed, delay) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const reader = replayResponse(captured(40, 2), request(), { speed }).body?.getReader()
  await reader?.read()
  await reader?.read()
  let came = false
  const second = reader?.read().then(() => {
    came = true
  })
  await vi.advanceTimersByTimeAsync(delay - 1)
  expect(came).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  await second
})

test('a pause of hours is not waited out', async () => {
  const reader = replayResponse(captured(3_600_000, 2), request(), {
    speed: 1000,
  }).body?.getReader()
  for (let chunk = 0; chunk < 3; chunk++) await reader?.read()
  expect((await reader?.read())?.done).toBe(true)
})

test('what leaves the ring meanwhile is left out, and what comes is not waited for', async () => {
  const broadcast = published(10)
  const reader = replayResponse(broadcast, request(), { speed: 1e6 }).body?.getReader()
  await reader?.read()
  expect((await reader?.read())?.value).toEqual(broadcast.at(0) && broadcast.frames()[0]?.bytes)
  for (let n = 0; n < 5; n++) broadcast.publish(tinyJpeg())
  const rest: Uint8Array[] = []
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { done: true }
    if (done || !value) break
    rest.push(value)
  }
  const held = broadcast.frames().filter(({ index }) => index < 10)
  expect(rest).toEqual(held.map(({ bytes }) => bytes))
})

test('what has become too old is not shown again, although nothing came after it', async () => {
  const clock = new HandClock(0)
  const broadcast = new Broadcast({ clock, maxAge: 1000 })
  for (let n = 0; n < 3; n++) broadcast.publish(tinyJpeg({ shade: n }))
  clock.advance(2000)
  expect(await indicesOf(replayResponse(broadcast, request()))).toEqual([2])
})

test('a reset ends it', async () => {
  const broadcast = published(5)
  const reader = replayResponse(broadcast, request(), { speed: 1e6 }).body?.getReader()
  await reader?.read()
  await reader?.read()
  broadcast.reset()
  broadcast.publish(tinyJpeg())
  expect((await reader?.read())?.done).toBe(true)
})

test('whoever goes away in the midst of a pause leaves no timer', async () => {
  const timers = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const reader = replayResponse(captured(4000, 2), request()).body?.getReader()
  await reader?.read()
  await reader?.read()
  const waiting = reader?.read()
  await new Promise(setImmediate)
  expect(timers()).toBe(before + 1)
  await reader?.cancel()
  expect((await waiting)?.done).toBe(true)
  expect(timers()).toBe(before)
})

test('where there is nothing to replay it says so', async () => {
  const none = problem(Promise.resolve(replayResponse(new Broadcast(), request())))
  expect(await none).toMatchObject({ status: 404, code: 'NOT_YET' })
  const later = problem(Promise.resolve(replayResponse(published(3), request(), { from: 3 })))
  expect(await later).toMatchObject({ status: 404, code: 'NOT_YET' })
  const over = problem(Promise.resolve(replayResponse(published(3), request(), { epoch: 'old' })))
  expect(await over).toMatchObject({ status: 410, code: 'GONE' })
})

test('it starts no camera, and nobody is a viewer by it', async () => {
  await using camera = new Camera('desk', { async *open() {} })
  camera.broadcast.publish(tinyJpeg())
  const response = replayResponse(camera, request())
  expect(await indicesOf(response)).toEqual([0])
  expect([camera.state, camera.changes, camera.viewers]).toEqual(['idle', 0, 0])
})

test('HEAD gets its headers alone, and a speed that is none is refused', () => {
  const { body, headers } = replayResponse(published(1), request({ method: 'HEAD' }))
  expect([body, headers.get('cache-control')]).toEqual([null, expect.stringContaining('no-store')])
  expect(() => replayResponse(published(1), request(), { speed: 0 })).toThrow(RangeError)
})
