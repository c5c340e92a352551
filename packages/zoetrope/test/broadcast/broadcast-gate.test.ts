import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Camera } from '../../src/camera/camera.ts'
import { Gate } from '../../src/frame/gate.ts'
import { HandClock } from '../clocks.ts'
import { withSegments } from '../frame/anatomy.ts'
import { exif, segment, tinyJpeg } from '../frame/jpegs.ts'

const one = tinyJpeg({ shade: 1 })
const two = tinyJpeg({ shade: 2 })

test('frames are mended before they are published, and what was done is counted', () => {
  const broadcast = new Broadcast({ gate: new Gate() })
  const thumbnail = withSegments(one, exif(tinyJpeg()))
  expect(broadcast.publish(one.subarray(0, -2)).jpeg).toEqual(one)
  expect(broadcast.publish(thumbnail).jpeg).toEqual(one)
  expect(broadcast.gate?.counts.repaired).toMatchObject({ eoi: 1, thumbnail: 1 })
})

test('without a gate a frame must be one complete JPEG, and is neither mended nor changed', () => {
  const broadcast = new Broadcast()
  const thumbnail = withSegments(one, exif(tinyJpeg()))
  expect(broadcast.publish(thumbnail).jpeg).toEqual(thumbnail)
  expect(() => broadcast.publish(one.subarray(0, -2))).toThrow('no-eoi')
  expect(() => broadcast.publish(new Uint8Array())).toThrow(
    expect.objectContaining({ code: 'INVALID_FRAME' }),
  )
  expect(broadcast.published).toBe(1)
})

test('a camera hands its gate to its broadcast', async () => {
  const gate = new Gate({ strip: ['comments'] })
  const jpeg = withSegments(one, segment(0xfe, new Uint8Array(9)))
  const source = {
    async *open() {
      yield jpeg
    },
  }
  await using camera = new Camera('front', source, { gate })
  expect(camera.broadcast.gate).toBe(gate)
  const frame = await camera.subscribe().read()
  expect(frame?.jpeg).toEqual(one)
})

test('the same frame again is a frame of its own, unless the gate leaves out duplicates', () => {
  const usual = new Broadcast({ gate: new Gate() })
  const strict = new Broadcast({ gate: new Gate({ dropDuplicates: true }) })
  for (const broadcast of [usual, strict]) {
    for (const jpeg of [one, one, two, one]) broadcast.publish(jpeg)
    expect(broadcast.gate?.counts.duplicates).toBe(1)
  }
  expect([usual.published, strict.published]).toEqual([4, 3])
  expect(strict.frames().map(({ jpeg }) => jpeg)).toEqual([one, two, one])
})

test('a duplicate that is left out shows that the camera lives, and wakes nobody', () => {
  const clock = new HandClock()
  const gate = new Gate({ dropDuplicates: true })
  const broadcast = new Broadcast({ clock, gate, staleAfter: 100 })
  const first = broadcast.publish(one)
  let pulses = 0
  broadcast.onPulse(() => {
    pulses += 1
  })
  clock.advance(90)
  expect(broadcast.publish(one)).toBe(first)
  expect([broadcast.silence, pulses]).toEqual([0, 0])
  clock.advance(90)
  expect(broadcast.fresh).toBe(true)
})

test('a duplicate is published where viewers do not see the frame before it', () => {
  const clock = new HandClock()
  const gate = new Gate({ dropDuplicates: true })
  const broadcast = new Broadcast({ clock, gate, staleAfter: 100 })
  broadcast.publish(one)
  clock.advance(101)
  expect(broadcast.publish(one).index).toBe(1)
  broadcast.showPlaceholder(two, { meaning: 'lost', capturedAt: 0 })
  expect(broadcast.publish(one).index).toBe(2)
  broadcast.reset()
  expect(broadcast.publish(one).index).toBe(0)
})

test('placeholders are checked, but neither turned nor counted', () => {
  const gate = new Gate({ rotate: 90 })
  const broadcast = new Broadcast({ gate })
  broadcast.showPlaceholder(one, { meaning: 'lost', capturedAt: 0 })
  expect(broadcast.placeholder?.jpeg).toEqual(one)
  const nonsense = () =>
    broadcast.showPlaceholder(new Uint8Array(5), { meaning: 'lost', capturedAt: 0 })
  expect(nonsense).toThrow('Expected one complete JPEG')
  expect(gate.counts.rejected).toEqual({})
})
