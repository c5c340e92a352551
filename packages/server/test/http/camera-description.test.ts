/** Cameras as things of the Web of Things. @module */
import { expect, test } from 'vitest'
import { Cameras, type Control, type Controls, type ControlValues, ZoetropeError } from 'zoetrope'
import { checkControls } from '../../../zoetrope/src/camera/control-check.ts'
import { app, camera, Feed, get, problem } from './makers.ts'

const brightness: Control = {
  name: 'brightness',
  label: 'Brightness',
  type: 'integer',
  value: 128,
  default: 128,
  min: 0,
  max: 255,
}
const flicker: Control = {
  name: 'power_line_frequency',
  label: 'Power line frequency',
  group: 'User Controls',
  type: 'menu',
  value: 2,
  choices: [
    { value: 0, label: 'Disabled' },
    { value: 2, label: '60 Hz' },
  ],
}
const reset: Control = { name: 'reset', label: 'Reset', type: 'button' }

/** An app with a camera that has these controls, and what they were set to. */
function withControls(...all: Control[]) {
  const set: ControlValues[] = []
  const controls: Controls = {
    list: async () => all,
    async set(values) {
      set.push(checkControls(all, values))
      return all
    },
  }
  return { set, of: app({ cameras: new Cameras([camera('desk', source(controls))]) }) }
}

function source(controls: Controls): Feed {
  return Object.assign(new Feed(), { controls })
}

const td = { headers: { accept: 'application/td+json' } }

function put(json: unknown): RequestInit {
  const headers = { 'content-type': 'application/json' }
  return { method: 'PUT', headers, body: JSON.stringify(json) }
}

test('who asks for JSON gets the status, and who asks for a Thing Description gets that', async () => {
  const of = app()
  const status = await get(of, '/cameras/desk', { headers: { accept: 'application/json, */*' } })
  expect(await status.json()).toMatchObject({ name: 'desk', state: 'idle' })
  const description = await get(of, '/cameras/desk', td)
  expect(description.headers.get('content-type')).toBe('application/td+json')
  expect(description.headers.get('vary')).toContain('Accept')
  expect(await description.json()).toMatchObject({
    title: 'desk',
    base: 'http://localhost/cameras/desk/',
    properties: { picture: { readOnly: true, observable: true } },
  })
})

test('every address of a description is there', async () => {
  const { of } = withControls(brightness, flicker)
  const { base, properties, links } = await (await get(of, '/cameras/desk', td)).json()
  const forms = Object.values(properties).flatMap((each) => Object(each).forms)
  const hrefs: string[] = [...forms, ...links].map(({ href }) => href)
  for (const href of hrefs) {
    const { pathname, search } = new URL(href, base)
    // Nobody waits for the picture of a camera that gives none.
    const asked = { method: 'HEAD', signal: AbortSignal.abort() }
    expect([href, (await get(of, pathname + search, asked)).status]).not.toEqual([href, 404])
  }
  expect(hrefs.length).toBeGreaterThan(6)
})

test('controls are properties, and buttons are actions', async () => {
  const { of } = withControls(brightness, flicker, reset)
  const description = await (await get(of, '/cameras/desk', td)).json()
  expect(description.properties).toMatchObject({
    brightness: { title: 'Brightness', type: 'integer', minimum: 0, maximum: 255, default: 128 },
    power_line_frequency: {
      type: 'integer',
      description: 'User Controls',
      oneOf: [
        { const: 0, title: 'Disabled' },
        { const: 2, title: '60 Hz' },
      ],
    },
  })
  expect(description.properties).not.toHaveProperty('reset')
  expect(description.actions.reset.forms).toEqual([
    {
      op: 'invokeaction',
      href: 'controls/reset',
      contentType: 'application/json',
      'htv:methodName': 'PUT',
    },
  ])
})

test('a camera whose device is away describes its picture', async () => {
  const away = (): Promise<never> =>
    Promise.reject(new ZoetropeError('SOURCE_UNAVAILABLE', 'It is unplugged'))
  const of = app({ cameras: new Cameras([camera('desk', source({ list: away, set: away }))]) })
  const { properties } = await (await get(of, '/cameras/desk', td)).json()
  expect(Object.keys(properties)).toEqual(['picture'])
})

test('behind a trusted proxy it has the address that the viewer has', async () => {
  const of = app({ hosts: ['cameras.example'] })
  const headers = {
    ...td.headers,
    'x-forwarded-host': 'cameras.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-prefix': '/lab',
  }
  const { base } = await (await get(of, '/cameras/desk', { headers })).json()
  expect(base).toBe('https://cameras.example/lab/cameras/desk/')
})

test('one control is read by itself', async () => {
  const { of } = withControls(brightness, reset)
  expect(await (await get(of, '/cameras/desk/controls/brightness')).json()).toBe(128)
  expect(await (await get(of, '/controls/reset')).json()).toBeNull()
})

test('one control is set by itself', async () => {
  const { of, set } = withControls(brightness, reset)
  expect((await get(of, '/cameras/desk/controls/brightness', put(12))).status).toBe(204)
  expect((await get(of, '/cameras/desk/controls/reset', put(true))).status).toBe(204)
  expect(set).toEqual([{ brightness: 12 }, { reset: true }])
})

test('a value that a control cannot have is refused with the range', async () => {
  const { of } = withControls(brightness)
  expect(await problem(get(of, '/cameras/desk/controls/brightness', put(256)))).toMatchObject({
    status: 400,
    code: 'INVALID_PARAMETER',
    parameter: 'brightness',
    expected: 'a whole number from 0 to 255',
  })
})

test('a control that the camera does not have is told from a camera that is not there', async () => {
  const { of } = withControls(brightness)
  for (const init of [{}, put(1)]) {
    expect(await problem(get(of, '/cameras/desk/controls/hue', init))).toMatchObject({
      status: 404,
      code: 'NO_SUCH_CONTROL',
      controls: ['brightness'],
    })
  }
  expect(await problem(get(of, '/cameras/none/controls/hue'))).toMatchObject({
    code: 'NO_SUCH_CAMERA',
  })
})

test('who may not set controls may not set one by itself either', async () => {
  const { of, set } = withControls(brightness)
  const request = new Request('http://localhost/cameras/desk/controls/brightness', put(12))
  const response = of.fetch(request, { address: '192.0.2.7' })
  expect(await problem(Promise.resolve(response))).toMatchObject({ code: 'CONTROL_FORBIDDEN' })
  expect(set).toEqual([])
})
