import { expect, test } from 'vitest'
import { RateMeter } from '../../src/broadcast/rate.ts'
import { defaultFraming, type FramingWish, framingOf } from '../../src/viewer/framing.ts'
import { HEADERS, JPEG, part, text } from './sample-part.ts'

/** The first bytes of a body and those of one frame. */
function wire(wish: FramingWish): { opening: string; frame: string } {
  const { opening, encode } = framingOf(wish)
  return { opening: text(opening), frame: text(encode(part, { rate: new RateMeter() }, 0)) }
}

test('by default a length, the JPEG, and the delimiter that ends it', () => {
  expect(wire({})).toEqual({
    opening: '--frame\r\n',
    frame: `Content-Type: image/jpeg\r\nContent-Length: 8\r\n${HEADERS}\r\n${JPEG}\r\n--frame\r\n`,
  })
})

test('early headers follow each JPEG in the same write, without the length that nobody knows yet', () => {
  expect(wire({ early: true })).toEqual({
    opening: '--frame\r\nContent-Type: image/jpeg\r\n\r\n',
    frame: `${JPEG}\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n`,
  })
})

test.each([false, true])(
  'all viewers of a usual layout are given the same bytes (early: %s)',
  (early) => {
    const to = { rate: new RateMeter() }
    const [one, other] = [framingOf({ early }), framingOf({ early, repeats: true })]
    expect(one.encode(part, to, 0)).toBe(other.encode(part, to, 1))
    expect(one.encode(part, to, 0).buffer).toBe(part.jpeg.buffer)
  },
)

test.each([
  ['default', {}],
  ['early', { early: true }],
  ['default+repeat', { repeats: true }],
  ['early+repeat', { early: true, repeats: true }],
])('is called %s', (name, wish) => {
  expect(framingOf(wish).name).toBe(name)
})

test('nothing is repeated unless that is wished', () => {
  expect(defaultFraming.name).toBe('default')
  expect(defaultFraming.repeats ?? false).toBe(false)
  expect(framingOf({ repeats: true }).repeats).toBe(true)
})
