import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Camera } from '../../src/camera/camera.ts'
import { OPENING } from '../../src/multipart/part.ts'
import { Connection } from '../../src/viewer/connection.ts'
import { type Pacer, writePacer } from '../../src/viewer/pacer.ts'
import { Viewer } from '../../src/viewer/viewer.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { ModelLink } from './model-link.ts'

function watch(link: ModelLink, broadcasts: Broadcast[], pacer: Pacer = writePacer) {
  const connection = new Connection(link, pacer)
  const viewers = broadcasts.map((broadcast) => new Viewer(broadcast))
  for (const viewer of viewers) connection.add(viewer)
  return { connection, viewers }
}

function publish(broadcast: Broadcast, count = 1): void {
  for (let n = 0; n < count; n++) broadcast.publish(tinyJpeg())
}

test('writes the opening, then the newest frame at once, then each new one', () => {
  const broadcast = new Broadcast()
  publish(broadcast, 3)
  const link = new ModelLink()
  watch(link, [broadcast])
  const first = broadcast.newest
  publish(broadcast)
  expect(link.written).toEqual([OPENING, first?.bytes, broadcast.newest?.bytes])
})

test('every viewer is written the same buffer, not a copy', () => {
  const broadcast = new Broadcast()
  const links = [new ModelLink(), new ModelLink()]
  for (const link of links) watch(link, [broadcast])
  publish(broadcast)
  expect(links[0]?.written.at(-1)).toBe(links[1]?.written.at(-1))
  expect(links[0]?.written.at(-1)).toBe(broadcast.newest?.bytes)
})

test('a busy link is written nothing; when it has room it gets the newest, and what passed by is counted', () => {
  const broadcast = new Broadcast()
  const link = new ModelLink(2)
  const { viewers } = watch(link, [broadcast])
  publish(broadcast, 5)
  expect(link.written).toHaveLength(2)
  link.drain()
  expect(link.written.at(-1)).toBe(broadcast.newest?.bytes)
  expect(link.written).toHaveLength(3)
  expect(viewers[0]).toMatchObject({ sent: 2, dropped: 3 })
})

test('a busy viewer costs the others nothing', () => {
  const broadcast = new Broadcast()
  const stalled = new ModelLink(1)
  const healthy = new ModelLink()
  watch(stalled, [broadcast])
  const { viewers } = watch(healthy, [broadcast])
  publish(broadcast, 20)
  expect(stalled.written).toHaveLength(1)
  expect(viewers[0]).toMatchObject({ sent: 20, dropped: 0 })
})

test('viewers that share a link are served in turn', () => {
  const [a, b, c] = [new Broadcast(), new Broadcast(), new Broadcast()]
  const link = new ModelLink(4)
  const { viewers } = watch(link, [a, b, c])
  for (let round = 0; round < 30; round++) {
    for (const broadcast of [a, b, c]) publish(broadcast)
    link.drain()
  }
  const sent = viewers.map((viewer) => viewer.sent)
  expect(Math.max(...sent) - Math.min(...sent)).toBeLessThanOrEqual(1)
  expect(sent.reduce((sum, n) => sum + n)).toBeGreaterThanOrEqual(30)
})

test('a viewer that was held back is still the next', async () => {
  const broadcasts = [new Broadcast(), new Broadcast()]
  const link = new ModelLink()
  let asked = 0
  // Each frame waits for a moment.
  const decide = (): number => (asked++ % 2 === 0 ? 1 : 0)
  const { connection, viewers } = watch(link, broadcasts, { ...writePacer, decide })
  for (let round = 0; round < 10; round++) {
    for (const broadcast of broadcasts) publish(broadcast)
    const before = link.written.length
    while (link.written.length === before) await new Promise(setImmediate)
  }
  const sent = viewers.map((viewer) => viewer.sent)
  expect(Math.max(...sent) - Math.min(...sent)).toBeLessThanOrEqual(1)
  connection.close()
})

test('asks the pacer before each frame, and asks again when it said so', async () => {
  const broadcast = new Broadcast()
  const link = new ModelLink()
  const answers = [2, 2, 0]
  let asked = 0
  watch(link, [broadcast], { ...writePacer, decide: () => answers[asked++] ?? 0 })
  publish(broadcast, 2)
  expect(link.written).toHaveLength(1)
  while (link.written.length < 2) await new Promise(setImmediate)
  expect(asked).toBe(3)
  expect(link.written.at(-1)).toBe(broadcast.newest?.bytes)
})

test('ends the link when the broadcast closes, once', () => {
  const broadcast = new Broadcast()
  const link = new ModelLink()
  const { connection } = watch(link, [broadcast])
  broadcast.close()
  connection.close()
  expect(link.ended).toBe(1)
})

test('a busy link gets the last frame before it ends', () => {
  const broadcast = new Broadcast()
  const link = new ModelLink(1)
  watch(link, [broadcast])
  publish(broadcast, 2)
  broadcast.close()
  expect([link.written.length, link.ended]).toEqual([1, 0])
  link.drain(2)
  expect(link.written.at(-1)).toBe(broadcast.newest?.bytes)
  expect(link.ended).toBe(1)
})

test('a link that is gone takes its viewers with it, and nothing keeps listening', async () => {
  const camera = new Camera('test', { async *open() {} }, { linger: 3_600_000 })
  const link = new ModelLink()
  const connection = new Connection(link, writePacer)
  connection.add(new Viewer(camera))
  expect(camera.viewers).toBe(1)
  link.vanish()
  expect(camera.viewers).toBe(0)
  expect(link.listened).toBe(false)
  await camera.close()
})

test('a connection that closes while the pacer waits leaves no timer', () => {
  const broadcast = new Broadcast()
  const link = new ModelLink()
  const { connection } = watch(link, [broadcast], { ...writePacer, decide: () => 3_600_000 })
  const before = timers()
  publish(broadcast)
  expect(timers()).toBe(before + 1)
  connection.close()
  expect(timers()).toBe(before)
})

test('a viewer that comes after the close leaves at once', async () => {
  const camera = new Camera('test', { async *open() {} }, { linger: 3_600_000 })
  const { connection } = watch(new ModelLink(), [])
  connection.close()
  connection.add(new Viewer(camera))
  expect(camera.viewers).toBe(0)
  await camera.close()
})

test('a wait that is longer than a timer can count does not spin', async () => {
  const broadcast = new Broadcast()
  const link = new ModelLink()
  let asked = 0
  const decide = (): number => {
    asked += 1
    return 2 ** 40
  }
  const { connection } = watch(link, [broadcast], { ...writePacer, decide })
  publish(broadcast)
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(asked).toBe(1)
  connection.close()
})

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

test('a link that the pacer holds back gets the last frame before it ends', async () => {
  const broadcast = new Broadcast()
  const link = new ModelLink()
  const answers = [1]
  watch(link, [broadcast], { ...writePacer, decide: () => answers.shift() ?? 0 })
  publish(broadcast)
  broadcast.close()
  expect([link.written.length, link.ended]).toEqual([1, 0])
  while (link.ended === 0) await new Promise(setImmediate)
  expect(link.written.at(-1)).toBe(broadcast.newest?.bytes)
})
