import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Cameras, type Control } from 'zoetrope'
import { brightness, Dials, flicker, reset, withControls } from '../http/dials.ts'
import { app, camera, Feed, get, problem, server } from '../http/makers.ts'

const hue: Control = { ...brightness, name: 'hue', id: 0x00980903, min: -128 }
const swap: Control = { name: 'swap', label: 'Swap', id: 0x00980914, type: 'boolean', value: false }

function command(controls: Dials, query: string, headers: Record<string, string> = {}) {
  return get(app({ cameras: withControls(controls) }), `/?action=command&${query}`, { headers })
}

test.each([
  ['id=9963779&value=-5', { hue: -5 }, '9963779: 0'],
  ['dest=0&plugin=0&id=9963779&group=1&value=12', { hue: 12 }, '9963779: 0'],
  ['id=hue&value=3', { hue: 3 }, 'hue: 0'],
  ['id=swap&value=1', { swap: true }, 'swap: 0'],
  ['id=9963796&value=0', { swap: false }, '9963796: 0'],
  ['id=9963796&value=2', { swap: true }, '9963796: 0'],
  ['id=power_line_frequency&value=1', { power_line_frequency: 1 }, 'power_line_frequency: 0'],
  ['id=reset', { reset: true }, 'reset: 0'],
  ['id=reset&value=0', { reset: true }, 'reset: 0'],
  ['id=hue', { hue: 0 }, 'hue: 0'],
])('%s sets %j and says so', async (query, values, words) => {
  const dials = new Dials(hue, swap, flicker, reset)
  const response = await command(dials, query)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(await response.text()).toBe(words)
  expect(dials.asked).toEqual([values])
})

test('the camera is meant by its number', async () => {
  const [left, right] = [new Dials(hue), new Dials(hue)]
  const cameras = new Cameras([
    camera('left', Object.assign(new Feed(), { controls: left })),
    camera('right', Object.assign(new Feed(), { controls: right })),
  ])
  const of = app({ cameras })
  await get(of, '/?action=command&plugin=1&id=hue&value=9')
  expect([left.asked, right.asked]).toEqual([[], [{ hue: 9 }]])
  expect(await problem(get(of, '/?action=command&plugin=2&id=hue&value=9'))).toMatchObject({
    code: 'NO_SUCH_CAMERA',
  })
})

test.each([
  ['value=1', 400, 'INVALID_PARAMETER', 'Expected id to be'],
  ['id=nothing&value=1', 404, 'NO_SUCH_CONTROL', 'hue'],
  ['id=hue&value=500', 400, 'INVALID_PARAMETER', 'from -128 to 255'],
  ['id=hue&value=loud', 400, 'INVALID_PARAMETER', 'Expected value to be'],
  ['id=power_line_frequency&value=7', 400, 'INVALID_PARAMETER', 'power_line_frequency'],
  ['dest=1&id=hue&value=1', 501, 'NOT_IMPLEMENTED', 'dest'],
  ['dest=2&id=hue&value=1', 501, 'NOT_IMPLEMENTED', 'dest'],
  ['group=2&id=0&value=1', 501, 'NOT_IMPLEMENTED', 'group'],
  ['group=3&id=0&value=80', 501, 'NOT_IMPLEMENTED', 'group'],
])('%s is refused with %i, and nothing is set', async (query, status, code, words) => {
  const dials = new Dials(hue, flicker)
  const refused = await problem(command(dials, query))
  expect(refused).toMatchObject({ status, code, detail: expect.stringContaining(words) })
  expect(dials.asked).toEqual([])
})

test('a camera without controls says so', async () => {
  expect(await problem(get(app(), '/?action=command&id=hue&value=1'))).toMatchObject({
    code: 'NO_CONTROLS',
  })
})

