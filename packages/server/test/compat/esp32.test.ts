import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Cameras, type Control } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { settings } from '../../src/compat/esp32-settings.ts'
import type { App } from '../../src/index.ts'
import { brightness, Dials, withControls } from '../http/dials.ts'
import { app, camera, Feed, get, problem, server } from '../http/makers.ts'
import { dissect, Wire } from '../http/wires.ts'

/** The members of `/status`, as `status_handler` of CameraWebServer writes them for a sensor without registers. */
const MEMBERS = [
  ...['xclk', 'pixformat', 'framesize', 'quality', 'brightness', 'contrast', 'saturation'],
  ...['sharpness', 'special_effect', 'wb_mode', 'awb', 'awb_gain', 'aec', 'aec2', 'ae_level'],
  ...['aec_value', 'agc', 'agc_gain', 'gainceiling', 'bpc', 'wpc', 'raw_gma', 'lenc', 'vflip'],
  ...['hmirror', 'dcw', 'colorbar', 'led_intensity'],
]

const flip: Control = {
  name: 'horizontal_flip',
  label: 'Flip',
  type: 'boolean',
  value: false,
  default: false,
}
const exposure: Control = {
  name: 'auto_exposure',
  label: 'Auto Exposure',
  type: 'menu',
  value: 3,
  default: 3,
  choices: [
    { value: 1, label: 'Manual Mode' },
    { value: 3, label: 'Aperture Priority Mode' },
  ],
}
const time: Control = { ...brightness, name: 'exposure_absolute', min: 3, max: 2047, value: 250 }
const effects: Control = {
  name: 'color_effects',
  label: 'Color Effects',
  type: 'menu',
  value: 0,
  default: 0,
  choices: [
    { value: 0, label: 'None' },
    { value: 1, label: 'Black & White' },
    { value: 2, label: 'Sepia' },
    { value: 3, label: 'Negative' },
  ],
}

function imitated(cameras: Cameras, name?: string): App {
  const of = app({ cameras })
  return { ...of, ...of.imitate('esp32', { camera: name }) }
}

async function statusOf(of: App): Promise<Record<string, number>> {
  return (await get(of, '/status')).json()
}

/** A camera that has shown a picture of this size. */
async function showing(width: number, height: number): Promise<Cameras> {
  const desk = camera('desk', new Feed(tinyJpeg({ width, height })))
  const cameras = new Cameras([desk])
  await get(imitated(cameras), '/capture')
  return cameras
}

test('the status has the members of CameraWebServer in its order, all of them whole numbers', async () => {
  for (const cameras of [await showing(640, 480), new Cameras([camera()])]) {
    const status = await statusOf(imitated(cameras))
    expect(Object.keys(status)).toEqual(MEMBERS)
    expect(Object.values(status).filter((value) => !Number.isInteger(value))).toEqual([])
  }
})

test.each([
  [96, 96, 0],
  [320, 240, 6],
  [640, 480, 10],
  [800, 600, 11],
  [1280, 720, 13],
  [1600, 1200, 15],
  [1920, 1080, 16],
  [2592, 1944, 24],
  // The largest that is no larger.
  [648, 480, 10],
  [8, 8, 0],
])('a picture of %i x %i is framesize %i', async (width, height, framesize) => {
  expect(await statusOf(imitated(await showing(width, height)))).toMatchObject({ framesize })
})

test('a capture is a JPEG with a time and a name', async () => {
  const { headers } = await get(imitated(new Cameras([camera()])), '/capture?_cb=1')
  expect(headers.get('content-type')).toBe('image/jpeg')
  expect(headers.get('content-disposition')).toBe('inline; filename=capture.jpg')
  expect(headers.get('x-timestamp')).toMatch(/^\d+\.\d{6}$/)
})

test('it is the first camera, or the one that the configuration names', async () => {
  const shown = (bytes: number) => new Feed(tinyJpeg({ bytes }))
  const cameras = new Cameras([camera('left', shown(500)), camera('right', shown(900))])
  const lengths = [undefined, 'left', 'right'].map(async (name) => {
    return (await (await get(imitated(cameras, name), '/capture')).arrayBuffer()).byteLength
  })
  const [first, left, right] = await Promise.all(lengths)
  expect([first, left, right]).toEqual([500, 500, 900])
  const known = { code: 'NO_SUCH_CAMERA', cameras: ['left', 'right'] }
  expect(await problem(get(imitated(cameras, 'attic'), '/capture'))).toMatchObject(known)
})

test('the stream is on both ports', async () => {
  const cameras = new Cameras([camera()])
  const { listeners } = await server({ cameras, listeners: { esp32: { port: 0, streamPort: 0 } } })
  expect(listeners.map(({ name }) => name)).toEqual(['esp32', 'esp32'])
  for (const { port } of listeners) {
    const received = await new Wire(port).ask('GET /stream HTTP/1.1', 'Host: localhost').parts(1)
    const { head, body } = dissect(received)
    expect(head[0]).toBe('HTTP/1.1 200 OK')
    expect(body).toMatch(
      /^--frame\r\nContent-Type: image\/jpeg\r\nContent-Length: \d+\r\nX-Timestamp/,
    )
  }
})

