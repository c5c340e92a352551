import { expect, test } from 'vitest'
import { RateMeter } from '../../src/broadcast/rate.ts'
import { createPart } from '../../src/multipart/part.ts'
import { defaultFraming, type FramingWish, framingOf } from '../../src/viewer/framing.ts'
import { HandClock } from '../clocks.ts'

const JPEG = '\xff\xd8jpeg\xff\xd9'
const HEADERS = 'X-Timestamp: 1789000000.123457\r\nX-Frame-Index: 42\r\nX-Frame-Epoch: a1b2\r\n'

const part = createPart(
  Uint8Array.from(JPEG, (letter) => letter.charCodeAt(0)),
  {
    epoch: 'a1b2',
    index: 42,
    capturedAt: 1_789_000_000_123.4568,
    width: 640,
    height: 480,
    moment: 5_000_250,
  },
)

const text = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)

/** The first bytes of a body and those of one frame, sent 31.5 ms after its capture. */
function wire(wish: FramingWish): { opening: string; frame: string } {
  const { opening, encode } = framingOf(wish)
  const rate = new RateMeter(new HandClock())
  return { opening: text(opening), frame: text(encode(part, { rate }, 5_000_281.5)) }
}

const EXTRA =
  'X-UStreamer-Online: true\r\nX-UStreamer-Dropped: 0\r\n' +
  'X-UStreamer-Width: 640\r\nX-UStreamer-Height: 480\r\nX-UStreamer-Client-FPS: 0\r\n' +
  'X-UStreamer-Grab-Begin-Time: 5000.250000\r\nX-UStreamer-Grab-End-Time: 5000.250000\r\n' +
  'X-UStreamer-Encode-Begin-Time: 5000.250000\r\nX-UStreamer-Encode-End-Time: 5000.250000\r\n' +
  'X-UStreamer-Expose-Begin-Time: 5000.250000\r\nX-UStreamer-Expose-Cmp-Time: 5000.250000\r\n' +
  'X-UStreamer-Expose-End-Time: 5000.250000\r\nX-UStreamer-Send-Time: 5000.281500\r\n' +
  'X-UStreamer-Latency: 0.031500\r\n'

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

test('extra headers are uStreamer’s, after ours and before the JPEG', () => {
  expect(wire({ extraHeaders: true })).toEqual({
    opening: '--frame\r\n',
    frame: `Content-Type: image/jpeg\r\nContent-Length: 8\r\n${HEADERS}${EXTRA}\r\n${JPEG}\r\n--frame\r\n`,
  })
})

test('without data the length is 0 and the JPEG missing', () => {
  const head = `Content-Type: image/jpeg\r\nContent-Length: 0\r\n${HEADERS}`
  expect(wire({ zeroData: true }).frame).toBe(`${head}\r\n\r\n--frame\r\n`)
  expect(wire({ zeroData: true, extraHeaders: true }).frame).toBe(
    `${head}${EXTRA}\r\n\r\n--frame\r\n`,
  )
})

test('early headers leave no room for extra ones, and can go without data', () => {
  expect(wire({ early: true, extraHeaders: true })).toEqual(wire({ early: true }))
  expect(wire({ early: true, zeroData: true }).frame).toBe(
    '\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n',
  )
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
  ['default+extra', { extraHeaders: true }],
  ['default+empty', { zeroData: true }],
  ['default+repeat+extra+empty', { repeats: true, extraHeaders: true, zeroData: true }],
  ['early+empty', { early: true, extraHeaders: true, zeroData: true }],
])('is called %s', (name, wish) => {
  expect(framingOf(wish).name).toBe(name)
})

test('nothing is repeated unless that is wished', () => {
  expect(defaultFraming).toMatchObject({ name: 'default', repeats: false })
  expect(framingOf({ repeats: true }).repeats).toBe(true)
})
