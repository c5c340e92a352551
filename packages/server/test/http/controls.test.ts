import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Control, type Controls, type KeptControl, ZoetropeError } from 'zoetrope'
import { brightness, Dials, flicker, reset, withControls } from './dials.ts'
import { app, get, problem, server } from './makers.ts'

/** A device that says no to everything. */
function broken(error: Error): Controls {
  const refuse = (): Promise<never> => Promise.reject(error)
  return { list: refuse, set: refuse }
}

function patch(controls: Controls, body: unknown, path = '/cameras/desk/controls') {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return get(app({ cameras: withControls(controls) }), path, {
    method: 'PATCH',
    body: text,
    headers: { 'content-type': 'application/json', 'content-length': `${text.length}` },
  })
}

const values = async (answer: Promise<Response>): Promise<unknown> => {
  const { controls } = await (await answer).json()
  return Object.fromEntries(controls.map((one: Control) => [one.name, one.value]))
}

test('controls are listed with all there is to know of them', async () => {
  const of = app({ cameras: withControls(new Dials(brightness, flicker, reset)) })
  for (const path of ['/cameras/desk/controls', '/controls']) {
    expect(await (await get(of, path)).json()).toEqual({
      controls: [
        { ...brightness, choices: null, inactive: false, readOnly: false, kept: null },
        {
          ...flicker,
          group: null,
          ...{ min: null, max: null, step: null },
          ...{ inactive: false, readOnly: false, kept: null },
        },
        {
          ...reset,
          ...{ group: null, value: null, default: null, min: null, max: null, step: null },
          ...{ choices: null, inactive: false, readOnly: false, kept: null },
        },
      ],
    })
  }
})

test('listing starts no camera', async () => {
  const cameras = withControls(new Dials(brightness))
  await get(app({ cameras }), '/controls')
  expect(cameras.first?.state).toBe('idle')
})

test('several are set at once, and the answer is how all are then', async () => {
  const dials = new Dials(brightness, flicker, reset)
  const answer = patch(dials, { brightness: 12, power_line_frequency: '50 hz', reset: true })
  expect(await values(answer)).toEqual({ brightness: 12, power_line_frequency: 1, reset: null })
  expect(dials.asked).toEqual([{ brightness: 12, power_line_frequency: 1, reset: true }])
})

test('what was set says so, in the list and in the status', async () => {
  const dials = new Dials(brightness, flicker)
  const { controls } = await (await patch(dials, { brightness: 7 })).json()
  expect(controls.map((one: KeptControl & { kept: string }) => one.kept)).toEqual(['request', null])
  const status = await (await get(app({ cameras: withControls(dials) }), '/cameras/desk')).json()
  expect(status.controls).toEqual({ kept: [{ name: 'brightness', value: 7, from: 'request' }] })
})

test('a value out of range is a 400 that names the control, its range and what came', async () => {
  const dials = new Dials(brightness, flicker)
  expect(await problem(patch(dials, { power_line_frequency: 1, brightness: 300 }))).toEqual({
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    code: 'INVALID_PARAMETER',
    detail: 'Expected brightness to be a whole number from 0 to 255, got 300',
    parameter: 'brightness',
    value: 300,
    expected: 'a whole number from 0 to 255',
  })
  expect(dials.asked).toEqual([])
})

test('an unknown control is a 400 that names those there are', async () => {
  expect(await problem(patch(new Dials(brightness, flicker), { britness: 1 }))).toMatchObject({
    status: 400,
    code: 'INVALID_PARAMETER',
    parameter: 'britness',
    detail: expect.stringContaining('brightness, power_line_frequency'),
  })
})

test.each([
  [{ brightness: null }, 'INVALID_PARAMETER'],
  [{ brightness: [1] }, 'INVALID_PARAMETER'],
  [[1, 2], 'INVALID_BODY'],
  ['brightness=12', 'INVALID_BODY'],
])('%j is refused', async (body, code) => {
  expect(await problem(patch(new Dials(brightness), body))).toMatchObject({ status: 400, code })
})

