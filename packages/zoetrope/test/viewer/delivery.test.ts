import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { deliveryOf, streamBody } from '../../src/viewer/delivery.ts'
import { ModelLink } from './model-link.ts'

test('a wish that nobody can meet leaves nothing behind: no listener, no timer', () => {
  const link = new ModelLink()
  const before = process.getActiveResourcesInfo()
  const delivery = deliveryOf(new Response(streamBody(new Broadcast(), { fps: -1 })))
  expect(() => delivery?.begin(link)).toThrow(RangeError)
  expect(link.listened).toBe(false)
  expect(process.getActiveResourcesInfo()).toEqual(before)
})
