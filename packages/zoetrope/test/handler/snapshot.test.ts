import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Camera } from '../../src/camera/camera.ts'
import { snapshot, snapshotResponse } from '../../src/handler/snapshot.ts'
import { HandClock } from '../clocks.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

function broadcastOf(count: number, capturedAt?: number): Broadcast {
  const broadcast = new Broadcast()
  for (let n = 0; n < count; n++) broadcast.publish(tinyJpeg({ shade: n }), { capturedAt })
  return broadcast
}

const request = (method = 'GET'): Request => new Request('http://x/snapshot', { method })

test('gives the newest frame', async () => {
  const broadcast = broadcastOf(3)
  expect(await snapshot(broadcast)).toBe(broadcast.newest)
})

test('starts an idle camera, waits for its first frame, and is no viewer', async () => {
  const viewers: number[] = []
  const camera = new Camera('test', {
    async *open() {
      viewers.push(camera.viewers)
      yield tinyJpeg()
    },
  })
  expect((await snapshot(camera))?.index).toBe(0)
  expect(viewers).toEqual([0])
  await camera.close()
})

test('after waits for a larger index', async () => {
  const broadcast = broadcastOf(3)
  const wanted = snapshot(broadcast, { after: 3 })
  broadcast.publish(tinyJpeg())
  broadcast.publish(tinyJpeg())
  expect((await wanted)?.index).toBe(4)
})

test('wait lets so many frames pass', async () => {
  const broadcast = broadcastOf(1)
  const wanted = snapshot(broadcast, { wait: 3 })
  for (let n = 1; n <= 5; n++) {
    broadcast.publish(tinyJpeg())
    await new Promise(setImmediate)
  }
  expect((await wanted)?.index).toBe(3)
})

test('max_age passes over a picture that is older, and 0 means after the request', async () => {
  const broadcast = broadcastOf(1, Date.now() - 500)
  expect((await snapshot(broadcast, { maxAge: 5000 }))?.index).toBe(0)
  const wanted = [snapshot(broadcast, { maxAge: 100 }), snapshot(broadcast, { maxAge: 0 })]
  broadcast.publish(tinyJpeg(), { capturedAt: Date.now() + 1 })
  expect((await Promise.all(wanted)).map((frame) => frame?.index)).toEqual([1, 1])
})

test('since waits for a frame captured at or after that moment', async () => {
  const broadcast = broadcastOf(1, 1000)
  const wanted = snapshot(broadcast, { since: 2000 })
  broadcast.publish(tinyJpeg(), { capturedAt: 1999 })
  await new Promise(setImmediate)
  broadcast.publish(tinyJpeg(), { capturedAt: 2000 })
  expect((await wanted)?.index).toBe(2)
})

test('gives up after the time allowed, at an abort, and at the close', async () => {
  const broadcast = new Broadcast()
  const stop = new AbortController()
  const waits = [
    snapshot(broadcast, { timeout: 5 }),
    snapshot(broadcast, {}, stop.signal),
    snapshot(broadcast),
  ]
  expect(await waits[0]).toBeUndefined()
  stop.abort()
  expect(await waits[1]).toBeUndefined()
  broadcast.close()
  expect(await waits[2]).toBeUndefined()
})

test('keeps no listener on the request’s signal', async () => {
  const { signal } = new AbortController()
  await snapshot(broadcastOf(1), {}, signal)
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

test('as a response: image/jpeg with its length, stamp, index and epoch', async () => {
  const broadcast = broadcastOf(1, 1_500_000_000_000)
  const response = await snapshotResponse(broadcast, request())
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'content-length': `${broadcast.newest?.jpeg.length}`,
    'x-timestamp': '1500000000.000000',
    'x-frame-index': '0',
    'x-frame-epoch': broadcast.epoch,
  })
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(broadcast.newest?.jpeg)
})

test('HEAD has the same headers and no body', async () => {
  const broadcast = broadcastOf(1)
  const response = await snapshotResponse(broadcast, request('HEAD'))
  expect(response.headers.get('content-length')).toBe(`${broadcast.newest?.jpeg.length}`)
  expect(response.body).toBeNull()
})

test('503 with Retry-After when there is no frame in time', async () => {
  const response = await snapshotResponse(new Broadcast(), request(), { timeout: 5 })
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
})

test('a camera that is closed already has none', async () => {
  const camera = new Camera('test', { async *open() {} })
  await camera.close()
  expect(await snapshot(camera)).toBeUndefined()
  expect((await snapshotResponse(camera, request())).status).toBe(503)
})

test('max_age is not deceived by a wall clock that was set back', async () => {
  const clock = new HandClock()
  const broadcast = new Broadcast({ clock })
  broadcast.publish(tinyJpeg(), { capturedAt: Date.now() + 3_600_000 })
  clock.advance(5000)
  expect(await snapshot(broadcast, { maxAge: 1000, timeout: 5 })).toBeUndefined()
})

test('a camera that gives nothing answers with 503, or with its placeholder where that is wanted', async () => {
  const source = {
    // biome-ignore lint/correctness/useYield: it never gives anything
    async *open(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
      throw new Error('unplugged')
    },
  }
  const placeholder = () => tinyJpeg({ shade: 9 })
  await using camera = new Camera('test', source, { placeholder })
  await using other = new Camera('other', source, { placeholder, placeholderSnapshots: true })
  const refused = await snapshotResponse(camera, request(), { timeout: 10 })
  expect(refused.status).toBe(503)
  // It takes a second until the placeholder is there; then nobody waits.
  for (const [one, wish] of [
    [camera, { placeholder: true }],
    [other, {}],
  ] as const) {
    const late = await snapshotResponse(one, request(), { timeout: 1500, ...wish })
    const early = await snapshotResponse(one, request(), { timeout: 60_000, ...wish })
    for (const response of [late, early]) {
      expect([response.status, response.headers.get('x-placeholder')]).toEqual([200, 'lost'])
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(placeholder())
    }
  }
  const insisted = await snapshotResponse(other, request(), { timeout: 10, placeholder: false })
  expect(insisted.status).toBe(503)
})

test('a reset does not make those wait who asked for a frame after the newest', async () => {
  const broadcast = broadcastOf(5)
  const wanted = snapshot(broadcast, { wait: 3 })
  broadcast.reset()
  broadcast.publish(tinyJpeg())
  expect((await wanted)?.index).toBe(0)
})
