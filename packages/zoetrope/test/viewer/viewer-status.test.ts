import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Connection } from '../../src/viewer/connection.ts'
import { writePacer } from '../../src/viewer/pacer.ts'
import { Viewer, type ViewerOptions } from '../../src/viewer/viewer.ts'
import { viewerStatus } from '../../src/viewer/viewer-status.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { ModelLink } from './model-link.ts'

// Simulated time: nothing here waits for a real clock.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const jpeg = tinyJpeg()

function watch(options: ViewerOptions = {}, link = new ModelLink()) {
  const broadcast = new Broadcast()
  const viewer = new Viewer(broadcast, options)
  const connection = new Connection(link, writePacer)
  connection.add(viewer)
  return { broadcast, viewer, connection, link }
}

function sum({ sent, skipped, dropped }: Viewer): number {
  return sent + skipped + dropped
}

test('before it is connected little is known of a viewer', () => {
  expect(viewerStatus(new Viewer(new Broadcast(), { key: 'kitchen' }))).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{12}$/),
    key: 'kitchen',
    transport: null,
    pacing: null,
    placeholders: 0,
    framing: 'default',
    since: Date.now(),
    ...{ sent: 0, skipped: 0, dropped: 0, repeated: 0, bytes: 0 },
    ...{ rate: 0, bytesPerSecond: 0 },
    ...{ roundTrip: null, queued: null, age: null },
  })
})

test('a viewer tells what it got, and how fast', () => {
  const { broadcast, viewer, link } = watch()
  for (let frame = 0; frame < 100; frame++) {
    broadcast.publish(jpeg)
    vi.advanceTimersByTime(100)
    // As the look at all connections does, whose timer may be older than this test's clock.
    if (frame % 20 === 19) viewer.connection?.heed()
  }
  // All but the opening.
  const bytes = link.written.slice(1).reduce((total, { length }) => total + length, 0)
  expect(viewerStatus(viewer)).toMatchObject({
    ...{ key: null, transport: 'tcp', pacing: 'write', sent: 100, bytes },
    rate: expect.closeTo(10, 0),
    bytesPerSecond: Math.round(viewer.rate.bytesPerSecond),
  })
})

test('what the gauge tells is in the status, in round numbers', () => {
  const path = { queued: 5, unsent: 0, held: 0, roundTrip: 12.34567, minRoundTrip: 10, silence: 0 }
  const link = new ModelLink()
  link.queued = () => link.written.length && 0
  link.path = () => ({ ...path, rate: 1e6, isIdleRate: false })
  const { broadcast, viewer } = watch({}, link)
  broadcast.publish(jpeg)
  vi.advanceTimersByTime(40)
  // It arrived half a round trip before its acknowledgement: that came 0 ms ago.
  expect(viewerStatus(viewer)).toMatchObject({
    roundTrip: 12.3,
    queued: 0,
    age: { p50: 35, p99: 35 },
  })
})

test('a viewer whose link takes nothing shows at once what it loses', () => {
  const { broadcast, viewer } = watch({}, new ModelLink(2))
  for (let frame = 0; frame < 10; frame++) broadcast.publish(jpeg)
  // The newest may yet be sent.
  expect(viewerStatus(viewer)).toMatchObject({ sent: 1, dropped: 8 })
})

test('frames that are too old are dropped, those beyond the rate are skipped', () => {
  const { broadcast, viewer, connection } = watch({ maxAge: 100, fps: 10 })
  broadcast.publish(jpeg)
  vi.advanceTimersByTime(200)
  broadcast.publish(jpeg, { capturedAt: Date.now() - 101 })
  vi.advanceTimersByTime(20)
  broadcast.publish(jpeg)
  vi.advanceTimersByTime(20)
  broadcast.publish(jpeg)
  connection.close()
  expect(viewer).toMatchObject({ sent: 2, dropped: 1, skipped: 1 })
})

test('the last frame before a source falls silent is sent late, by the clock alone', () => {
  const { broadcast, viewer, link } = watch({ fps: 2 })
  for (let frame = 0; frame < 10; frame++) {
    broadcast.publish(jpeg)
    vi.advanceTimersByTime(40)
  }
  expect(viewer.sent).toBe(1)
  vi.advanceTimersByTime(60_000)
  expect(viewer).toMatchObject({ sent: 2, skipped: 8, dropped: 0 })
  expect(link.written.at(-1)).toBe(broadcast.newest?.bytes)
})

