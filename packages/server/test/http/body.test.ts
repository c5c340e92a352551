import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type RequestBody, readBody } from '../../src/http/body.ts'
import { openApi } from '../../src/http/openapi.ts'
import { Problem } from '../../src/http/problem.ts'
import { json, noQuery, type Route, route } from '../../src/http/route.ts'
import { visitOf } from '../../src/http/visit.ts'
import { app, get, problem } from './makers.ts'

const settings: RequestBody<Record<string, number>> = {
  type: 'application/json',
  about: 'Numbers by name.',
  schema: z.record(z.string(), z.number('a number'), 'settings by name'),
  maxBytes: 100,
}

/** A route that sends back the settings it was given. */
function echo(body = settings): Route {
  return route({
    id: 'echo',
    method: 'PATCH',
    paths: ['/echo'],
    summary: 'Echoes.',
    query: noQuery,
    body,
    answers: [{ status: 200, about: 'The settings.' }],
    answer: async (_visit, _query, read) => json(await read()),
  })
}

/** A route that counts the bytes of whatever it is given. */
function scale(): Route {
  return route({
    id: 'scale',
    method: 'POST',
    paths: ['/scale'],
    summary: 'Weighs.',
    query: noQuery,
    body: { type: ['image/jpeg', 'multipart/*'], about: 'Anything.' },
    answers: [{ status: 200, about: 'How many bytes.' }],
    async answer({ request }) {
      let bytes = 0
      for await (const chunk of request.body ?? []) bytes += chunk.length
      return json(bytes)
    },
  })
}

interface Sent {
  readonly body?: BodyInit | undefined
  readonly type?: string | undefined
  readonly headers?: Record<string, string> | undefined
}

/** Sends a body as a program would that says how long it is. */
async function send(to: Route, { body, type, headers }: Sent): Promise<Response> {
  const length = body === undefined ? '0' : `${new Blob([body.toString()]).size}`
  const request = new Request('http://localhost/', {
    method: to.method,
    ...(body === undefined ? {} : { body, duplex: 'half' }),
    headers: { 'content-type': type ?? 'application/json', 'content-length': length, ...headers },
  })
  const visit = visitOf(request, '', { prefix: '', host: undefined, address: undefined })
  try {
    return await to.answer(visit)
  } catch (error) {
    if (error instanceof Problem) return error.response()
    throw error
  }
}

const wordsOf = (code: string): unknown => expect.stringMatching(`: ${code}$`)

test('JSON of the right shape is read', async () => {
  const response = await send(echo(), { body: '{"a": 1}' })
  expect(await response.json()).toEqual({ a: 1 })
})

test('any JSON of numbers by name comes through as it was', async () => {
  const numbers = fc.dictionary(
    fc.string().filter((name) => name !== '__proto__'),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
  )
  await fc.assert(
    fc.asyncProperty(numbers, async (given) => {
      const wide = { ...settings, maxBytes: 65_536 }
      const response = await send(echo(wide), { body: JSON.stringify(given) })
      expect(await response.json()).toEqual(Object.fromEntries(Object.entries(given)))
    }),
  )
})

test('characters that arrive in pieces are put together', async () => {
  const whole = new TextEncoder().encode('{"ä€😀": 2}')
  const body = new ReadableStream({
    start(controller) {
      for (const byte of whole) controller.enqueue(Uint8Array.of(byte))
      controller.close()
    },
  })
  const response = await send(echo(), { body, headers: { 'transfer-encoding': 'chunked' } })
  expect(await response.json()).toEqual({ 'ä€😀': 2 })
})

test('a member that is not what it should be is named', async () => {
  expect(await problem(send(echo(), { body: '{"a": 1, "b": "two"}' }))).toEqual({
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    code: 'INVALID_PARAMETER',
    detail: 'Expected b to be a number, got "two"',
    parameter: 'b',
    value: '"two"',
    expected: 'a number',
  })
})

test.each([
  ['[1]', 'Expected the body to be settings by name, got [1]'],
  ['null', 'Expected the body to be settings by name, got null'],
  ['', 'Expected a body of JSON, got nothing'],
  [' \n', 'Expected a body of JSON, got nothing'],
  ['{"a": 1', 'Expected a body of JSON: '],
  ['{a: 1}', 'Expected a body of JSON: '],
])('%j is refused with words', async (body, detail) => {
  const told = await problem(send(echo(), { body }))
  expect(told).toMatchObject({ status: 400, code: 'INVALID_BODY' })
  expect(told['detail']).toContain(detail)
})

test('bytes that are no UTF-8 are refused', async () => {
  const body = Uint8Array.of(0x22, 0xff, 0x22)
  expect(await problem(send(echo(), { body }))).toMatchObject({
    code: 'INVALID_BODY',
    detail: 'Expected a body of JSON, but it is no UTF-8',
  })
})

test('JSON that is nested beyond all reason is refused like any other', async () => {
  const wide = { ...settings, maxBytes: 65_536 }
  const told = problem(send(echo(wide), { body: '['.repeat(60_000) }))
  expect(await told).toMatchObject({ code: 'INVALID_BODY' })
})

