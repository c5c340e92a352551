import { expect, test } from 'vitest'
import { broadcastHandler } from '../../src/handler/handler.ts'
import { ask, published } from './asking.ts'

const mine = 'https://dashboard.example'

async function headersFor(headers: Record<string, string>, origins?: string[]): Promise<Headers> {
  return (await ask(broadcastHandler(published(1), { origins }), '/snapshot.jpg', { headers }))
    .headers
}

test('pages elsewhere may read nothing and show nothing, unless they are named', async () => {
  const { get, ...rest } = await headersFor({ origin: mine }).then((headers) => ({
    get: (name: string) => headers.get(name),
  }))
  expect(rest).toEqual({})
  expect(get('access-control-allow-origin')).toBeNull()
  expect(get('cross-origin-resource-policy')).toBe('same-site')
  expect(get('x-content-type-options')).toBe('nosniff')
})

test.each([
  [[mine], mine],
  [['*'], '*'],
])('with origins %o the page may read and show', async (origins, allowed) => {
  const headers = await headersFor({ origin: mine }, origins)
  expect(headers.get('access-control-allow-origin')).toBe(allowed)
  expect(headers.get('access-control-expose-headers')).toContain('X-Frame-Index')
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin')
})

test('an answer that is another one for another origin says so to caches', async () => {
  expect((await headersFor({}, [mine])).get('vary')).toBe('Origin')
  expect((await headersFor({}, ['*'])).get('vary')).toBeNull()
  const other = await headersFor({ origin: 'https://evil.example' }, [mine])
  expect(other.get('access-control-allow-origin')).toBeNull()
})

test.each([
  [
    'a page on another port of the host',
    { referer: 'http://here.example:5173/app' },
    'cross-origin',
  ],
  ['a page of the same site', { 'sec-fetch-site': 'same-site' }, 'cross-origin'],
  ['a page elsewhere', { referer: 'https://evil.example/' }, 'same-site'],
  ['a page that hides where it is', { referer: 'about:client' }, 'same-site'],
  ['nobody', {}, 'same-site'],
])('for %s the picture is %o %s', async (_, headers, policy) => {
  expect((await headersFor({ ...headers })).get('cross-origin-resource-policy')).toBe(policy)
})

test('a page that is named may send headers; its browser asks beforehand', async () => {
  const handler = broadcastHandler(published(1), { origins: [mine] })
  const { headers } = await ask(handler, '/frames', {
    method: 'OPTIONS',
    headers: { origin: mine, 'access-control-request-method': 'GET' },
  })
  expect(Object.fromEntries(headers)).toMatchObject({
    'access-control-allow-origin': mine,
    'access-control-allow-methods': 'GET, HEAD, OPTIONS',
    // Browsers do not take the star for a login.
    'access-control-allow-headers': '*, Authorization',
  })
})

test('problems can be read too, by whom answers can', async () => {
  const handler = broadcastHandler(published(1), { origins: [mine] })
  const { status, headers } = await ask(handler, '/nothing', { headers: { origin: mine } })
  expect([status, headers.get('access-control-allow-origin')]).toEqual([404, mine])
})

test.each(['dashboard.example', 'https://a b', 'null', 'https://x/, *', 'ftp://x'])(
  '%s is no origin',
  (origin) => {
    expect(() => broadcastHandler(published(1), { origins: [origin] })).toThrow(RangeError)
  },
)
