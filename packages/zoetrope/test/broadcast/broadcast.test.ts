import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { HandClock } from '../clocks.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

test('numbers frames from 0 and stamps them', () => {
  const broadcast = new Broadcast()
  const before = Date.now()
  const first = broadcast.publish(tinyJpeg())
  const second = broadcast.publish(tinyJpeg(), { capturedAt: 1234.5 })
  expect([first.index, second.index]).toEqual([0, 1])
  expect(first.capturedAt).toBeGreaterThanOrEqual(before)
  expect(second.capturedAt).toBe(1234.5)
  expect(first.epoch).toBe(second.epoch)
})

test('two frames in one tick are two frames', () => {
  const broadcast = new Broadcast()
  broadcast.publish(tinyJpeg({ shade: 1 }))
  broadcast.publish(tinyJpeg({ shade: 2 }))
  expect(broadcast.published).toBe(2)
  expect(broadcast.at(0).jpeg).toEqual(tinyJpeg({ shade: 1 }))
  expect(broadcast.at(1).jpeg).toEqual(tinyJpeg({ shade: 2 }))
})

test('copies the bytes, so that a camera may reuse its buffer', () => {
  const broadcast = new Broadcast()
  const buffer = tinyJpeg({ shade: 3 })
  const frame = broadcast.publish(buffer)
  buffer.fill(0)
  expect(frame.jpeg).toEqual(tinyJpeg({ shade: 3 }))
})

test('the frame is a view of its part: one buffer holds both', () => {
  const broadcast = new Broadcast()
  broadcast.publish(tinyJpeg())
  const part = broadcast.newest
  expect(part?.jpeg.buffer).toBe(part?.bytes.buffer)
})

test('takes upstream numbers where they increase, so that gaps stay visible', () => {
  const broadcast = new Broadcast()
  const indices = [5, 6, 9, 2, undefined].map((index) => broadcast.publish(tinyJpeg(), { index }))
  expect(indices.map(({ index }) => index)).toEqual([5, 6, 9, 10, 11])
})

test('believes no number that leaves no room for those behind it', () => {
  const broadcast = new Broadcast()
  const given = [Number.MAX_SAFE_INTEGER, undefined, undefined]
  expect(given.map((index) => broadcast.publish(tinyJpeg(), { index }).index)).toEqual([0, 1, 2])
})

test('leaves out what a camera padded behind the end of the image', () => {
  const broadcast = new Broadcast()
  const padded = new Uint8Array([...tinyJpeg(), 0, 0, 0, 0])
  expect(broadcast.publish(padded).jpeg).toEqual(tinyJpeg())
})

test.each([
  ['nothing', new Uint8Array()],
  ['one byte', new Uint8Array([0xff])],
  ['text', new TextEncoder().encode('not a picture')],
  ['a torn frame', tinyJpeg({ width: 64 }).subarray(0, -3)],
])('refuses %s with INVALID_FRAME, and publishes nothing', (_, bytes) => {
  const broadcast = new Broadcast()
  expect(() => broadcast.publish(bytes)).toThrow(
    expect.objectContaining({ name: 'ZoetropeError', code: 'INVALID_FRAME' }),
  )
  expect(broadcast.published).toBe(0)
  expect(broadcast.newest).toBeUndefined()
})

test('knows the size in pixels', () => {
  const broadcast = new Broadcast()
  broadcast.publish(tinyJpeg({ width: 320, height: 240 }))
  expect(broadcast.newest).toMatchObject({ width: 320, height: 240 })
})

test('every frame in the ring can be read by its index, none beside it', () => {
  const broadcast = new Broadcast({ capacity: 10 })
  for (let n = 0; n < 25; n++) broadcast.publish(tinyJpeg())
  expect(broadcast.frames().map(({ index }) => index)).toEqual(
    Array.from({ length: 10 }, (_, n) => 15 + n),
  )
  for (const { index } of broadcast.frames()) expect(broadcast.at(index).index).toBe(index)
  expect(() => broadcast.at(14)).toThrow(expect.objectContaining({ code: 'GONE' }))
  expect(() => broadcast.at(25)).toThrow(expect.objectContaining({ code: 'NOT_YET' }))
  expect(() => broadcast.at(24, 'another')).toThrow(expect.objectContaining({ code: 'GONE' }))
  expect(() => broadcast.at(-1)).toThrow(RangeError)
  expect(() => broadcast.at(Number.NaN)).toThrow(RangeError)
})

test('frames leave by age even when nothing follows, except the newest', () => {
  const clock = new HandClock()
  const broadcast = new Broadcast({ clock, maxAge: 100 })
  broadcast.publish(tinyJpeg())
  broadcast.publish(tinyJpeg())
  clock.advance(101)
  expect(() => broadcast.at(0)).toThrow('Frame 0 is not held any more; those held are 1 to 1')
  expect(broadcast.frames().map(({ index }) => index)).toEqual([1])
})

