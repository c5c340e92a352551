import { expect, test } from 'vitest'
import { Cameras } from 'zoetrope'
import type { Route } from '../../src/http/route.ts'
import { routesOf } from '../../src/http/routes.ts'
import { type AppOptions, problemCodes } from '../../src/index.ts'
import { app, camera, diary, emptySite, get, problem } from './makers.ts'

const routes = routesOf(emptySite())
const pathsOf = (route: Route): string[] =>
  route.paths.map((path) => path.replace('{name}', 'desk'))
const changing = routes.filter(({ method }) => method !== 'GET').flatMap(pathsOf)
const paths = [...new Set(routes.flatMap(pathsOf))].filter((path) => !changing.includes(path))

test.each(paths)('%s tells what may be done with it', async (path) => {
  const response = await get(app(), path, { method: 'OPTIONS' })
  expect(response.status).toBe(204)
  expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
})

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  '%s is a 405 that tells what is allowed',
  async (method) => {
    for (const path of paths) {
      const answer = get(app(), path, { method })
      expect((await answer).headers.get('allow')).toBe('GET, HEAD, OPTIONS')
      expect(await problem(answer)).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' })
    }
  },
)

test('a named page that asks before an unusual request is let in, another is not', async () => {
  const of = app({ origins: ['https://dashboard.example'] })
  const ask = (origin: string) =>
    get(of, '/cameras', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'x-anything',
        'access-control-request-private-network': 'true',
      },
    })
  expect(Object.fromEntries((await ask('https://dashboard.example')).headers)).toMatchObject({
    'access-control-allow-origin': 'https://dashboard.example',
    'access-control-allow-methods': 'GET, HEAD, OPTIONS',
    'access-control-allow-headers': '*',
    'access-control-allow-private-network': 'true',
  })
  expect((await ask('https://evil.example')).status).toBe(403)
})

test.each([
  '/nothing',
  '/cameras/',
  '/cameras/desk/',
  '/cameras/desk/frames/x',
  '/../etc/passwd',
  '//',
])('%s is a 404 that names the list of what there is', async (path) => {
  expect(await problem(get(app(), path))).toMatchObject({
    status: 404,
    code: 'NOT_FOUND',
    detail: expect.stringContaining('/openapi.json'),
  })
})

test('HEAD of a problem is its headers alone', async () => {
  const response = await get(app(), '/nothing', { method: 'HEAD' })
  expect(response.status).toBe(404)
  expect(response.body).toBeNull()
})

test('health is said without asking the cameras', async () => {
  const response = await get(app({ cameras: new Cameras() }), '/healthz')
  expect(await response.json()).toEqual({ status: 'ok' })
})

test('what should not happen is a 500 that keeps its reason for the log', async () => {
  const { log, entries } = diary()
  const desk = camera()
  Object.defineProperty(desk, 'state', {
    get() {
      throw new Error('secret inside')
    },
  })
  const answer = get(app({ cameras: new Cameras([desk]), log }), '/cameras')
  const told = await problem(answer)
  expect(told).toMatchObject({ status: 500, code: 'INTERNAL' })
  expect(JSON.stringify(told)).not.toContain('secret')
  expect(entries[0]).toMatchObject({
    level: 'error',
    text: 'request failed',
    facts: { err: new Error('secret inside'), path: '/cameras' },
  })
})

test('everything lies below the base path, and nothing beside it', async () => {
  const of = app({ basePath: '/webcam' })
  expect((await get(of, '/webcam/cameras')).status).toBe(200)
  expect((await get(of, '/webcam/healthz')).status).toBe(200)
  expect(await problem(get(of, '/cameras'))).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  expect(await problem(get(of, '/webcamera'))).toMatchObject({ status: 404, code: 'NOT_FOUND' })
})

test.each([
  ['/webcam', '/webcam', '/webcam/'],
  ['/a/webcam', '/a/webcam?x=1', '/a/webcam/?x=1'],
])('the base path %s without its slash leads to the one with it', async (basePath, path, to) => {
  const response = await get(app({ basePath }), path)
  expect(response.status).toBe(302)
  const location = response.headers.get('location') ?? ''
  expect(new URL(location, `http://localhost${path}`).href).toBe(`http://localhost${to}`)
  // Relative, so that it holds behind a proxy that adds to the path.
  expect(location.startsWith('./')).toBe(true)
})

test('links have the base path and what a proxy puts before it', async () => {
  const of = app({ basePath: '/webcam/' })
  const links = async (headers: Record<string, string>): Promise<unknown> =>
    (await (await get(of, '/webcam/cameras/desk', { headers })).json()).links
  expect(await links({})).toMatchObject({ stream: '/webcam/cameras/desk/stream' })
  expect(await links({ 'x-forwarded-prefix': '/house' })).toMatchObject({
    self: '/house/webcam/cameras/desk',
    snapshot: '/house/webcam/cameras/desk/snapshot.jpg',
  })
})

test('a prefix from somebody else than a trusted proxy is not believed', async () => {
  const request = new Request('http://localhost/cameras/desk', {
    headers: { 'x-forwarded-prefix': '/evil' },
  })
  const response = await app().fetch(request, { address: '192.168.1.66' })
  expect((await response.json()).links.self).toBe('/cameras/desk')
})

test.each<[string, Partial<AppOptions>]>([
  ['the base path', { basePath: 'webcam' }],
  ['the base path', { basePath: '/a b' }],
  ['hosts', { hosts: ['http://a'] }],
  ['origins', { origins: ['a'] }],
  ['trustProxy', { trustProxy: ['a'] }],
])('a wrong option names itself: %s', (name, options) => {
  expect(() => app(options)).toThrow(`Expected ${name} to be`)
})

test('every problem has a code of its own', () => {
  expect(new Set(problemCodes).size).toBe(problemCodes.length)
})