test('the largest body is read, and one byte more is not', async () => {
  const body = `{"a":1${' '.repeat(93)}}`
  expect((await send(echo(), { body })).status).toBe(200)
  expect(await problem(send(echo(), { body: `${body} ` }))).toMatchObject({
    status: 413,
    code: 'BODY_TOO_LARGE',
    limit: 100,
  })
})

test('a body that does not say its length is read up to the limit, and let go of then', async () => {
  let given = 0
  let cancelled = false
  const body = new ReadableStream({
    pull(controller) {
      given += 10
      controller.enqueue(new Uint8Array(10).fill(0x20))
    },
    cancel() {
      cancelled = true
    },
  })
  const told = problem(send(echo(), { body, headers: { 'transfer-encoding': 'chunked' } }))
  expect(await told).toMatchObject({ code: 'BODY_TOO_LARGE' })
  expect(given).toBeLessThan(200)
  expect(cancelled).toBe(true)
})

test('a body that breaks off is a problem of the request, not of the server', async () => {
  const body = new ReadableStream({
    pull: (controller) => controller.error(new Error('gone')),
  })
  const told = problem(send(echo(), { body, headers: { 'transfer-encoding': 'chunked' } }))
  expect(await told).toMatchObject({
    status: 400,
    detail: 'Expected a body of JSON, but it did not come to its end',
  })
})

test.each(['application/x-www-form-urlencoded', 'text/plain', 'application/jsonp', ''])(
  'JSON that is called %j is refused, naming what is taken',
  async (type) => {
    expect(await problem(send(echo(), { body: '{}', type }))).toMatchObject({
      status: 415,
      code: 'UNSUPPORTED_TYPE',
      supported: ['application/json'],
    })
  },
)

test.each(['application/json; charset=utf-8', 'Application/JSON', 'application/json ;x=y'])(
  'JSON may be called %s',
  async (type) => {
    expect((await send(echo(), { body: '{}', type })).status).toBe(200)
  },
)

test('a compressed body is refused', async () => {
  const headers = { 'content-encoding': 'gzip' }
  const told = problem(send(echo(), { body: '{}', headers }))
  expect(await told).toMatchObject({ code: 'UNSUPPORTED_TYPE' })
})

test('a route without a schema gets the body as it comes, if its type is one of those it takes', async () => {
  const body = 'x'.repeat(100_000)
  const weigh = (type: string): Promise<Response> => send(scale(), { body, type })
  expect(await (await weigh('image/jpeg')).json()).toBe(100_000)
  expect(await (await weigh('multipart/x-mixed-replace; boundary=x')).json()).toBe(100_000)
  expect(await problem(weigh('image/png'))).toMatchObject({
    detail: 'Expected Content-Type: image/jpeg or multipart/*, got "image/png"',
  })
})

test('no body at all is left to a route without a schema', async () => {
  expect(await (await send(scale(), { type: '' })).json()).toBe(0)
})

test('reading without a schema is a mistake of the program', async () => {
  const request = new Request('http://localhost/')
  await expect(readBody(request, undefined)).rejects.toThrow(TypeError)
})

test('the document describes what a route takes, and the problems that come with it', () => {
  const document = openApi([echo(), scale()], '')
  expect(document).toHaveProperty(['paths', '/echo', 'patch', 'requestBody'], {
    description: 'Numbers by name.',
    required: true,
    content: { 'application/json': { schema: expect.objectContaining({ type: 'object' }) } },
  })
  const responses = ['paths', '/echo', 'patch', 'responses']
  expect(document).toHaveProperty([...responses, '413', 'description'], wordsOf('BODY_TOO_LARGE'))
  expect(document).toHaveProperty([...responses, '415', 'description'], wordsOf('UNSUPPORTED_TYPE'))
  expect(document).toHaveProperty(['paths', '/scale', 'post', 'requestBody', 'content'], {
    'image/jpeg': {},
    'multipart/*': {},
  })
})

test('what nothing takes is refused, and the connection ends with the answer', async () => {
  const headers = { 'content-length': '5' }
  const refused = get(app(), '/cameras', { headers })
  expect((await refused).headers.get('connection')).toBe('close')
  expect(await problem(refused)).toMatchObject({ status: 413, code: 'BODY_REFUSED' })
  const chunked = get(app(), '/cameras', { headers: { 'transfer-encoding': 'chunked' } })
  expect(await problem(chunked)).toMatchObject({ code: 'BODY_REFUSED' })
  for (const [path, status] of [
    ['/cameras', 405],
    ['/nothing', 404],
  ] as const) {
    const answer = await get(app(), path, { method: 'POST', headers })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('connection')).toBe('close')
  }
})

test('a page that may read but not change is told so when its browser asks beforehand', async () => {
  const ask = (origins: string[], method: string): Promise<Response> =>
    get(app({ origins }), '/viewers/1', {
      method: 'OPTIONS',
      headers: { origin: 'https://page.example', 'access-control-request-method': method },
    })
  expect((await ask(['https://page.example'], 'DELETE')).status).toBe(204)
  expect((await ask(['*'], 'GET')).status).toBe(204)
  expect((await ask(['*'], 'DELETE')).status).toBe(403)
})
