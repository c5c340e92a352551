import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Camera } from '../../src/camera/camera.ts'
import { frameList, frameResponse, framesResponse } from '../../src/handler/frames.ts'
import { HandClock } from '../clocks.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { problem, published } from './asking.ts'

const here = new URL('http://here.example/live/frames')
const request = (init: RequestInit = {}): Request => new Request(here, init)
const settled = (): Promise<void> => new Promise(setImmediate)

test('the list has every frame that is held, oldest first, with its sharpness', async () => {
  const broadcast = published(12)
  const { epoch, frames, capacity } = await framesResponse(broadcast, request()).json()
  expect([epoch, capacity]).toEqual([broadcast.epoch, 10])
  expect(frames).toHaveLength(10)
  const { jpeg, capturedAt, width, height } = broadcast.frames()[0] ?? {}
  expect(frames[0]).toEqual({
    ...{ index: 2, capturedAt, bytes: jpeg?.length, width, height },
    url: `frames/2?epoch=${epoch}`,
  })
})

test.each(['http://here.example/live/frames', 'http://here.example/live/frames/'])(
  'the addresses in the list are right in the answer to %s',
  (at) => {
    const { epoch, frames } = frameList(published(1), new URL(at))
    const { href } = new URL(frames[0]?.url ?? '', at)
    expect(href).toBe(`http://here.example/live/frames/0?epoch=${epoch}`)
  },
)

test('frames that became too old are not listed', () => {
  const clock = new HandClock()
  const broadcast = new Broadcast({ clock, maxAge: 1000 })
  broadcast.publish(tinyJpeg())
  clock.advance(900)
  broadcast.publish(tinyJpeg())
  clock.advance(200)
  expect(frameList(broadcast, here).frames.map(({ index }) => index)).toEqual([1])
})

test('before the first frame and after a reset the list is empty', () => {
  const broadcast = published(2)
  broadcast.reset()
  expect(frameList(broadcast, here).frames).toEqual([])
  expect(frameList(new Broadcast(), here).frames).toEqual([])
})

test('a frame answers with its bytes and its name', async () => {
  const broadcast = published(3)
  const response = await frameResponse(broadcast, request(), { index: 1 })
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'content-length': `${broadcast.at(1).jpeg.length}`,
    'x-frame-index': '1',
    'x-frame-epoch': broadcast.epoch,
    etag: `"${broadcast.epoch}-1"`,
    'cache-control': 'private, no-cache',
  })
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(broadcast.at(1).jpeg)
})

test.each([
  ['its tag', (tag: string) => tag, 304],
  ['its tag, weakened by a proxy', (tag: string) => `W/${tag}`, 304],
  ['its tag among others', (tag: string) => `"x", ${tag}`, 304],
  ['another tag', () => '"other-1"', 200],
  ['the bare text of its tag', (tag: string) => tag.replaceAll('"', ''), 200],
])('whoever has %s gets a %s', async (_, tagOf, status) => {
  const broadcast = published(3)
  const headers = { 'if-none-match': tagOf(`"${broadcast.epoch}-1"`) }
  const response = await frameResponse(broadcast, request({ headers }), { index: 1 })
  expect([response.status, response.headers.get('x-frame-index')]).toEqual([status, '1'])
  expect(response.body === null).toBe(status === 304)
})

test('with its epoch a frame may be kept for ever, and not by those in between', async () => {
  const broadcast = published(1)
  const wish = { index: 0, epoch: broadcast.epoch }
  const { headers } = await frameResponse(broadcast, request(), wish)
  expect(headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
})

test('one that may still come is not yet, one that was is gone', async () => {
  const broadcast = published(12)
  const early = frameResponse(broadcast, request(), { index: 12 })
  expect(await problem(early)).toMatchObject({ status: 404, code: 'NOT_YET' })
  const late = frameResponse(broadcast, request(), { index: 1, timeout: 30_000 })
  expect(await problem(late)).toMatchObject({ status: 410, code: 'GONE' })
  const over = frameResponse(broadcast, request(), { index: 11, epoch: 'before' })
  expect(await problem(over)).toMatchObject({ status: 410, code: 'GONE' })
})

test('one that is to come is waited for, and none for longer than the timeout', async () => {
  const broadcast = published(1)
  const wanted = frameResponse(broadcast, request(), { index: 1, timeout: 30_000 })
  const impatient = problem(frameResponse(broadcast, request(), { index: 2, timeout: 1 }))
  expect(await impatient).toMatchObject({ status: 404, code: 'NOT_YET' })
  broadcast.publish(tinyJpeg())
  expect((await wanted).headers.get('x-frame-index')).toBe('1')
})

test('a reset while a frame of the epoch is waited for is a 410', async () => {
  const broadcast = published(1)
  const wish = { index: 1, epoch: broadcast.epoch, timeout: 30_000 }
  const wanted = problem(frameResponse(broadcast, request(), wish))
  await settled()
  broadcast.reset()
  expect(await wanted).toMatchObject({ status: 410, code: 'GONE' })
})

test('an idle camera is started by whoever waits, and by nobody else', async () => {
  await using camera = new Camera(
    'desk',
    {
      async *open() {
        yield tinyJpeg()
      },
    },
    { linger: 0 },
  )
  const { status } = await frameResponse(camera, request(), { index: 0 })
  expect([status, camera.state]).toEqual([404, 'idle'])
  const waited = await frameResponse(camera, request(), { index: 0, timeout: 30_000 })
  expect(waited.status).toBe(200)
})

test('what a closed camera still holds can be had', async () => {
  const camera = new Camera('desk', { async *open() {} })
  camera.broadcast.publish(tinyJpeg())
  await camera.close()
  for (const timeout of [0, 30_000]) {
    expect((await frameResponse(camera, request(), { index: 0, timeout })).status).toBe(200)
    const never = problem(frameResponse(camera, request(), { index: 1, timeout }))
    expect(await never).toMatchObject({ status: 503, code: 'CLOSED' })
  }
})

test('whoever leaves while waiting leaves nothing behind', async () => {
  const broadcast = published(1)
  const stop = new AbortController()
  const asking = request({ signal: stop.signal })
  const wanted = frameResponse(broadcast, asking, { index: 1, timeout: 30_000 })
  await settled()
  stop.abort()
  await wanted
  expect(getEventListeners(asking.signal, 'abort')).toHaveLength(0)
})
