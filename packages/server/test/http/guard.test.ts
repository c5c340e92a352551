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
