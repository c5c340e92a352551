import { describe, expect, test } from 'vitest'
import { app, diary, type Entry, get } from './makers.ts'

/** What the log warned of. */
function warnings(entries: readonly Entry[]): string[] {
  return entries.filter(({ level }) => level === 'warn').map(({ text }) => text)
}

test('who was turned away is told once, with what would let it in', async () => {
  const { log, entries } = diary()
  const of = app({ log })
  const asked = (host: string) => get(of, '/stream', { headers: { host } })
  await asked('mjpg.example')
  await asked('mjpg.example')
  await asked('octopi.local')
  await get(of, '/', { headers: { origin: 'http://mainsail.local' } })
  const [first, second, third, ...rest] = warnings(entries)
  expect(first).toMatch(/^refused: .* the name "mjpg\.example".* --allow-host mjpg\.example/)
  expect(second).toContain('--allow-host octopi.local')
  expect(third).toContain('--allow-origin http://mainsail.local')
  expect(rest).toEqual([])
})

test('who sets a control without leave is told of as well', async () => {
  const { log, entries } = diary()
  const url = 'http://localhost/?action=command&id=1&value=2'
  await app({ log }).fetch(new Request(url), { address: '192.0.2.7' })
  expect(warnings(entries)).toEqual([
    expect.stringContaining('192.0.2.7 may not set controls here'),
  ])
})

test('what is not there, and what is asked wrongly, is not told', async () => {
  const { log, entries } = diary()
  const of = app({ log })
  await get(of, '/cameras/attic/stream')
  await get(of, '/snapshot?max_age=soon')
  expect(warnings(entries)).toEqual([])
})

test('strangers fill no log, and write nothing into it but text', async () => {
  const { log, entries } = diary()
  const of = app({ log })
  for (let n = 0; n < 100; n++) {
    await get(of, '/', { headers: { origin: `http://evil.example\u009b31m${n}` } })
  }
  expect(warnings(entries).length).toBe(20)
  for (const text of warnings(entries)) expect(text).not.toMatch(/\p{Cc}/u)
})

describe('a page whose browser throws the picture away', () => {
  const image = { accept: 'image/avif,image/webp,*/*;q=0.8' }

  /** What is warned of when a page asks a server at 192.168.1.7, or at another host. */
  async function warned(
    referer: string,
    more: Record<string, string> = {},
    { origins = [], address = '192.168.1.20' }: { origins?: string[]; address?: string } = {},
  ) {
    const { log, entries } = diary()
    const of = app({ log, origins, hosts: ['cam.example.org'] })
    const headers = { host: '192.168.1.7:8080', ...image, referer, ...more }
    const request = new Request('http://192.168.1.7:8080/snapshot', { headers })
    const { status } = await of.fetch(request, { address })
    return { status, warnings: warnings(entries) }
  }

  test('is told of, with what would let it show the picture', async () => {
    const page = 'http://dashboard.local:3000'
    expect(await warned(`${page}/wall`)).toEqual({
      status: 200,
      warnings: [expect.stringContaining(`--allow-origin ${page}`)],
    })
    expect((await warned(`${page}/wall`, {}, { origins: [page] })).warnings).toEqual([])
  })

  test.each(['android-app://com.example.mail', 'data:,x', 'about:blank', 'nonsense'])(
    'is not meant by the referrer %s, which is answered like any',
    async (referer) => {
      expect(await warned(referer)).toEqual({ status: 200, warnings: [] })
    },
  )

  test.each([
    ['of the same host', 'http://192.168.1.7/', {}],
    ['of the same site', 'http://www.example.org/', { host: 'cam.example.org' }],
    ['that somebody left by a link', 'http://dashboard.local/', { accept: 'text/html,*/*' }],
    ['of which the browser says that it is near', 'http://a.b/', { 'sec-fetch-site': 'same-site' }],
  ])('is not one %s', async (_what, referer, more) => {
    expect(await warned(referer, more)).toEqual({ status: 200, warnings: [] })
  })

  test('is not told of where a proxy may have changed the name by which it asks', async () => {
    const page = 'http://mainsail.local/'
    expect((await warned(page, {}, { address: '127.0.0.1' })).warnings).toEqual([])
    expect((await warned(page, { connection: 'close' })).warnings).toEqual([])
    expect((await warned(page, { 'x-forwarded-for': '192.168.1.9' })).warnings).toEqual([])
  })
})
