import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { app, folder, get, problem } from './makers.ts'

/** An app that shows a folder with these files. */
function site(files: Record<string, string>) {
  const publicDir = join(folder(), 'public')
  mkdirSync(publicDir)
  for (const [name, text] of Object.entries(files)) {
    const path = join(publicDir, name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text)
  }
  const pageDir = folder()
  writeFileSync(join(pageDir, 'index.html'), 'ours')
  return { publicDir, of: app({ publicDir, pageDir }) }
}

const text = async (response: Promise<Response>): Promise<string> => (await response).text()

test.each([
  ['a.html', 'text/html; charset=utf-8'],
  ['a.css', 'text/css; charset=utf-8'],
  ['a.js', 'text/javascript; charset=utf-8'],
  ['a.png', 'image/png'],
  ['a.svg', 'image/svg+xml; charset=utf-8'],
  ['a.mp4', 'video/mp4'],
  ['a.strange', 'application/octet-stream'],
  ['deep/er/a.txt', 'text/plain; charset=utf-8'],
  ['with space & ümlaut.txt', 'text/plain; charset=utf-8'],
])('%s is shown as %s', async (name, type) => {
  const { of } = site({ [name]: 'content' })
  const response = await get(of, `/${name.split('/').map(encodeURIComponent).join('/')}`)
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('content')
  expect(response.headers.get('content-type')).toBe(type)
  expect(response.headers.get('content-length')).toBe('7')
})

test('a large file arrives whole, an empty one empty', async () => {
  const large = Array.from({ length: 200_000 }, (_, n) => `${n}`).join()
  const { of } = site({ 'large.txt': large, 'empty.txt': '' })
  expect(await text(get(of, '/large.txt'))).toBe(large)
  expect(await text(get(of, '/empty.txt'))).toBe('')
})

test('HEAD has the headers and no body', async () => {
  const response = await get(site({ 'a.txt': 'content' }).of, '/a.txt', { method: 'HEAD' })
  expect(response.headers.get('content-length')).toBe('7')
  expect(response.body).toBeNull()
})

test('a file that the reader has is not sent again, until it changes', async () => {
  const { of, publicDir } = site({ 'a.txt': 'content' })
  const { headers } = await get(of, '/a.txt', { method: 'HEAD' })
  const tag = { 'if-none-match': `"other", ${headers.get('etag')}` }
  const date = { 'if-modified-since': headers.get('last-modified') ?? '' }
  expect((await get(of, '/a.txt', { headers: tag })).status).toBe(304)
  expect((await get(of, '/a.txt', { headers: date })).status).toBe(304)
  expect((await get(of, '/a.txt', { headers: { 'if-none-match': '*' } })).status).toBe(304)
  utimesSync(join(publicDir, 'a.txt'), 1, 2_000_000_000)
  expect((await get(of, '/a.txt', { headers: tag })).status).toBe(200)
  expect((await get(of, '/a.txt', { headers: date })).status).toBe(200)
})

test('a range is answered with the whole file', async () => {
  const { of } = site({ 'a.txt': 'content' })
  const response = await get(of, '/a.txt', { headers: { range: 'bytes=1-2' } })
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('content')
})

test("an index.html takes the page's place, which browsers then find at /cameras", async () => {
  const { of } = site({ 'index.html': 'theirs' })
  expect(await text(get(of, '/'))).toBe('theirs')
  const browser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } }
  expect(await text(get(of, '/cameras', browser))).toBe('ours')
  expect(await (await get(of, '/cameras')).json()).toHaveProperty('cameras')
  expect((await get(of, '/?action=snapshot')).headers.get('content-type')).toBe('image/jpeg')
})

test('without an index.html the page stays where it is, and /cameras is JSON for all', async () => {
  const { of } = site({ 'a.txt': '' })
  expect(await text(get(of, '/'))).toBe('ours')
  const browser = { headers: { accept: 'text/html' } }
  expect(await (await get(of, '/cameras', browser)).json()).toHaveProperty('cameras')
})

