import { expect, test } from 'vitest'
import { Cameras, type Control } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import type { App } from '../../src/index.ts'
import { brightness, Dials, flicker, reset, withControls } from '../http/dials.ts'
import { app, camera, Feed, get, problem, server } from '../http/makers.ts'
import { Wire } from '../http/wires.ts'
import { shapeOf } from './shapes.ts'

const flip: Control = {
  name: 'horizontal_flip',
  label: 'Horizontal Flip',
  type: 'boolean',
  value: false,
}
const title: Control = { name: 'title', label: 'Title', type: 'string', value: 'a', max: 20 }
const model: Control = {
  ...brightness,
  name: 'sensor_model',
  label: 'Sensor Model',
  readOnly: true,
}

/** What `camera_status_json` writes for one V4L2 camera that gives JPEGs, without video. */
const peer = {
  version: 'v0.2.8 (2c1f7d6)',
  revision: '2c1f7d6',
  outputs: {
    snapshot: {
      ...{ name: 'snapshot_lock', enabled: true, width: 8, height: 8 },
      ...{ source: 'CAMERA:capture', frames: 1, refs: 0, dropped: 0 },
    },
    stream: {
      ...{ name: 'stream_lock', enabled: true, width: 8, height: 8 },
      ...{ source: 'CAMERA:capture', frames: 1, refs: 0, dropped: 0 },
    },
    video: { name: 'video_lock', enabled: false },
  },
  devices: [
    {
      ...{ name: 'CAMERA', path: '/dev/video0', allow_dma: false, output: false },
      captures: [{ name: 'CAMERA:capture', width: 8, height: 8, format: 'JPEG', nbufs: 3 }],
      options: {
        brightness: {
          ...{ name: 'Brightness', type: 'integer', elems: 1 },
          ...{ description: '[0..255]', value: '128' },
        },
        powerlinefrequency: {
          ...{ name: 'Power line frequency', type: 'integer', elems: 1 },
          ...{ description: '[0..2]', value: '60 Hz' },
          menu: { 0: 'Disabled', 1: '50 Hz', 2: '60 Hz' },
        },
        reset: { name: 'Reset', type: 'bool', elems: 1, description: 'button' },
        horizontalflip: {
          ...{ name: 'Horizontal Flip', type: 'bool', elems: 1 },
          ...{ description: '[0..1]', value: '0' },
        },
        title: { name: 'Title', type: 'string', elems: 1, value: 'a' },
      },
      properties: {
        sensormodel: {
          ...{ name: 'Sensor Model', type: 'integer', elems: 1 },
          ...{ description: '[0..255]', value: '128' },
        },
      },
    },
  ],
  links: [{ source: 'CAMERA:capture', callbacks: ['SNAPSHOT-CAPTURE', 'STREAM-CAPTURE'] }],
  endpoints: {
    rtsp: { enabled: false },
    webrtc: { enabled: false },
    video: { enabled: false },
    stream: { enabled: true, output: 'stream', uri: 'http://pi:8080/stream' },
    snapshot: { enabled: true, output: 'snapshot', uri: 'http://pi:8080/snapshot' },
  },
}

function imitated(cameras: Cameras): App {
  const of = app({ cameras })
  return { ...of, ...of.imitate('camera-streamer') }
}

function optioned(...controls: Control[]): { of: App; dials: Dials } {
  const dials = new Dials(...controls)
  return { of: imitated(withControls(dials)), dials }
}

test('the status has the shape that camera-streamer gives it', async () => {
  const controls = new Dials(brightness, flicker, reset, flip, title, model)
  const feed = Object.assign(new Feed(tinyJpeg()), { controls })
  const of = imitated(new Cameras([camera('desk', feed)]))
  await get(of, '/snapshot')
  const status = await (await get(of, '/status')).json()
  expect(shapeOf(status)).toEqual(shapeOf(peer))
  const [device] = status.devices
  expect(device.options).toEqual(peer.devices[0]?.options)
  expect(device.properties).toEqual(peer.devices[0]?.properties)
  expect(status.outputs.stream).toMatchObject({ width: 8, height: 8, frames: 1, refs: 0 })
})

test('its endpoints are where the listener is', async () => {
  const { listeners } = await server({ listeners: { 'camera-streamer': { port: 0 } } })
  const [{ url } = { url: '' }] = listeners
  const { endpoints } = await (await fetch(`${url}status`)).json()
  expect(endpoints.stream.uri).toBe(`${url}stream`)
  expect((await fetch(endpoints.snapshot.uri)).headers.get('content-type')).toBe('image/jpeg')
})

test('a viewer of the stream is counted', async () => {
  const cameras = new Cameras([camera()])
  const { listeners } = await server({ cameras, listeners: { 'camera-streamer': { port: 0 } } })
  const [{ url, port } = { url: '', port: 0 }] = listeners
  for (const path of ['/stream', '/?action=stream']) {
    await new Wire(port).ask(`GET ${path} HTTP/1.0`, 'Host: localhost').parts(1)
  }
  const { outputs } = await (await fetch(`${url}status`)).json()
  expect(outputs.stream.refs).toBe(2)
})

test.each(['/snapshot', '/snapshot.jpg', '/?action=snapshot'])('%s is a JPEG', async (path) => {
  const response = await get(imitated(new Cameras([camera()])), path)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
})

