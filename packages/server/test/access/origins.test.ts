import { expect, test } from 'vitest'
import { askerOf, Origins } from '../../src/access/origins.ts'

const own = ['camera.local:8080']

function accepts(headers: Record<string, string>, names: string[] = []): boolean {
  return new Origins(names).accepts(askerOf(new Headers(headers)), own)
}

function showing(headers: Record<string, string>, names: string[] = []): string | undefined {
  const asker = askerOf(new Headers(headers))
  return new Origins(names).showing(asker, own)['cross-origin-resource-policy']
}

test('a program, which says nothing of a page, is accepted', () => {
  expect(accepts({})).toBe(true)
})

test.each(['http://camera.local:8080', 'https://camera.local:8080', 'http://CAMERA.local:8080'])(
  "the server's own page %s may read",
  (origin) => {
    expect(accepts({ origin })).toBe(true)
  },
)

test.each([
  ['another site', 'http://evil.example'],
  ['the same host on another port', 'http://camera.local:5000'],
  ['a page without an origin', 'null'],
  ['nonsense', 'camera.local:8080'],
])('%s may not read', (_what, origin) => {
  expect(accepts({ origin })).toBe(false)
})

test('a default port may be left out', () => {
  const origins = new Origins()
  const secure = askerOf(new Headers({ origin: 'https://camera.example' }))
  expect(origins.accepts(secure, ['camera.example'])).toBe(true)
  expect(origins.accepts(secure, ['camera.example:443'])).toBe(true)
  expect(origins.accepts(secure, ['camera.example:80'])).toBe(false)
})

test('what the browser calls same-origin is, whatever Host a proxy has made of it', () => {
  expect(accepts({ origin: 'https://elsewhere.example', 'sec-fetch-site': 'same-origin' })).toBe(
    true,
  )
})

test('a page of the same site may show pictures', () => {
  expect(accepts({ 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'image' })).toBe(true)
})

test.each(['image', 'iframe', 'video', 'script', 'object'])(
  'a foreign page may not load anything as %s',
  (dest) => {
    const mode = dest === 'iframe' || dest === 'object' ? 'navigate' : 'no-cors'
    expect(
      accepts({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode, 'sec-fetch-dest': dest }),
    ).toBe(false)
  },
)

test('a link from a foreign page may be followed', () => {
  expect(
    accepts({
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      referer: 'https://forum.example/thread',
    }),
  ).toBe(true)
})

test('a named page may read and show, known by Origin or by Referer', () => {
  const names = ['https://dashboard.example']
  expect(accepts({ origin: 'https://dashboard.example' }, names)).toBe(true)
  const image = { 'sec-fetch-site': 'cross-site', referer: 'https://dashboard.example/a?b' }
  expect(accepts(image, names)).toBe(true)
  expect(accepts({ ...image, referer: 'https://evil.example/' }, names)).toBe(false)
  expect(accepts({ ...image, origin: 'https://evil.example' }, names)).toBe(false)
})

test('* lets every page read and show', () => {
  expect(accepts({ origin: 'null' }, ['*'])).toBe(true)
  expect(accepts({ 'sec-fetch-site': 'cross-site' }, ['*'])).toBe(true)
  expect(showing({}, ['*'])).toBe('cross-origin')
})

test('only named pages are told that they may read', () => {
  const origins = new Origins(['https://dashboard.example'])
  const asker = (origin: string) => askerOf(new Headers({ origin }))
  expect(origins.reading(asker('https://dashboard.example'))).toMatchObject({
    'access-control-allow-origin': 'https://dashboard.example',
  })
  expect(origins.reading(asker('https://evil.example'))).toEqual({})
  expect(new Origins(['*']).reading(asker('https://a.example'))).toMatchObject({
    'access-control-allow-origin': '*',
  })
})

test.each([
  ['nothing is known', {}, 'same-site'],
  ['a foreign page asks', { referer: 'http://evil.example/' }, 'same-site'],
  ['the same host on another port asks', { referer: 'http://camera.local:5000/' }, 'cross-origin'],
  ['the browser finds it the same site', { 'sec-fetch-site': 'same-site' }, 'cross-origin'],
])('where %s, the resource policy is fitting', (_what, headers, policy) => {
  expect(showing(headers)).toBe(policy)
})

test('only the own and the named pages may frame', () => {
  expect(new Origins().framing).toBe("'self'")
  expect(new Origins(['https://a.example']).framing).toBe("'self' https://a.example")
  expect(new Origins(['null']).framing).toBe("'self'")
  expect(new Origins(['*', 'https://a.example']).framing).toBe('*')
})

test.each([
  'dashboard.example',
  'https://a.example/path',
  '',
  'file:///a',
  'https://*.example',
  'https://a;b',
])('%j is no origin to configure', (name) => {
  expect(() => new Origins([name])).toThrow(RangeError)
})

test('null, the origin of pages without one, can be configured', () => {
  expect(accepts({ origin: 'null' }, ['null'])).toBe(true)
})