test("the server's own paths come first", async () => {
  const { of } = site({ cameras: 'theirs', healthz: 'theirs', 'snapshot.jpg': 'theirs' })
  for (const path of ['/cameras', '/healthz', '/snapshot.jpg']) {
    expect(await text(get(of, path))).not.toBe('theirs')
  }
})

test('a folder shows its index.html, with the slash that relative links need', async () => {
  const { of } = site({ 'garden/index.html': 'roses' })
  expect(await text(get(of, '/garden/'))).toBe('roses')
  expect((await get(of, '/garden')).headers.get('location')).toBe('./garden/')
})

test('a folder without one shows nothing', async () => {
  const { of } = site({ 'garden/rose.txt': '' })
  for (const path of ['/garden', '/garden/']) {
    expect(await problem(get(of, path))).toMatchObject({ code: 'NOT_FOUND' })
  }
})

test.each([
  '/.env',
  '/.git/config',
  '/%2eenv',
  '/a.txt/',
  '//a.txt',
  '/./a.txt%00',
  '/a.txt%00.html',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e%2fsecret.txt',
  '/deep/..%2f..%2fsecret.txt',
  '/..%5csecret.txt',
  '/%252e%252e/secret.txt',
  '/%ff',
  '/%',
])('%s shows nothing', async (path) => {
  const { of, publicDir } = site({
    '.env': 'secret',
    '.git/config': 'secret',
    'a.txt': '',
    'deep/a.txt': '',
  })
  writeFileSync(join(publicDir, '..', 'secret.txt'), 'secret')
  expect(await problem(get(of, path))).toMatchObject({ code: 'NOT_FOUND' })
})

test('a symbolic link is followed inside of the folder, and nowhere else', async () => {
  const { of, publicDir } = site({ 'a.txt': 'inside' })
  const outside = folder()
  writeFileSync(join(outside, 'secret.txt'), 'secret')
  symlinkSync('a.txt', join(publicDir, 'b.txt'))
  symlinkSync(join(outside, 'secret.txt'), join(publicDir, 'c.txt'))
  symlinkSync(outside, join(publicDir, 'd'))
  expect(await text(get(of, '/b.txt'))).toBe('inside')
  expect(await problem(get(of, '/c.txt'))).toMatchObject({ code: 'NOT_FOUND' })
  expect(await problem(get(of, '/d/secret.txt'))).toMatchObject({ code: 'NOT_FOUND' })
})

test('a folder whose name begins like that of the public one is outside of it', async () => {
  const { of, publicDir } = site({})
  mkdirSync(`${publicDir}-private`)
  writeFileSync(join(`${publicDir}-private`, 'a.txt'), 'secret')
  symlinkSync(join(`${publicDir}-private`, 'a.txt'), join(publicDir, 'a.txt'))
  expect(await problem(get(of, '/a.txt'))).toMatchObject({ code: 'NOT_FOUND' })
})

test('only reading shows files', async () => {
  const { of } = site({ 'a.txt': 'content' })
  expect(await problem(get(of, '/a.txt', { method: 'POST' }))).toMatchObject({ code: 'NOT_FOUND' })
})

test('they lie below the base path like everything', async () => {
  const publicDir = folder()
  writeFileSync(join(publicDir, 'a.txt'), 'content')
  const of = app({ publicDir, basePath: '/webcam' })
  expect(await text(get(of, '/webcam/a.txt'))).toBe('content')
  expect(await problem(get(of, '/a.txt'))).toMatchObject({ code: 'NOT_FOUND' })
})

test('their pages keep their own policy, but are framed by nobody else either', async () => {
  const { headers } = await get(site({ 'a.html': '' }).of, '/a.html')
  expect(headers.get('content-security-policy')).toBe("frame-ancestors 'self'")
})