test('with max_delay=0 the frame is one that is captured after the request', async () => {
  const feed = new Feed(tinyJpeg({ bytes: 500 }))
  const desk = camera('desk', feed)
  using _ = desk.subscribe()
  while (desk.broadcast.published < 1) await new Promise((resolve) => setImmediate(resolve))
  const of = imitated(new Cameras([desk]))
  const old = await get(of, '/snapshot?max_delay=86400000')
  let answered = false
  const waiting = get(of, '/snapshot?max_delay=0').finally(() => {
    answered = true
  })
  while (!answered) {
    feed.give(tinyJpeg({ bytes: 900 }))
    await new Promise((resolve) => setImmediate(resolve))
  }
  const lengths = [old, await waiting].map(({ headers }) => headers.get('content-length'))
  expect(lengths).toEqual(['500', '900'])
})

test('a picture that does not come is a 500, with the reason', async () => {
  const of = imitated(new Cameras([camera('desk', new Feed())]))
  // Who has gone waits no longer.
  const response = await get(of, '/snapshot', { signal: AbortSignal.abort() })
  expect(response.status).toBe(500)
  expect(await response.text()).toMatch(/^No snapshot captured yet\. The camera desk is/)
})

test.each([
  ['GET', 'key=brightness&value=12', { brightness: 12 }],
  ['POST', 'key=brightness&value=12', { brightness: 12 }],
  ['GET', 'device=desk&key=Brightness&value=12', { brightness: 12 }],
  ['GET', 'key=PowerLineFrequency&value=1', { power_line_frequency: 1 }],
  ['GET', 'key=power%20line_frequency&value=Disabled', { power_line_frequency: 0 }],
  ['GET', 'key=horizontalflip&value=1', { horizontal_flip: true }],
  ['GET', 'key=title&value=42', { title: '42' }],
  ['GET', 'key=reset&value=1', { reset: true }],
])('%s /option?%s sets %j and says so', async (method, query, values) => {
  const { of, dials } = optioned(brightness, flicker, reset, flip, title)
  const response = await get(of, `/option?${query}`, { method })
  expect(response.status).toBe(200)
  expect(await response.text()).toMatch(/^desk: The '.*' was set to '.*'\.\r\n$/)
  expect(dials.asked).toEqual([values])
})

test.each([
  ['value=1', 400, 'INVALID_PARAMETER', 'Expected key to be'],
  ['key=brightness', 400, 'INVALID_PARAMETER', 'Expected value to be'],
  ['key=brightness&value=900', 400, 'INVALID_PARAMETER', 'from 0 to 255'],
  ['key=brightness&value=loud', 400, 'INVALID_PARAMETER', 'from 0 to 255'],
  ['key=%C3%BC&value=1', 404, 'NO_SUCH_CONTROL', 'there are: brightness'],
  ['key=warp&value=1', 404, 'NO_SUCH_CONTROL', 'there are: brightness'],
  ['device=attic&key=brightness&value=1', 404, 'NO_SUCH_CAMERA', 'there is: desk'],
])('/option?%s is refused with %i, and nothing is set', async (query, status, code, words) => {
  const { of, dials } = optioned(brightness)
  const refused = await problem(get(of, `/option?${query}`))
  expect(refused).toMatchObject({ status, code, detail: expect.stringContaining(words) })
  expect(dials.asked).toEqual([])
})

test.each([
  ['another machine', '192.168.1.9', {}, 'CONTROL_FORBIDDEN'],
  ['a page of another site', '127.0.0.1', { origin: 'https://evil.example' }, 'FORBIDDEN_ORIGIN'],
])('%s may set nothing', async (_who, address, headers, code) => {
  for (const method of ['GET', 'POST']) {
    const { of, dials } = optioned(brightness)
    const url = 'http://localhost/option?key=brightness&value=1'
    const refused = of.fetch(new Request(url, { method, headers }), { address })
    expect(await problem(refused)).toMatchObject({ status: 403, code })
    expect(dials.asked).toEqual([])
  }
})

test('a browser that does not say whose page asks may set nothing, nor may HEAD', async () => {
  const { of, dials } = optioned(brightness)
  const path = '/option?key=brightness&value=1'
  const headers = { 'user-agent': 'Mozilla/5.0' }
  expect(await problem(get(of, path, { headers }))).toMatchObject({ code: 'FORBIDDEN_ORIGIN' })
  expect((await get(of, path, { method: 'HEAD' })).status).toBe(405)
  expect(dials.asked).toEqual([])
})

test.each(['/video', '/video.m3u8', '/video.mp4', '/webrtc', '/control'])(
  '%s is not imitated, and says so',
  async (path) => {
    const refused = await problem(get(imitated(new Cameras([camera()])), path))
    expect(refused).toMatchObject({ status: 501, code: 'NOT_IMPLEMENTED' })
    expect(refused['detail']).toMatch(/^camera-streamer has .*, this server does not$/)
  },
)

test('without an action there is nothing at the root', async () => {
  for (const path of ['/', '/?action=dance']) {
    const told = await problem(get(imitated(new Cameras([camera()])), path))
    expect(told).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect(told['detail']).toContain('in the place of camera-streamer this port answers /stream, /')
  }
})