/** Has 30 frames a second published for some seconds, and each write be taken after a while. */
function busily(fps: number, takes: (second: number) => number, seconds: number) {
  const sentAt: number[] = []
  const link = new ModelLink(1)
  const write = link.write.bind(link)
  const { broadcast, viewer } = watch({ fps }, link)
  link.write = (bytes) => {
    sentAt.push(performance.now())
    setTimeout(() => link.drain(1), takes(sentAt.length))
    return write(bytes)
  }
  link.drain(1)
  for (let frame = 0; frame < 30 * seconds; frame++) {
    broadcast.publish(jpeg)
    vi.advanceTimersByTime(frame % 3 === 0 ? 34 : 33)
  }
  return { viewer, gaps: sentAt.slice(1).map((at, n) => at - (sentAt[n] ?? 0)) }
}

test('a link that is busy for less than the wished spacing costs none of the rate', () => {
  const { viewer } = busily(10, () => 70, 10)
  expect(viewer).toMatchObject({ sent: 100, dropped: 0, skipped: 199 })
})

test('a link that is busy for longer drops the frames that were wished, and skips the others', () => {
  const { viewer } = busily(10, () => 400, 10)
  expect(viewer.sent).toBeGreaterThanOrEqual(24)
  expect(viewer.sent).toBeLessThanOrEqual(26)
  // Until the next line of the grid frames are not wished: two of the twelve.
  expect(viewer.skipped).toBeGreaterThanOrEqual(2 * viewer.sent - 4)
  expect(viewer.dropped).toBeGreaterThan(2 * viewer.skipped)
})

test('when a busy link is free again, nothing is made up for', () => {
  const { gaps } = busily(10, (count) => (count <= 5 ? 1500 : 0), 15)
  const later = gaps.slice(5)
  expect(later.length).toBeGreaterThan(60)
  for (const gap of later) expect(gap).toBeGreaterThan(40)
  expect(later.reduce((total, gap) => total + gap) / later.length).toBeCloseTo(100, -1)
})

test('a capture time that is wrong, or jumps, does not lift a wished rate', () => {
  const { broadcast, viewer } = watch({ fps: 5 })
  for (let frame = 0; frame < 250; frame++) {
    const drift = frame < 100 ? -10_000 : -3_600_000
    broadcast.publish(jpeg, { capturedAt: Date.now() + drift })
    vi.advanceTimersByTime(40)
  }
  expect(viewer.sent).toBeGreaterThanOrEqual(49)
  expect(viewer.sent).toBeLessThanOrEqual(51)
})

const anyWish = fc.record(
  {
    fps: fc.double({ min: 0.5, max: 100, noNaN: true }),
    every: fc.integer({ min: 1, max: 5 }),
    maxAge: fc.integer({ min: 1, max: 500 }),
  },
  { requiredKeys: [] },
)
const anyEvent = fc.oneof(
  { weight: 4, arbitrary: fc.record({ publish: fc.integer({ min: 0, max: 300 }) }) },
  { weight: 3, arbitrary: fc.record({ pass: fc.integer({ min: 1, max: 300 }) }) },
  { weight: 1, arbitrary: fc.record({ drain: fc.integer({ min: 1, max: 5 }) }) },
)

test('sent, skipped and dropped are all frames since it came, whatever happens', () => {
  const property = fc.property(
    anyWish,
    fc.integer({ min: 1, max: 8 }),
    fc.array(anyEvent, { maxLength: 80 }),
    fc.boolean(),
    (wish, room, events, ends) => {
      const { broadcast, viewer, connection, link } = watch(wish, new ModelLink(room))
      for (const event of events) {
        if ('publish' in event) broadcast.publish(jpeg, { capturedAt: Date.now() - event.publish })
        else if ('pass' in event) vi.advanceTimersByTime(event.pass)
        else link.drain(event.drain)
        // But for the newest, which may yet come.
        expect(broadcast.published - sum(viewer)).toBeGreaterThanOrEqual(0)
        expect(broadcast.published - sum(viewer)).toBeLessThanOrEqual(1)
      }
      if (ends) broadcast.close()
      connection.close()
      expect(sum(viewer)).toBe(broadcast.published)
      // The opening is a write too.
      expect(viewer.sent).toBe(link.written.length - 1)
      broadcast.close()
    },
  )
  fc.assert(property)
})

test('a link that always has room drops nothing, and without a wish nothing is skipped', () => {
  const property = fc.property(anyWish, fc.array(anyEvent, { maxLength: 60 }), (wish, events) => {
    const { maxAge: _, ...younger } = wish
    const [calm, plain] = [watch(younger), watch({}, new ModelLink(3))]
    for (const event of events) {
      if ('publish' in event) for (const each of [calm, plain]) each.broadcast.publish(jpeg)
      else if ('pass' in event) vi.advanceTimersByTime(event.pass)
      else plain.link.drain(event.drain)
    }
    for (const { connection } of [calm, plain]) connection.close()
    // The last one may have waited for its turn.
    expect(calm.viewer.dropped).toBe(0)
    expect(plain.viewer.skipped).toBe(0)
  })
  fc.assert(property)
})