test('whatever JSON comes, nothing is set that is not right, and nothing fails', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), async (body) => {
      const dials = new Dials(brightness)
      const { status } = await patch(dials, body)
      expect([200, 400]).toContain(status)
      if (status === 400) expect(dials.asked).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test('an empty wish changes nothing and is granted', async () => {
  expect(await values(patch(new Dials(brightness), {}))).toEqual({ brightness: 128 })
})

test('a camera without controls says so', async () => {
  expect(await problem(get(app(), '/controls'))).toMatchObject({
    status: 404,
    code: 'NO_CONTROLS',
    camera: 'desk',
  })
  const status = await (await get(app(), '/cameras/desk')).json()
  expect(status.controls).toBeNull()
})

test('a camera that there is not comes before its controls', async () => {
  const answer = patch(new Dials(), {}, '/cameras/cellar/controls')
  expect(await problem(answer)).toMatchObject({ status: 404, code: 'NO_SUCH_CAMERA' })
})

test('a device that is gone is a 503 with the camera’s state', async () => {
  const gone = broken(new ZoetropeError('SOURCE_UNAVAILABLE', '/dev/video0 is not there'))
  const expected = {
    status: 503,
    code: 'CONTROLS_UNAVAILABLE',
    detail: '/dev/video0 is not there',
    camera: 'desk',
    state: 'idle',
    reason: null,
  }
  const of = app({ cameras: withControls(gone) })
  expect(await problem(get(of, '/controls'))).toMatchObject(expected)
  expect(await problem(patch(gone, { brightness: 1 }))).toMatchObject(expected)
})

test('what no device says is a failure of the server', async () => {
  expect(await problem(patch(broken(new TypeError('oops')), {}))).toMatchObject({ status: 500 })
})

/** Somebody at `address` sets the brightness. */
function setFrom(address: string, allowControl?: string[]): Promise<Response> {
  const of = app({ cameras: withControls(new Dials(brightness)), allowControl })
  const headers = { 'content-type': 'application/json', 'content-length': '16' }
  const init = { method: 'PATCH', body: '{"brightness":1}', headers }
  return of.fetch(new Request('http://localhost/controls', init), { address })
}

test('others than programs of this machine may look at controls, and set them where they are allowed to', async () => {
  const of = app({ cameras: withControls(new Dials(brightness)) })
  const look = await of.fetch(new Request('http://localhost/controls'), { address: '10.0.0.9' })
  expect(look.status).toBe(200)
  expect(await problem(setFrom('10.0.0.9'))).toMatchObject({
    status: 403,
    code: 'CONTROL_FORBIDDEN',
    detail: expect.stringContaining('--allow-control network'),
    address: '10.0.0.9',
  })
  expect((await setFrom('203.0.113.9', ['network'])).status).toBe(403)
  for (const address of ['unix', '::1', '10.0.0.9', 'fe80::1%eth0']) {
    expect((await setFrom(address, ['network'])).status).toBe(200)
  }
  expect(() => app({ allowControl: ['home'] })).toThrow('Expected allowControl to be IP addresses')
})

test('foreign pages may not set anything, even where any page may watch', async () => {
  const of = app({ cameras: withControls(new Dials(brightness)), origins: ['*'] })
  const answer = get(of, '/controls', {
    method: 'PATCH',
    body: '{"brightness":1}',
    headers: {
      'content-type': 'application/json',
      'content-length': '16',
      origin: 'https://x.example',
    },
  })
  expect(await problem(answer)).toMatchObject({ status: 403, code: 'FORBIDDEN_ORIGIN' })
})

test('a browser that asks beforehand is told that PATCH is allowed', async () => {
  const of = app({ origins: ['https://dashboard.example'] })
  const response = await get(of, '/controls', {
    method: 'OPTIONS',
    headers: {
      origin: 'https://dashboard.example',
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'content-type',
    },
  })
  expect(response.status).toBe(204)
  expect(response.headers.get('access-control-allow-methods')).toBe('GET, HEAD, PATCH, OPTIONS')
  expect(response.headers.get('access-control-allow-headers')).toBe('*')
})

test('over a real connection bodies are read, and the next request on it is answered', async () => {
  const dials = new Dials(brightness)
  const { url } = await server({ cameras: withControls(dials) })
  const send = (method: string, body: string): Promise<Response> =>
    fetch(`${url}controls`, { method, body, headers: { 'content-type': 'application/json' } })
  expect(await values(send('PATCH', '{"brightness": 1}'))).toEqual({ brightness: 1 })
  expect(await values(send('PATCH', '{"brightness": 2}'))).toEqual({ brightness: 2 })
  const large = await send('PATCH', `{"brightness": ${' '.repeat(100_000)}3}`)
  expect(large.status).toBe(413)
  expect((await send('POST', '{}')).status).toBe(405)
  expect(await values(send('PATCH', '{"brightness": 4}'))).toEqual({ brightness: 4 })
})
