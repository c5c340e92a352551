/**
 * mjpg-streamer's JSON against what mjpg-streamer writes: the samples are laid out as the functions of
 * its output_http print them.
 *
 * @module
 */
import { expect, test } from 'vitest'
import { Cameras, type Control } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { brightness, Dials, flicker, reset, withControls } from '../http/dials.ts'
import { app, camera, Feed, get, server } from '../http/makers.ts'
import { Wire } from '../http/wires.ts'
import { orderOf, shapeOf } from './shapes.ts'

const theirInput = {
  controls: [
    {
      ...{ name: 'Brightness', id: '9963776', type: '1', min: '0', max: '255', step: '1' },
      ...{ default: '128', value: '128', dest: '0', flags: '0', group: '1' },
    },
    {
      ...{ name: 'Power Line Frequency', id: '9963800', type: '3', min: '0', max: '2' },
      ...{ step: '1', default: '2', value: '2', dest: '0', flags: '0', group: '1' },
      menu: { 0: 'Disabled', 1: '50 Hz', 2: '60 Hz' },
    },
  ],
  formats: [
    {
      ...{ id: '0', name: 'Motion-JPEG', compressed: 'true', emulated: 'false', current: 'true' },
      resolutions: { 0: '640x480' },
      currentResolution: '0',
    },
  ],
}

const theirProgram = {
  inputs: [{ id: '0', name: 'UVC webcam grabber', plugin: 'input_uvc.so', args: '-d /dev/video0' }],
  outputs: [{ id: '0', name: 'HTTP output', plugin: 'output_http.so', args: '-p 8080' }],
}

const theirClients = { clients: [{ address: '192.168.1.20', timestamp: 1_700_000_000 }] }

async function told(of: ReturnType<typeof app>, path: string): Promise<Record<string, never>> {
  const response = await get(of, path)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('cache-control')).toBe('no-store')
  return response.json()
}

const id = { brightness: 0x00980900, power_line_frequency: 0x00980918 }

/** The two controls of the sample, at a camera that has shown a picture of the sample's size. */
async function sampled(): Promise<ReturnType<typeof app>> {
  const controls = new Dials(
    { ...brightness, id: id.brightness },
    { ...flicker, id: id.power_line_frequency },
  )
  const source = Object.assign(new Feed(tinyJpeg({ width: 640, height: 480 })), { controls })
  const of = app({ cameras: new Cameras([camera('desk', source)]) })
  await get(of, '/snapshot.jpg')
  return of
}

test.each(['/input.json', '/input_0.json'])('%s is as mjpg-streamer writes it', async (path) => {
  const ours = await told(await sampled(), path)
  expect(orderOf(ours)).toEqual(orderOf(theirInput))
  expect(shapeOf(ours)).toEqual(shapeOf(theirInput))
  expect(ours['controls']).toEqual([
    theirInput.controls[0],
    { ...theirInput.controls[1], name: 'Power line frequency' },
  ])
  expect(ours['formats']).toEqual(theirInput.formats)
})

test.each<[string, Partial<Control>, Record<string, string>]>([
  ['a switch', { type: 'boolean', value: true, default: false }, { type: '2', value: '1' }],
  ['a button', { type: 'button' }, { type: '4', value: '0', default: '0' }],
  ['a text', { type: 'string', value: 'now', min: 0, max: 8 }, { type: '7', value: '0' }],
  ['bits', { type: 'bitmask', value: 5, max: 7 }, { type: '8', value: '5', max: '7' }],
  ['one that is fixed', { type: 'integer', value: 1, readOnly: true }, { flags: '4' }],
  ['one that is governed', { type: 'integer', value: 1, inactive: true }, { flags: '16' }],
  ['one that moves', { type: 'integer', value: 1, volatile: true }, { flags: '128' }],
  ['one with no number', { type: 'integer', value: 1 }, { id: 'some' }],
])('%s has the numbers of V4L2, as texts', async (_, control, expected) => {
  const dials = new Dials({ name: 'some', label: 'Some', type: 'integer', ...control })
  const { controls } = await told(app({ cameras: withControls(dials) }), '/input.json')
  expect(controls).toMatchObject([{ name: 'Some', dest: '0', group: '1', ...expected }])
  expect(Object.values(controls?.[0] ?? {}).every((each) => typeof each === 'string')).toBe(true)
})

test('a camera that has no controls, and never ran, has empty lists', async () => {
  expect(await told(app(), '/input_0.json')).toEqual({ controls: [], formats: [] })
})

test('a device that cannot be asked leaves the rest of the page', async () => {
  const gone = { list: () => Promise.reject(new Error('gone')), set: async () => [] }
  const of = app({ cameras: withControls(gone) })
  expect(await told(of, '/input_0.json')).toEqual({ controls: [], formats: [] })
})

test('the only output has no controls', async () => {
  expect(await told(app(), '/output_0.json')).toEqual({ controls: [] })
})

test('/program.json is as mjpg-streamer writes it, with an input for each camera', async () => {
  const ours = await told(
    app({ cameras: new Cameras([camera('left'), camera('right')]) }),
    '/program.json',
  )
  expect(orderOf(ours)).toEqual(
    orderOf({ ...theirProgram, inputs: [0, 1].map(() => theirProgram.inputs[0]) }),
  )
  expect(shapeOf(ours)).toEqual(shapeOf(theirProgram))
  expect(ours).toEqual({
    inputs: [
      { id: '0', name: 'left', plugin: 'zoetrope', args: 'feed:' },
      { id: '1', name: 'right', plugin: 'zoetrope', args: 'feed:' },
    ],
    outputs: [{ id: '0', name: 'HTTP output', plugin: 'zoetrope', args: '' }],
  })
})

test('/clients.json is as mjpg-streamer writes it, with who watches now', async () => {
  const { url, port } = await server()
  const asked = async () => (await fetch(`${url}clients.json`)).json()
  expect(await asked()).toEqual({ clients: [] })
  const before = Math.floor(Date.now() / 1000)
  await new Wire(port).ask('GET /?action=stream HTTP/1.0').parts(1)
  const ours = await asked()
  expect(orderOf(ours)).toEqual(orderOf(theirClients))
  expect(shapeOf(ours)).toEqual(shapeOf(theirClients))
  expect(ours.clients[0].address).toBe('127.0.0.1')
  expect(ours.clients[0].timestamp).toBeGreaterThanOrEqual(before)
  expect(ours.clients[0].timestamp).toBeLessThanOrEqual(Date.now() / 1000 + 1)
})

test('what was commanded is told', async () => {
  const of = app({ cameras: withControls(new Dials(brightness, reset)) })
  await get(of, '/?action=command&id=brightness&value=7')
  expect((await told(of, '/input.json'))['controls']).toMatchObject([{ value: '7' }, {}])
})
