import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { deliveryOf, streamBody } from '../../src/viewer/delivery.ts'

test('a wish that nobody can meet leaves nothing behind: no listener, no timer', () => {
  const before = process.getActiveResourcesInfo()
  const delivery = deliveryOf(new Response(streamBody(new Broadcast(), { fps: -1 })))
  expect(() => delivery?.viewer()).toThrow(RangeError)
  expect(process.getActiveResourcesInfo()).toEqual(before)
})
