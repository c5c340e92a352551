import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Camera } from '../../src/camera/camera.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

const jpeg = tinyJpeg()

/** Matches the error with this code. */
function coded(code: string): unknown {
  return expect.objectContaining({ code })
}

test('next is a frame published after the call, and of two in one tick the first', async () => {
  const broadcast = new Broadcast()
  broadcast.publish(jpeg)
  const next = broadcast.next()
  broadcast.publish(jpeg)
  broadcast.publish(jpeg)
  expect((await next).index).toBe(1)
})

test('next waits on over a reset', async () => {
  const broadcast = new Broadcast()
  broadcast.publish(jpeg)
  const next = broadcast.next()
  broadcast.reset({ capacity: 2 })
  const frame = broadcast.publish(jpeg)
  expect(await next).toBe(frame)
})

test('waitFor gives a frame that is there, and one that is still to come', async () => {
  const broadcast = new Broadcast()
  const first = broadcast.publish(jpeg)
  expect(await broadcast.waitFor(0)).toBe(first)
  const third = broadcast.waitFor(2)
  broadcast.publish(jpeg)
  broadcast.publish(jpeg)
  expect((await third).index).toBe(2)
})

test('waitFor says that an index is gone: overwritten, skipped upstream, or reset away', async () => {
  const broadcast = new Broadcast({ capacity: 1 })
  broadcast.publish(jpeg)
  broadcast.publish(jpeg)
  await expect(broadcast.waitFor(0)).rejects.toEqual(coded('GONE'))
  const skipped = broadcast.waitFor(5)
  broadcast.publish(jpeg, { index: 7 })
  await expect(skipped).rejects.toEqual(coded('GONE'))
  const reset = broadcast.waitFor(8)
  broadcast.reset()
  await expect(reset).rejects.toEqual(coded('GONE'))
  await expect(broadcast.waitFor(-1)).rejects.toThrow('Expected an index of 0 or more, got -1')
})

test('every wait ends by close, timeout or abort, and leaves no listener behind', async () => {
  const broadcast = new Broadcast()
  const abort = new AbortController()
  const { signal } = abort
  const waits = [broadcast.next({ signal }), broadcast.waitFor(3, { signal })]
  expect(getEventListeners(signal, 'abort')).toHaveLength(2)
  abort.abort(new Error('left'))
  for (const wait of waits) await expect(wait).rejects.toThrow('left')
  await expect(broadcast.next({ signal })).rejects.toThrow('left')
  await expect(broadcast.next({ timeout: 1 })).rejects.toEqual(coded('TIMEOUT'))
  await expect(broadcast.subscribe({ timeout: 1 }).read()).rejects.toEqual(coded('TIMEOUT'))
  const last = broadcast.next({ signal: new AbortController().signal })
  broadcast.close()
  await expect(last).rejects.toEqual(coded('CLOSED'))
  await expect(broadcast.next()).rejects.toEqual(coded('CLOSED'))
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

test('a read that timed out or was aborted took nothing, and another may follow', async () => {
  const broadcast = new Broadcast()
  const reader = broadcast.subscribe({ pace: 'every' })
  await expect(reader.read({ timeout: 1 })).rejects.toEqual(coded('TIMEOUT'))
  const abort = new AbortController()
  const read = reader.read({ signal: abort.signal })
  abort.abort(new Error('changed my mind'))
  await expect(read).rejects.toThrow('changed my mind')
  broadcast.publish(jpeg)
  expect((await reader.read())?.index).toBe(0)
  expect(reader.skipped).toBe(0)
})

test('a reader is told of a reset before the first frame of the new epoch', async () => {
  const broadcast = new Broadcast()
  const heard: string[] = []
  const reader = broadcast.subscribe({ pace: 'every', onReset: (epoch) => heard.push(epoch) })
  broadcast.publish(jpeg)
  await reader.read()
  broadcast.reset()
  const { epoch } = broadcast
  expect(heard).toEqual([])
  broadcast.publish(jpeg)
  const frame = await reader.read()
  expect([frame?.epoch, frame?.index, heard]).toEqual([epoch, 0, [epoch]])
})

test('a subscription is a stream too, pulled frame by frame; cancelling it closes it', async () => {
  const broadcast = new Broadcast()
  const reader = broadcast.subscribe({ pace: 'every' })
  const frames = reader.readable().getReader()
  broadcast.publish(jpeg)
  broadcast.publish(jpeg)
  expect((await frames.read()).value?.index).toBe(0)
  expect((await frames.read()).value?.index).toBe(1)
  await frames.cancel()
  expect(reader.closed).toBe(true)
})

test('all that holds bytes can be published; what does not is named', () => {
  const broadcast = new Broadcast()
  const wide = new Uint8Array(jpeg.length + 8)
  wide.set(jpeg, 4)
  const sources = [
    jpeg,
    Buffer.from(jpeg),
    jpeg.buffer.slice(jpeg.byteOffset, jpeg.byteOffset + jpeg.length),
    new DataView(wide.buffer, 4, jpeg.length),
    structuredClone(jpeg).buffer,
  ]
  for (const source of sources) expect(broadcast.publish(source).jpeg).toEqual(jpeg)
  expect(broadcast.publish(jpeg, 1234).capturedAt).toBe(1234)
  const wrong: unknown = 'a text'
  // @ts-expect-error a caller without types
  expect(() => broadcast.publish(wrong)).toThrow('got String')
  // @ts-expect-error a Blob can only be read in time
  expect(() => broadcast.publish(new Blob([jpeg]))).toThrow('for a Blob use publishBlob()')
})

test('blobs are published in the order of the calls, with the time of the call', async () => {
  const broadcast = new Broadcast()
  const before = Date.now()
  const blobs = [new Blob([jpeg]), new Blob(['no picture']), new Blob([jpeg])]
  const results = await Promise.allSettled(blobs.map((blob) => broadcast.publishBlob(blob)))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(broadcast.frames().map(({ index }) => index)).toEqual([0, 1])
  expect(broadcast.at(1).capturedAt).toBeGreaterThanOrEqual(before)
})

test('a camera runs for as long as somebody waits for a frame of it', async () => {
  const source = {
    async *open() {
      yield jpeg
      yield jpeg
    },
  }
  await using camera = new Camera('desk', source, { linger: 0 })
  expect(camera.state).toBe('idle')
  expect((await camera.next()).index).toBe(0)
  expect((await camera.waitFor(1)).index).toBe(1)
})