test('a reset begins a new epoch at index 0, with an empty ring of the new size', () => {
  const broadcast = new Broadcast({ capacity: 3 })
  const before = broadcast.publish(tinyJpeg())
  broadcast.reset({ capacity: 5 })
  expect(broadcast.frames()).toEqual([])
  expect(broadcast.capacity).toBe(5)
  const after = broadcast.publish(tinyJpeg())
  expect(after.index).toBe(0)
  expect(after.epoch).not.toBe(before.epoch)
  expect(broadcast.published).toBe(2)
})

test('refuses to publish or reset once closed, and closes twice without harm', () => {
  const broadcast = new Broadcast()
  broadcast.close()
  broadcast.close()
  const closed = expect.objectContaining({ code: 'CLOSED' })
  expect(() => broadcast.publish(tinyJpeg())).toThrow(closed)
  expect(() => broadcast.reset()).toThrow(closed)
  expect(broadcast.closed).toBe(true)
})

test('silence is measured on the monotonic clock', () => {
  const clock = new HandClock()
  const broadcast = new Broadcast({ clock, staleAfter: 500 })
  expect(broadcast.silence).toBe(Number.POSITIVE_INFINITY)
  broadcast.publish(tinyJpeg(), { capturedAt: 0 })
  clock.advance(400)
  expect([broadcast.silence, broadcast.fresh]).toEqual([400, true])
  clock.advance(101)
  expect(broadcast.fresh).toBe(false)
})

test('listeners hear every publish and the close, and nothing after they cancelled', () => {
  const broadcast = new Broadcast()
  const heard: string[] = []
  const cancel = broadcast.onPulse(() => heard.push('a'))
  broadcast.onPulse(() => heard.push('b'))
  broadcast.publish(tinyJpeg())
  cancel()
  broadcast.close()
  expect(heard).toEqual(['a', 'b', 'b'])
})

test('the rate counts what was published in the last five seconds', () => {
  const clock = new HandClock()
  const broadcast = new Broadcast({ clock })
  for (let n = 0; n < 60; n++) {
    broadcast.publish(tinyJpeg())
    clock.advance(100)
  }
  expect(broadcast.rate).toBeCloseTo(10, 0)
  expect(broadcast.bytesPerSecond).toBeCloseTo(broadcast.rate * tinyJpeg().length, 0)
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, 2.5, 2 ** 53])(
  'goes on counting past the upstream number %s, which is none',
  (index) => {
    const broadcast = new Broadcast()
    const indices = [0, index, undefined].map((n) => broadcast.publish(tinyJpeg(), { index: n }))
    expect(indices.map((frame) => frame.index)).toEqual([0, 1, 2])
  },
)

test('a capture time that is no number is the time of publishing', () => {
  const before = Date.now()
  const { capturedAt } = new Broadcast().publish(tinyJpeg(), { capturedAt: Number.NaN })
  expect(capturedAt).toBeGreaterThanOrEqual(before)
})

test('a placeholder goes to cursors that want one, once for each showing, and is gone with the next frame', () => {
  const broadcast = new Broadcast()
  broadcast.publish(tinyJpeg())
  const viewer = broadcast.cursor('latest', 'with')
  const recorder = broadcast.cursor('every')
  broadcast.publish(tinyJpeg())
  const pulses: number[] = []
  broadcast.onPulse(() => pulses.push(broadcast.published))
  broadcast.showPlaceholder(tinyJpeg({ shade: 1 }), { meaning: 'lost', capturedAt: 5 })
  expect(viewer.take()).toMatchObject({ placeholder: 'lost', index: 0, capturedAt: 5 })
  expect([viewer.take(), viewer.missed]).toEqual([undefined, 2])
  broadcast.repeatPlaceholder()
  expect(viewer.newest?.placeholder).toBe('lost')
  expect(viewer.take()?.placeholder).toBe('lost')
  expect(recorder.take()?.index).toBe(0)
  broadcast.publish(tinyJpeg())
  expect(broadcast.placeholder).toBeUndefined()
  expect([viewer.take()?.index, viewer.take()]).toEqual([2, undefined])
  expect(recorder.take()?.index).toBe(1)
  broadcast.repeatPlaceholder()
  expect(pulses).toEqual([2, 2, 3])
})

test('a placeholder must be a JPEG too, and a closed broadcast shows none', () => {
  const broadcast = new Broadcast()
  const stamp = { meaning: 'lost', capturedAt: 0 } as const
  expect(() => broadcast.showPlaceholder(new Uint8Array(9), stamp)).toThrow(
    expect.objectContaining({ code: 'INVALID_FRAME' }),
  )
  broadcast.close()
  expect(() => broadcast.showPlaceholder(tinyJpeg(), stamp)).toThrow(
    expect.objectContaining({ code: 'CLOSED' }),
  )
})
