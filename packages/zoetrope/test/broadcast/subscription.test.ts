import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { HandClock } from '../clocks.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

function publish(broadcast: Broadcast, count: number): void {
  for (let n = 0; n < count; n++) broadcast.publish(tinyJpeg())
}

test('greets a new reader with the newest frame', async () => {
  const broadcast = new Broadcast()
  publish(broadcast, 3)
  expect((await broadcast.subscribe().read())?.index).toBe(2)
  expect((await broadcast.subscribe({ pace: 'every' }).read())?.index).toBe(2)
})

test('does not greet with a stale frame: the reader waits for the next', async () => {
  const clock = new HandClock()
  const broadcast = new Broadcast({ clock, staleAfter: 1000 })
  publish(broadcast, 1)
  clock.advance(1001)
  const read = broadcast.subscribe().read()
  publish(broadcast, 1)
  expect((await read)?.index).toBe(1)
})

test('latest jumps to the newest frame and counts what it skipped', async () => {
  const broadcast = new Broadcast()
  const reader = broadcast.subscribe()
  publish(broadcast, 1)
  expect((await reader.read())?.index).toBe(0)
  publish(broadcast, 7)
  expect((await reader.read())?.index).toBe(7)
  expect(reader.skipped).toBe(6)
})

test('every takes all frames in order, and counts those that left the ring', async () => {
  const broadcast = new Broadcast({ capacity: 4 })
  const reader = broadcast.subscribe({ pace: 'every' })
  publish(broadcast, 3)
  expect([(await reader.read())?.index, (await reader.read())?.index]).toEqual([0, 1])
  expect(reader.skipped).toBe(0)
  publish(broadcast, 6)
  expect((await reader.read())?.index).toBe(5)
  expect(reader.skipped).toBe(3)
})

test('one pulse wakes every reader, and none steals another one’s frame', async () => {
  const broadcast = new Broadcast()
  const reads = Array.from({ length: 50 }, () => broadcast.subscribe().read())
  publish(broadcast, 1)
  const frames = await Promise.all(reads)
  expect(new Set(frames).size).toBe(1)
  expect(frames[0]?.index).toBe(0)
})

test('close of the broadcast ends readers after they took what is left', async () => {
  const broadcast = new Broadcast()
  const reader = broadcast.subscribe({ pace: 'every' })
  publish(broadcast, 2)
  broadcast.close()
  const indices: number[] = []
  for await (const frame of reader) indices.push(frame.index)
  expect(indices).toEqual([0, 1])
  expect(reader.closed).toBe(true)
})

test('close of the broadcast wakes a waiting reader', async () => {
  const broadcast = new Broadcast()
  const read = broadcast.subscribe().read()
  broadcast.close()
  expect(await read).toBeUndefined()
})

test('a subscription to a closed broadcast ends at once', async () => {
  const broadcast = new Broadcast()
  broadcast.close()
  expect(await broadcast.subscribe().read()).toBeUndefined()
})

test('close and abort wake a waiting read', async () => {
  const broadcast = new Broadcast()
  const controller = new AbortController()
  const closed = broadcast.subscribe()
  const aborted = broadcast.subscribe({ signal: controller.signal })
  const reads = [closed.read(), aborted.read()]
  closed.close()
  controller.abort()
  expect(await Promise.all(reads)).toEqual([undefined, undefined])
})

test('a signal that aborted before closes the subscription', async () => {
  const broadcast = new Broadcast()
  publish(broadcast, 1)
  const reader = broadcast.subscribe({ signal: AbortSignal.abort() })
  expect(await reader.read()).toBeUndefined()
})

test('a second read while one waits is refused', async () => {
  const broadcast = new Broadcast()
  const reader = broadcast.subscribe()
  const first = reader.read()
  await expect(reader.read()).rejects.toMatchObject({ code: 'READ_IN_PROGRESS' })
  publish(broadcast, 1)
  expect((await first)?.index).toBe(0)
})

test('no listener stays on the signal, whichever way it ends', async () => {
  const { signal } = new AbortController()
  const broadcast = new Broadcast()
  publish(broadcast, 1)
  broadcast.subscribe({ signal }).close()
  for await (const _ of broadcast.subscribe({ signal })) break
  using _ = broadcast.subscribe({ signal })
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
})

test('a reader sees the epoch change after a reset, and goes on', async () => {
  const broadcast = new Broadcast()
  const reader = broadcast.subscribe()
  publish(broadcast, 5)
  const before = await reader.read()
  broadcast.reset()
  const read = reader.read()
  publish(broadcast, 1)
  const after = await read
  expect(after?.index).toBe(0)
  expect(after?.epoch).not.toBe(before?.epoch)
})

test('tells once that it closed', () => {
  let calls = 0
  const reader = new Broadcast().subscribe({ onClose: () => calls++ })
  reader.close()
  reader.close()
  expect(calls).toBe(1)
})

test('two iterations of frames in a row keep every frame', async () => {
  const broadcast = new Broadcast({ capacity: 100 })
  const reader = broadcast.subscribe({ pace: 'every' })
  const seen: number[] = []
  const reading = (async () => {
    for await (const { index } of reader) seen.push(index)
  })()
  for (let n = 0; n < 50; n++) {
    publish(broadcast, 1)
    if (n % 7 === 0) await Promise.resolve()
  }
  broadcast.close()
  await reading
  expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => n))
})
