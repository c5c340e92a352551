import { describe, expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { RateMeter } from '../../src/broadcast/rate.ts'
import { streamResponse } from '../../src/handler/stream.ts'
import { type UstreamerWish, ustreamerFraming } from '../../src/handler/ustreamer.ts'
import { HandClock } from '../clocks.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { HEADERS, JPEG, part, text } from '../viewer/sample-part.ts'
import { type Asking, chromiumPaints, others, webkitPaints } from './requests.ts'

const chromium = chromiumPaints['Chromium’s <img>'] ?? {}
const safari = webkitPaints['Safari’s <img>'] ?? {}
const curl = others['curl'] ?? {}

/** The first bytes of a body and those of one frame, sent 31.5 ms after its capture. */
function wire(wish: UstreamerWish): { opening: string; frame: string } {
  const { opening, encode } = ustreamerFraming(wish)(new Headers())
  const rate = new RateMeter(new HandClock())
  return { opening: text(opening), frame: text(encode(part, { rate }, 5_000_281.5)) }
}

/** The name of the framing chosen for a request. */
function chosen(asking: Asking, wish: UstreamerWish): string {
  return ustreamerFraming(wish)(new Headers(asking)).name
}

const EXTRA =
  'X-UStreamer-Online: true\r\nX-UStreamer-Dropped: 0\r\n' +
  'X-UStreamer-Width: 640\r\nX-UStreamer-Height: 480\r\nX-UStreamer-Client-FPS: 0\r\n' +
  'X-UStreamer-Grab-Begin-Time: 5000.250000\r\nX-UStreamer-Grab-End-Time: 5000.250000\r\n' +
  'X-UStreamer-Encode-Begin-Time: 5000.250000\r\nX-UStreamer-Encode-End-Time: 5000.250000\r\n' +
  'X-UStreamer-Expose-Begin-Time: 5000.250000\r\nX-UStreamer-Expose-Cmp-Time: 5000.250000\r\n' +
  'X-UStreamer-Expose-End-Time: 5000.250000\r\nX-UStreamer-Send-Time: 5000.281500\r\n' +
  'X-UStreamer-Latency: 0.031500\r\n'

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

test.each<[name: string, UstreamerWish]>([
  ['default', {}],
  ['early', { early: true }],
  ['default+extra', { extraHeaders: true }],
  ['default+empty', { zeroData: true }],
  ['default+repeat+extra+empty', { repeats: true, extraHeaders: true, zeroData: true }],
  ['early+empty', { early: true, extraHeaders: true, zeroData: true }],
])('is called %s', (name, wish) => {
  expect(chosen(curl, wish)).toBe(name)
})

describe('what a painter needs is still given to it:', () => {
  test('all of it, where nothing of uStreamer’s is wished', () => {
    expect(chosen(safari, {})).toBe('early+repeat')
    expect(chosen(safari, { early: false })).toBe('default+repeat')
  })

  test('extra headers rule out early ones, and the painter is helped by repeats', () => {
    expect(chosen(chromium, { extraHeaders: true })).toBe('default+repeat+extra')
    expect(chosen(curl, { extraHeaders: true })).toBe('default+extra')
  })

  test('both together are early headers alone, as uStreamer has it', () => {
    expect(chosen(chromium, { extraHeaders: true, early: true })).toBe('early')
  })

  test('without data there is nothing to paint', () => {
    expect(chosen(chromium, { zeroData: true })).toBe('default+empty')
    expect(chosen(chromium, { zeroData: true, early: true })).toBe('early+empty')
  })
})

test('a stream takes it as its framing', async () => {
  const broadcast = new Broadcast()
  broadcast.publish(tinyJpeg())
  const framing = ustreamerFraming({ zeroData: true })
  const { body } = streamResponse(broadcast, new Request('http://x/stream'), { framing })
  const reader = body?.getReader()
  await reader?.read()
  expect(text((await reader?.read())?.value ?? new Uint8Array())).toContain('Content-Length: 0\r\n')
  await reader?.cancel()
})
