/** Every imitated address, asked with anything that could be meant as a parameter. @module */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Cameras, type Control } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { listenerNames } from '../../src/compat/listener.ts'
import type { App } from '../../src/index.ts'
import { brightness, Dials, flicker, reset } from '../http/dials.ts'
import { app, camera, Feed } from '../http/makers.ts'

/** Controls that a device may have, and no sensor. */
const odd: Control[] = [
  { name: 'constructor', label: '__proto__', type: 'integer', min: 0, max: 9, value: 1 },
  { name: 'sharpness', label: 'Sharpness', type: 'menu', choices: [] },
  { name: 'gain', label: 'Gain', type: 'integer' },
  { name: 'auto_exposure', label: 'Exposure', type: 'menu', choices: [{ value: 2, label: '2' }] },
  { name: 'title', label: 'Title', type: 'string', min: 0, max: 8, value: '"' },
  { name: 'mask', label: 'Mask', type: 'bitmask', max: 0xffffffff, value: 0xffffffff },
]

const words = (text: string): string[] => text.split(' ')
const own = words(
  '/ /stream /snapshot /state /input_0.json /program.json /clients.json /cam_1.jpg /cam_1.mjpg ' +
    '/api/streams /api/frame.jpeg /api/stream.mjpeg',
)
const elsewhere = words(
  '/ /stream /capture /status /control /snapshot /option /bmp /1/mjpg /0/stream /0/status.json ' +
    '/constructor/current /%00/stream /%zz/static',
)
const names = words(
  'action id value plugin dest group src cache key var val fps device max_delay max_age wait ' +
    'zero_data __proto__ constructor',
)
const controls = words(
  'brightness constructor sharpness gain mask title reset toString __proto__ proto awb aec ' +
    'aec_value agc_gain power_line_frequency',
)
const texts = [
  ...words('0 -0 1 2 -1 255 256 1e3 0x10 NaN Infinity 4294967296 __proto__ command take desk 10s'),
  ...words('stream_1 snapshot_9 \u0000 \u202e 💥 " %'),
  ...['', '9'.repeat(16), '9'.repeat(40)],
]

/** Where something is set: an app, a path, and the parameters that name it and its value. */
function settings(of: App) {
  return [
    [of, '/?action=command', 'id', 'value'],
    [of.imitate('esp32'), '/control', 'var', 'val'],
    [of.imitate('camera-streamer'), '/option', 'key', 'value'],
  ] as const
}

/** An app, a path of it, and what is asked there. */
function questions(of: App) {
  const text = fc.constantFrom(...texts)
  const pairs = fc.array(fc.tuple(fc.constantFrom(...names), text), { maxLength: 5 })
  const others = listenerNames.map((name) => of.imitate(name))
  const setting = fc.tuple(fc.constantFrom(...settings(of)), fc.constantFrom(...controls), text)
  return fc.oneof(
    fc.tuple(fc.constant(of), fc.constantFrom(...own), pairs),
    fc.tuple(fc.constantFrom(...others), fc.constantFrom(...elsewhere), pairs),
    setting.map(([[to, path, name, value], control, said]) => {
      const chosen: [string, string][] = [
        [name, control],
        [value, said],
      ]
      return [to, path, chosen] as const
    }),
  )
}

test('whatever is asked of an imitated address, nothing fails, and nothing is set beyond its range', async () => {
  const dials = new Dials(brightness, flicker, reset, ...odd)
  const feed = Object.assign(new Feed(tinyJpeg()), { controls: dials })
  const of = app({ cameras: new Cameras([camera('desk', feed), camera('constructor')]) })
  const method = fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST')
  await fc.assert(
    fc.asyncProperty(questions(of), method, async ([to, path, said], way) => {
      const url = `http://localhost${path}${path.includes('?') ? '&' : '?'}`
      // A picture from later than now would be waited for.
      const hurry = new AbortController()
      const timer = setTimeout(() => hurry.abort(), 20)
      const asked = { method: way, signal: hurry.signal }
      const request = new Request(`${url}${new URLSearchParams(said)}`, asked)
      const response = await to.fetch(request, { address: '127.0.0.1' })
      clearTimeout(timer)
      await response.body?.cancel()
      // The one that camera-streamer says when no picture came.
      if (path !== '/snapshot') expect(response.status).not.toBe(500)
    }),
    { numRuns: 500 },
  )
  const set = dials.asked.flatMap((each) => Object.entries(each))
  const ranges = new Map([brightness, ...odd].map((each) => [each.name, each]))
  expect(set.length).toBeGreaterThan(5)
  for (const [name, value] of set) {
    const { type, min = 0, max = 0 } = ranges.get(name) ?? {}
    const isWithin = type !== 'integer' || (Number(value) >= min && Number(value) <= max)
    expect([name, value, isWithin]).toEqual([name, value, true])
  }
})
