import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { app, camera, folder, get, problem } from './makers.ts'

/** A folder like the one the page is built into. */
function built(): string {
  const pageDir = folder()
  mkdirSync(join(pageDir, 'assets'))
  writeFileSync(join(pageDir, 'index.html'), '<title>all</title>')
  writeFileSync(join(pageDir, 'viewer.html'), '<title>one</title>')
  writeFileSync(join(pageDir, 'assets', 'page-ABCDEF12.js'), 'let a')
  return pageDir
}

test.each([
  ['/', '<title>all</title>'],
  ['/cameras/desk/viewer', '<title>one</title>'],
])('%s is a page that may load nothing from elsewhere', async (path, html) => {
  const response = await get(app({ pageDir: built() }), path)
  expect(await response.text()).toBe(html)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'content-security-policy':
      "default-src 'none'; img-src 'self' blob: data:; style-src 'self'; script-src 'self'; " +
      "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  })
})

test('one page alone may use the camera of the device, and none its microphone', async () => {
  const pageDir = built()
  writeFileSync(join(pageDir, 'publish.html'), '<publish-view>')
  const of = app({ pageDir })
  const policy = async (path: string) => (await get(of, path)).headers.get('permissions-policy')
  expect(await policy('/publish?camera=phone')).toMatch(/^camera=\(self\), microphone=\(\)/)
  expect(await policy('/')).toMatch(/^camera=\(\), microphone=\(\)/)
  expect(await policy('/cameras/desk/viewer')).toMatch(/^camera=\(\), microphone=\(\)/)
})

test('a page that a browser has already is not sent again', async () => {
  const of = app({ pageDir: built() })
  const tag = (await get(of, '/')).headers.get('etag') ?? ''
  const again = await get(of, '/', { headers: { 'if-none-match': tag } })
  expect(again.status).toBe(304)
  expect(again.body).toBeNull()
})

test('the element is a script for any page, asked for anew each time', async () => {
  const pageDir = built()
  const of = app({ pageDir, origins: ['https://home.example'] })
  expect(await problem(get(of, '/zoetrope-view.js'))).toMatchObject({
    detail: expect.stringContaining('npm run build'),
  })
  writeFileSync(join(pageDir, 'zoetrope-view.js'), 'let view')
  const headers = { origin: 'https://home.example' }
  const response = await get(of, '/zoetrope-view.js', { headers })
  expect(await response.text()).toBe('let view')
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-cache')
  expect(response.headers.get('access-control-allow-origin')).toBe('https://home.example')
})

test('assets are kept for ever', async () => {
  const response = await get(app({ pageDir: built() }), '/assets/page-ABCDEF12.js')
  expect(await response.text()).toBe('let a')
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(response.headers.get('cache-control')).toContain('immutable')
})

test.each(['/assets/none.js', '/assets/..%2findex.html', '/assets/', '/viewer.html'])(
  '%s is not there',
  async (path) => {
    expect(await problem(get(app({ pageDir: built() }), path))).toMatchObject({ code: 'NOT_FOUND' })
  },
)

test('a viewer of a camera that is not there is a 404', async () => {
  const answer = get(app({ pageDir: built() }), '/cameras/cellar/viewer')
  expect(await problem(answer)).toMatchObject({ code: 'NO_SUCH_CAMERA' })
})

test('/viewer leads to the first camera, relative to where it is asked', async () => {
  const cameras = new Cameras([camera('attic'), camera('desk')])
  const response = await get(app({ cameras }), '/viewer')
  expect(response.status).toBe(302)
  expect(response.headers.get('location')).toBe('cameras/attic/viewer')
})

test('a page that was never built says what to do', async () => {
  expect(await problem(get(app({ pageDir: folder() }), '/'))).toMatchObject({
    status: 404,
    detail: expect.stringContaining('npm run build'),
  })
})