test.each<[string, Record<string, string>]>([
  ['a page of another site', { origin: 'https://evil.example' }],
  ['a picture in a page of another site', { referer: 'https://evil.example/a.html' }],
  ['a page of another site that hides', { 'sec-fetch-site': 'cross-site' }],
  ['a page of another port of this machine', { 'sec-fetch-site': 'same-site' }],
  [
    'a link in a page of another site',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  ],
  // So is the page that it leads on to, and a link in somebody's mail.
  ['an address that is typed', { 'user-agent': 'Mozilla/5.0', 'sec-fetch-site': 'none' }],
  [
    'a browser over plain HTTP whose page hides',
    { 'user-agent': 'Mozilla/5.0 (X11) Firefox/153.0' },
  ],
])('%s sets nothing', async (_, headers) => {
  const dials = new Dials(hue)
  expect(await problem(command(dials, 'id=hue&value=1', headers))).toMatchObject({
    status: 403,
    code: 'FORBIDDEN_ORIGIN',
  })
  expect(dials.asked).toEqual([])
})

test.each<[string, Record<string, string>]>([
  ['a program', { 'user-agent': 'curl/8.0' }],
  ['a program that says nothing of itself', {}],
  ['a page of this server', { 'user-agent': 'Mozilla/5.0', 'sec-fetch-site': 'same-origin' }],
  [
    'a page of this server over plain HTTP',
    { 'user-agent': 'Mozilla/5.0', referer: 'http://localhost/control.htm' },
  ],
])('%s may', async (_, headers) => {
  const dials = new Dials(hue)
  expect((await command(dials, 'id=hue&value=1', headers)).status).toBe(200)
  expect(dials.asked).toEqual([{ hue: 1 }])
})

test('a page whose origin is configured may, and * means nobody', async () => {
  const dials = new Dials(hue)
  const ask = (origins: string[]) =>
    get(app({ cameras: withControls(dials), origins }), '/?action=command&id=hue&value=1', {
      headers: { origin: 'https://home.example' },
    })
  expect((await ask(['https://home.example'])).status).toBe(200)
  expect((await ask(['*'])).status).toBe(403)
})

test('from elsewhere in the network it needs the same permission as a PATCH', async () => {
  const dials = new Dials(hue)
  const ask = (allowControl: string[]) =>
    app({ cameras: withControls(dials), allowControl }).fetch(
      new Request('http://localhost/?action=command&id=hue&value=1'),
      { address: '192.168.1.9' },
    )
  expect(await problem(ask([]))).toMatchObject({ status: 403, code: 'CONTROL_FORBIDDEN' })
  expect(dials.asked).toEqual([])
  expect((await ask(['network'])).status).toBe(200)
})

test('HEAD sets nothing', async () => {
  const dials = new Dials(hue)
  const of = app({ cameras: withControls(dials) })
  const response = await get(of, '/?action=command&id=hue&value=1', { method: 'HEAD' })
  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('GET, OPTIONS')
  expect(dials.asked).toEqual([])
})

test('whatever is commanded, only what may be set is set, and nothing fails', async () => {
  const dials = new Dials(hue, swap, reset)
  const of = app({ cameras: withControls(dials) })
  const words = fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('hue', 'swap'))
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom('id', 'value', 'plugin', 'dest', 'group'), words),
      async (query) => {
        const { status } = await get(of, `/?action=command&${new URLSearchParams(query)}`)
        expect([200, 400, 404, 501]).toContain(status)
      },
    ),
  )
  for (const { hue: set = 0 } of dials.asked) {
    expect(set).toBeGreaterThanOrEqual(-128)
    expect(set).toBeLessThanOrEqual(255)
  }
})

test('over a real server a command is a GET', async () => {
  const dials = new Dials(hue)
  const { url } = await server({ cameras: withControls(dials) })
  const response = await fetch(`${url}?action=command&dest=0&plugin=0&id=9963779&group=1&value=4`)
  expect(await response.text()).toBe('9963779: 0')
  expect(dials.asked).toEqual([{ hue: 4 }])
})
