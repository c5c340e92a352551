import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Camera } from '../../src/camera/camera.ts'
import { nextFrame, nextResponse } from '../../src/handler/next.ts'
import { HandClock } from '../clocks.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

function published(count: number): Broadcast {
  const broadcast = new Broadcast()
  for (let n = 0; n < count; n++) broadcast.publish(tinyJpeg({ shade: n }))
  return broadcast
}

const request = (method = 'GET', signal?: AbortSignal): Request =>
  new Request('http://x/frames/next', { method, signal: signal ?? null })

/** Lets everything happen that is due already. */
const settled = (): Promise<void> => new Promise(setImmediate)

test('without an index it is the newest, at once', async () => {
  const broadcast = published(3)
  expect(await nextFrame(broadcast)).toBe(broadcast.newest)
})

test('a stale picture is not the newest', async () => {
  const clock = new HandClock()
  const broadcast = new Broadcast({ clock, staleAfter: 100 })
  broadcast.publish(tinyJpeg())
  clock.advance(101)
  const wanted = nextFrame(broadcast)
  await settled()
  broadcast.publish(tinyJpeg())
  expect((await wanted)?.index).toBe(1)
})

test('with an index it is the newest behind it: frames between are jumped over', async () => {
  expect((await nextFrame(published(9), { after: 3 }))?.index).toBe(8)
})

test('what the reader has is not given again; the next one is waited for', async () => {
  const broadcast = published(4)
  const wanted = nextFrame(broadcast, { after: 3, epoch: broadcast.epoch })
  await settled()
  broadcast.publish(tinyJpeg())
  expect((await wanted)?.index).toBe(4)
})

test('a reader that asks again and again gets every frame once, in order', async () => {
  const broadcast = published(1)
  const got: number[] = []
  let after = -1
  while (got.length < 20) {
    const wanted = nextFrame(broadcast, { after })
    if (after === broadcast.newest?.index) broadcast.publish(tinyJpeg())
    after = (await wanted)?.index ?? Number.NaN
    got.push(after)
  }
  expect(got).toEqual(Array.from({ length: 20 }, (_, n) => n))
})

test('a frame of another epoch comes at once, whatever its index', async () => {
  const broadcast = published(2)
  const { epoch } = broadcast
  expect(await nextFrame(broadcast, { after: 1, epoch: 'another' })).toBe(broadcast.newest)
  broadcast.reset()
  for (let n = 0; n < 9; n++) broadcast.publish(tinyJpeg())
  expect((await nextFrame(broadcast, { after: 8, epoch }))?.index).toBe(8)
})

test('an index that was never reached is from another epoch', async () => {
  expect((await nextFrame(published(2), { after: 500 }))?.index).toBe(1)
})

test('of this very epoch it is waited for', async () => {
  const broadcast = published(2)
  const wish = { after: 500, epoch: broadcast.epoch, timeout: 0 }
  expect(await nextFrame(broadcast, wish)).toBeUndefined()
})

test('a reader that waits over a reset gets the first frame of the new epoch', async () => {
  const broadcast = published(5)
  const wanted = nextFrame(broadcast, { after: 4, epoch: broadcast.epoch })
  await settled()
  broadcast.reset()
  broadcast.publish(tinyJpeg())
  expect((await wanted)?.index).toBe(0)
})

test('nothing in time is a 204, and an ended broadcast too', async () => {
  const broadcast = published(1)
  const waited = await nextResponse(broadcast, request(), { after: 0, timeout: 0 })
  expect([waited.status, waited.body]).toEqual([204, null])
  const wanted = nextResponse(broadcast, request(), { after: 0 })
  await settled()
  broadcast.close()
  expect((await wanted).status).toBe(204)
  expect((await nextResponse(broadcast, request())).status).toBe(204)
})

test('the response names the frame', async () => {
  const broadcast = published(2)
  const frame = broadcast.newest
  const response = await nextResponse(broadcast, request())
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'content-length': `${frame?.jpeg.length}`,
    'x-frame-index': '1',
    'x-frame-epoch': broadcast.epoch,
    'x-timestamp': expect.stringMatching(/^\d+\.\d{6}$/),
    etag: `"${broadcast.epoch}-1"`,
  })
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(frame?.jpeg)
  const head = await nextResponse(broadcast, request('HEAD'))
  expect([head.body, head.headers.get('etag')]).toEqual([null, `"${broadcast.epoch}-1"`])
})

test('an idle camera is started, and who waits is its viewer', async () => {
  const counts: number[] = []
  const camera = new Camera('test', {
    async *open() {
      counts.push(camera.viewers)
      yield tinyJpeg()
    },
  })
  expect((await nextFrame(camera))?.index).toBe(0)
  expect([...counts, camera.viewers]).toEqual([1, 0])
  await camera.close()
})

test('a reader may wait for ever', async () => {
  const broadcast = new Broadcast()
  const wanted = nextFrame(broadcast, { timeout: Number.POSITIVE_INFINITY })
  // A delay that a timer cannot count would be one of 1 ms.
  await new Promise((resolve) => setTimeout(resolve, 10))
  broadcast.publish(tinyJpeg())
  expect((await wanted)?.index).toBe(0)
})

test('an abort releases camera, signal and timer', async () => {
  const camera = new Camera('test', { async *open() {} }, { linger: 3_600_000 })
  const abort = new AbortController()
  const timers = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const wanted = nextFrame(camera, { timeout: 3_600_000 }, abort.signal)
  await settled()
  expect(camera.viewers).toBe(1)
  abort.abort()
  expect(await wanted).toBeUndefined()
  expect(camera.viewers).toBe(0)
  expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0)
  await camera.close()
  expect(timers()).toBeLessThanOrEqual(before + 1) // that of the camera, which lingers
})
