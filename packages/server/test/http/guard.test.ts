import fc from 'fast-check'
import { expect, test } from 'vitest'
import { app, diary, get, problem } from './makers.ts'

test('a name the server does not know is refused, with what to do', async () => {
  const answer = get(app(), '/cameras', { headers: { host: 'evil.example:8080' } })
  expect(await problem(answer)).toEqual({
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
    code: 'FORBIDDEN_HOST',
    detail:
      'This server does not answer to the name "evil.example:8080". If it is yours, start the ' +
      'server with --allow-host evil.example (in a program: hosts); otherwise use its IP address',
    host: 'evil.example:8080',
  })
})

test.each(['192.168.1.7:8080', '[::1]:8080', 'localhost', 'camera.example'])(
  'addressed as %s it answers',
  async (host) => {
    const of = app({ hosts: ['camera.example'] })
    expect((await get(of, '/cameras', { headers: { host } })).status).toBe(200)
  },
)

test('a host that a trusted proxy was asked for must be known too', async () => {
  const headers = { host: '127.0.0.1', 'x-forwarded-host': 'camera.example' }
  expect(await problem(get(app(), '/', { headers }))).toMatchObject({
    code: 'FORBIDDEN_HOST',
    host: 'camera.example',
  })
  const of = app({ hosts: ['camera.example'] })
  expect((await get(of, '/cameras', { headers })).status).toBe(200)
})

test('a forwarded host does not make up for a strange one', async () => {
  const headers = { host: 'evil.example', 'x-forwarded-host': 'localhost' }
  expect(await problem(get(app(), '/', { headers }))).toMatchObject({ code: 'FORBIDDEN_HOST' })
})

test('every path is guarded, also those that do not exist and those outside the base path', async () => {
  const of = app({ basePath: '/webcam' })
  for (const path of ['/webcam/', '/webcam/nothing', '/elsewhere', '/webcam']) {
    const answer = get(of, path, { headers: { host: 'evil.example' } })
    expect(await problem(answer)).toMatchObject({ code: 'FORBIDDEN_HOST' })
  }
})

test('a page of another site is refused, with what to do', async () => {
  const answer = get(app(), '/cameras', { headers: { origin: 'https://evil.example' } })
  expect((await answer).headers.get('access-control-allow-origin')).toBeNull()
  expect(await problem(answer)).toEqual({
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
    code: 'FORBIDDEN_ORIGIN',
    detail:
      'This server does not answer pages of other sites such as https://evil.example. If the ' +
      'page is yours, start the server with --allow-origin https://evil.example (in a program: origins)',
    origin: 'https://evil.example',
  })
})

test('a foreign page that says nothing of itself is refused as well', async () => {
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }
  expect(await problem(get(app(), '/stream', { headers }))).toMatchObject({
    code: 'FORBIDDEN_ORIGIN',
    origin: null,
  })
})

test('a named page may read the answer, problems included', async () => {
  const of = app({ origins: ['https://dashboard.example'] })
  const headers = { origin: 'https://dashboard.example' }
  for (const path of ['/cameras', '/snapshot.jpg', '/nothing']) {
    const { headers: said } = await get(of, path, { headers })
    expect(said.get('access-control-allow-origin')).toBe('https://dashboard.example')
    expect(said.get('access-control-expose-headers')).toContain('X-Frame-Index')
    expect(said.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(said.get('vary')).toContain('Origin')
  }
})

test.each(['/', '/cameras', '/snapshot.jpg', '/stream', '/nothing', '/openapi.json'])(
  '%s wears the headers that keep browsers careful',
  async (path) => {
    const response = await get(app(), path)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-site',
      'content-security-policy': expect.stringContaining("frame-ancestors 'self'"),
    })
    await response.body?.cancel()
  },
)

test('an empty body is none', async () => {
  expect((await get(app(), '/cameras', { headers: { 'content-length': '0' } })).status).toBe(200)
})

test('a URL of more than 4096 characters is refused', async () => {
  const rest = 4096 - 'http://localhost/cameras?'.length
  expect((await get(app(), `/cameras?${'a'.repeat(rest)}`)).status).toBe(200)
  expect(await problem(get(app(), `/cameras?${'a'.repeat(rest + 1)}`))).toMatchObject({
    status: 414,
    code: 'URL_TOO_LONG',
  })
})

test('the log has a line for each request, without its query', async () => {
  const { log, entries } = diary()
  const of = app({ log })
  await get(of, '/cameras?token=secret', { headers: { 'x-forwarded-for': '192.168.1.20' } })
  expect(entries).toEqual([
    {
      level: 'debug',
      text: 'request',
      facts: {
        method: 'GET',
        path: '/cameras',
        status: 200,
        ms: expect.any(Number),
        address: '192.168.1.20',
      },
    },
  ])
})

test('whatever a request says of where it comes from, it is answered, and nothing fails', async () => {
  const pages = [
    'null',
    'http://a.example',
    'data:,x',
    'android-app://a.b',
    'about:blank',
    '//',
    '?',
  ]
  const words = [
    'localhost',
    '[::1]',
    'x:99999',
    '[',
    '@',
    '.',
    'cross-site',
    'none',
    'Mozilla/5.0',
  ]
  const text = fc.oneof(
    fc.constantFrom(...pages),
    fc.constantFrom(...words),
    fc.stringMatching(/^[ -~]{0,20}$/),
  )
  const common = ['origin', 'referer', 'host'].flatMap((name) => [name, name, name])
  const rare = ['sec-fetch-site', 'sec-fetch-mode', 'user-agent', 'accept', 'via', 'upgrade']
  const forwarded = ['for', 'host', 'proto', 'prefix'].map((what) => `x-forwarded-${what}`)
  const names = fc.constantFrom(...common, ...rare, ...forwarded)
  const of = app({ origins: ['http://a.example'], hosts: ['a.example'] })
  const [esp32, streamer] = [of.imitate('esp32'), of.imitate('camera-streamer')]
  const asked = fc.record({
    way: fc.constantFrom(
      ...([
        [of, '/state'],
        [streamer, '/status'],
        [esp32, '/status'],
      ] as const),
      ...([
        [of, '/?action=command&id=1'],
        [streamer, '/option'],
        [esp32, '/control'],
      ] as const),
    ),
    method: fc.constantFrom('GET', 'GET', 'HEAD', 'OPTIONS', 'POST'),
    headers: fc.dictionary(names, text, { maxKeys: 3 }),
    address: fc.constantFrom('192.168.1.9', '192.168.1.9', '127.0.0.1', 'unix', undefined),
  })
  await fc.assert(
    fc.asyncProperty(asked, async ({ way: [to, path], method, headers, address }) => {
      const request = new Request(`http://192.168.1.7:8080${path}`, { method, headers })
      expect((await to.fetch(request, { address })).status).not.toBe(500)
    }),
    { numRuns: 1000 },
  )
})