test.each([
  ['var=brightness&val=0', { brightness: 128 }],
  ['var=brightness&val=2', { brightness: 255 }],
  ['var=brightness&val=-2', { brightness: 0 }],
  ['var=brightness&val=-1', { brightness: 64 }],
  ['var=hmirror&val=1', { horizontal_flip: true }],
  ['var=hmirror&val=0', { horizontal_flip: false }],
  ['var=aec&val=0', { auto_exposure: 1 }],
  ['var=aec&val=1', { auto_exposure: 3 }],
  ['var=aec_value&val=1200', { exposure_absolute: 2047 }],
  ['var=aec_value&val=0', { exposure_absolute: 3 }],
  ['var=special_effect&val=1', { color_effects: 3 }],
  ['var=special_effect&val=2', { color_effects: 1 }],
])('/control?%s sets %j, and says nothing', async (query, values) => {
  const dials = new Dials(brightness, flip, exposure, time, effects)
  const response = await get(imitated(withControls(dials)), `/control?${query}`)
  expect([response.status, await response.text()]).toEqual([200, ''])
  expect(dials.asked).toEqual([values])
})

test.each([
  ['', 400, 'INVALID_PARAMETER', 'var to be one of brightness'],
  ['val=1', 400, 'INVALID_PARAMETER', 'var to be one of brightness'],
  ['var=brightness', 400, 'INVALID_PARAMETER', 'val to be a whole number, got nothing'],
  ['var=brightness&val=loud', 400, 'INVALID_PARAMETER', 'val to be a whole number'],
  ['var=brightness&val=3', 400, 'INVALID_PARAMETER', 'val to be a whole number from -2 to 2'],
  ['var=hmirror&val=2', 400, 'INVALID_PARAMETER', 'val to be 0 or 1'],
  ['var=special_effect&val=3', 400, 'INVALID_PARAMETER', 'val to be one of 0, 1, 2, 6'],
  // The camera's menu lacks that one.
  ['var=special_effect&val=6', 400, 'INVALID_PARAMETER', 'val to be one of 0, 1, 2, 6'],
  ['var=warp&val=9', 400, 'INVALID_PARAMETER', 'got "warp"'],
  ['var=constructor&val=1', 400, 'INVALID_PARAMETER', 'got "constructor"'],
  ['var=vflip&val=1', 404, 'NO_SUCH_CONTROL', 'it has: brightness, horizontal_flip'],
  ['var=framesize&val=10', 501, 'NOT_IMPLEMENTED', 'the setting framesize'],
  ['var=led_intensity&val=10', 501, 'NOT_IMPLEMENTED', 'the setting led_intensity'],
])('/control?%s is refused with %i, and nothing is set', async (query, status, code, words) => {
  const sepia = effects.choices?.filter(({ label }) => label !== 'Sepia')
  const dials = new Dials(brightness, flip, { ...effects, choices: sepia })
  const refused = await problem(get(imitated(withControls(dials)), `/control?${query}`))
  expect(refused).toMatchObject({ status, code, detail: expect.stringContaining(words) })
  expect(dials.asked).toEqual([])
})

test.each([
  ['another machine', '192.168.1.9', {}, 'CONTROL_FORBIDDEN'],
  ['a page of another site', '127.0.0.1', { origin: 'https://evil.example' }, 'FORBIDDEN_ORIGIN'],
  ['a picture on such a page', '127.0.0.1', { 'sec-fetch-site': 'cross-site' }, 'FORBIDDEN_ORIGIN'],
  [
    'a browser that does not say whose page asks',
    '127.0.0.1',
    { 'user-agent': 'Mozilla/5.0' },
    'FORBIDDEN_ORIGIN',
  ],
])('%s may set nothing', async (_who, address, headers, code) => {
  const dials = new Dials(brightness)
  const request = new Request('http://localhost/control?var=brightness&val=1', { headers })
  const refused = imitated(withControls(dials)).fetch(request, { address })
  expect(await problem(refused)).toMatchObject({ status: 403, code })
  expect(dials.asked).toEqual([])
})

test('HEAD sets nothing', async () => {
  const dials = new Dials(brightness)
  const path = '/control?var=brightness&val=1'
  const { status } = await get(imitated(withControls(dials)), path, { method: 'HEAD' })
  expect([status, dials.asked]).toEqual([405, []])
})

test('what was set is what the status tells', async () => {
  const dials = new Dials(brightness, flip, exposure, time, effects)
  const of = imitated(withControls(dials))
  const wanted = { brightness: -1, hmirror: 1, aec: 0, aec_value: 600, special_effect: 1 }
  for (const [name, value] of Object.entries(wanted)) {
    await get(of, `/control?var=${name}&val=${value}`)
  }
  expect(await statusOf(of)).toMatchObject(wanted)
})

test('every number finds its way back from any range that has room for it', () => {
  const kinds = [
    ['brightness', -2, 2],
    ['sharpness', -3, 3],
    ['agc_gain', 0, 30],
  ] as const
  const ranges = fc.record({
    min: fc.integer({ min: -5000, max: 5000 }),
    below: fc.integer({ min: 31, max: 9000 }),
    above: fc.integer({ min: 31, max: 9000 }),
    kind: fc.constantFrom(...kinds),
  })
  fc.assert(
    fc.property(ranges, fc.nat(), ({ min, below, above, kind: [name, low, high] }, seed) => {
      const number = low + (seed % (high - low + 1))
      const max = min + below + above
      const control: Control = { ...brightness, min, max, default: min + below }
      const value = settings[name]?.scale.to(number, control)
      expect(value).toBeGreaterThanOrEqual(min)
      expect(value).toBeLessThanOrEqual(max)
      expect(settings[name]?.scale.from({ ...control, value })).toBe(number)
    }),
  )
})

test.each(['/bmp', '/reg?reg=1&mask=2&val=3', '/greg', '/pll', '/xclk?xclk=20', '/resolution'])(
  '%s is not imitated, and says so',
  async (path) => {
    const refused = await problem(get(imitated(new Cameras([camera()])), path))
    expect(refused).toMatchObject({ status: 501, code: 'NOT_IMPLEMENTED' })
    expect(refused['detail']).toMatch(/^an ESP32 has .*, this server does not$/)
  },
)
