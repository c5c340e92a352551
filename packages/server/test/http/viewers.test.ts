import { expect, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { silent } from '../../src/http/log.ts'
import { Viewers } from '../../src/http/viewers.ts'
import { app, camera, diary, Feed, get, problem, server } from './makers.ts'
import { viewers, Wire } from './wires.ts'

const ask = (wire: Wire, path: string, ...headers: string[]): Wire =>
  wire.ask(`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers)

async function json(url: string): Promise<Record<string, never>> {
  return (await fetch(url)).json()
}

test('without viewers the list is empty', async () => {
  const response = await get(app(), '/viewers')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({
    viewers: [],
    total: { viewers: 0, rate: 0, bytesPerSecond: 0 },
  })
})

test('a viewer is listed from its first moment to its last, with what it got', async () => {
  const desk = camera()
  const { url, port } = await server({ cameras: new Cameras([desk]) })
  const wire = ask(new Wire(port), '/stream?key=kitchen&fps=5')
  await wire.parts(1)
  const { viewers: listed, total } = await json(`${url}viewers`)
  expect(listed).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{12}$/),
      camera: 'desk',
      address: '127.0.0.1',
      key: 'kitchen',
      transport: 'tcp',
      pacing: expect.stringMatching(/^(queue|write)$/),
      framing: 'default',
      since: expect.any(Number),
      sent: 1,
      skipped: 0,
      dropped: 0,
      repeated: 0,
      placeholders: 0,
      bytes: expect.any(Number),
      rate: 0,
      bytesPerSecond: 0,
      roundTrip: expect.toSatisfy((value) => value === null || value >= 0),
      queued: expect.toSatisfy((value) => value === null || value >= 0),
      age: expect.toSatisfy((value) => value === null || value.p50 <= value.p99),
    },
  ])
  expect(total).toMatchObject({ viewers: 1 })
  const [{ id, bytes }] = listed as unknown as [{ id: string; bytes: number }]
  // All that came but the head and the opening.
  expect(wire.received.split('--frame\r\n').slice(1).join('--frame\r\n').length).toBe(bytes)
  expect(await json(`${url}viewers/${id}`)).toMatchObject({ id, camera: 'desk', key: 'kitchen' })
  await wire.cut()
  await viewers(desk, 0)
  expect(await json(`${url}viewers`)).toMatchObject({ viewers: [], total: { viewers: 0 } })
  expect((await fetch(`${url}viewers/${id}`)).status).toBe(404)
})

test('a camera tells what all its viewers got, also those that left', async () => {
  const feed = new Feed(tinyJpeg())
  const desk = camera('desk', feed, { linger: 3_600_000 })
  const { url, port } = await server({ cameras: new Cameras([desk]) })
  for (let round = 0; round < 2; round++) {
    const wire = ask(new Wire(port), '/stream')
    await wire.parts(1)
    await wire.cut()
    await viewers(desk, 0)
  }
  await ask(new Wire(port), '/stream').parts(1)
  const { viewers: count, watched, links } = await json(`${url}cameras/desk`)
  expect(count).toBe(1)
  expect(watched).toMatchObject({ joined: 3, sent: 3, skipped: 0, dropped: 0 })
  expect(links).toMatchObject({ viewers: '/viewers?camera=desk' })
})

test('the ages of all viewers of a camera are one figure', async () => {
  const [desk, attic] = [camera('desk'), camera('attic')]
  const known = new Viewers(silent)
  for (const age of [10, 20, 30]) known.admit(desk, { address: 'a' }).onAge?.(age)
  expect(known.ages(desk).summary).toEqual({ p50: 20, p99: 30 })
  expect(known.ages(attic).summary).toBeNull()
})

test('the list can be narrowed to a camera, and to the latest', async () => {
  const cameras = new Cameras([camera('desk'), camera('attic')])
  const { url, port } = await server({ cameras })
  for (const [name, key] of [
    ['desk', 'a'],
    ['attic', 'b'],
    ['desk', 'c'],
  ]) {
    await ask(new Wire(port), `/cameras/${name}/stream?key=${key}`).parts(1)
  }
  const keys = async (query: string): Promise<unknown> => {
    const list: { key: string }[] = (await json(`${url}viewers?${query}`))['viewers'] ?? []
    return list.map(({ key }) => key).join('')
  }
  expect(await keys('')).toBe('abc')
  expect(await keys('camera=desk')).toBe('ac')
  expect(await keys('camera=cellar')).toBe('')
  expect(await keys('limit=2')).toBe('bc')
  expect(await keys('limit=0')).toBe('')
  expect(await json(`${url}viewers?limit=1`)).toMatchObject({ total: { viewers: 3 } })
  expect(await problem(fetch(`${url}viewers?limit=10001`))).toMatchObject({
    code: 'INVALID_PARAMETER',
    expected: 'a whole number from 0 to 10000',
  })
})

test('behind a trusted proxy the address is the viewer’s', async () => {
  const { url, port } = await server()
  await ask(new Wire(port), '/stream', 'X-Forwarded-For: 203.0.113.9').parts(1)
  expect(await json(`${url}viewers`)).toMatchObject({ viewers: [{ address: '203.0.113.9' }] })
})

test('DELETE ends a viewer after a whole frame, and nobody else', async () => {
  const desk = camera()
  const { log, comes } = diary()
  const { url, port } = await server({ cameras: new Cameras([desk]), log })
  const [doomed, other] = [new Wire(port), new Wire(port)]
  await ask(doomed, '/stream?key=doomed').parts(1)
  await ask(other, '/stream?key=other').parts(1)
  const { viewers: listed } = await json(`${url}viewers`)
  const [{ id }] = listed as unknown as [{ id: string }]
  const response = await fetch(`${url}viewers/${id}`, { method: 'DELETE' })
  expect([response.status, await response.text()]).toEqual([204, ''])
  expect((await doomed.over()).endsWith('\r\n--frame\r\n')).toBe(true)
  expect(doomed.fate).toBe('end')
  expect((await comes('viewer left')).facts).toMatchObject({ viewer: id, key: 'doomed', sent: 1 })
  expect(desk.viewers).toBe(1)
  expect(other.fate).toBeUndefined()
  expect(await problem(fetch(`${url}viewers/${id}`, { method: 'DELETE' }))).toMatchObject({
    status: 404,
    code: 'NO_SUCH_VIEWER',
    viewer: id,
  })
})

test('DELETE ends a viewer that takes nothing any more', async () => {
  const feed = new Feed()
  const desk = camera('desk', feed)
  const { url, port } = await server({ cameras: new Cameras([desk]), pacing: 'write' })
  const wire = ask(new Wire(port), '/stream')
  await viewers(desk, 1)
  wire.socket.pause()
  const big = tinyJpeg({ bytes: 4_000_000 })
  const stalled = async (): Promise<{ id: string; dropped: number }> => {
    const { viewers: listed } = await json(`${url}viewers`)
    return (listed as unknown as [{ id: string; dropped: number }])[0]
  }
  // Until the kernel takes no more of it: then frames pass it by, and that is told at once.
  while ((await stalled()).dropped < 3) feed.give(big)
  const { id } = await stalled()
  expect((await fetch(`${url}viewers/${id}`, { method: 'DELETE' })).status).toBe(204)
  await viewers(desk, 0)
  wire.socket.resume()
  expect(await wire.over()).not.toBe('')
})

test('where a framework sends the frames, the body ends after a whole one', async () => {
  const of = app()
  const response = await get(of, '/stream')
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader()
  let text = ''
  while (!text.endsWith('\r\n--frame\r\n')) {
    text += Buffer.from((await reader.read()).value ?? []).toString('latin1')
  }
  const { viewers: listed } = await (await get(of, '/viewers')).json()
  expect(listed).toMatchObject([{ transport: 'response', pacing: 'pull', address: '127.0.0.1' }])
  const ended = await get(of, `/viewers/${listed[0].id}`, { method: 'DELETE' })
  expect(ended.status).toBe(204)
  expect(await reader.read()).toEqual({ done: true, value: undefined })
})

test('what may be done with a viewer is told', async () => {
  const response = await get(app(), '/viewers/abc', { method: 'OPTIONS' })
  expect(response.headers.get('allow')).toBe('GET, HEAD, DELETE, OPTIONS')
  const refused = get(app(), '/viewers/abc', { method: 'PUT' })
  expect((await refused).headers.get('allow')).toBe('GET, HEAD, DELETE, OPTIONS')
  expect(await problem(refused)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
  expect(await problem(get(app(), '/viewers/abc', { method: 'DELETE' }))).toMatchObject({
    code: 'NO_SUCH_VIEWER',
  })
})

test.each([
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://localhost:9999' },
  { referer: 'https://evil.example/page' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  {
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  },
])('a page elsewhere ends nobody, whatever it may read: %j', async (headers) => {
  for (const origins of [[], ['*']]) {
    const answer = get(app({ origins }), '/viewers/abc', { method: 'DELETE', headers })
    expect(await problem(answer)).toMatchObject({ status: 403, code: 'FORBIDDEN_ORIGIN' })
  }
})

test.each([
  {},
  { origin: 'http://localhost' },
  { 'sec-fetch-site': 'same-origin' },
  { origin: 'https://dashboard.example' },
])('the own page, a named one and programs may: %j', async (headers) => {
  const of = app({ origins: ['https://dashboard.example'] })
  const answer = get(of, '/viewers/abc', { method: 'DELETE', headers })
  expect(await problem(answer)).toMatchObject({ code: 'NO_SUCH_VIEWER' })
})

test('a browser asks before a page elsewhere may end anybody, and is told that it may not', async () => {
  const preflight = (origin: string) =>
    get(app({ origins: ['https://dashboard.example'] }), '/viewers/abc', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'DELETE' },
    })
  const refused = await preflight('https://evil.example')
  expect(refused.status).toBe(403)
  expect(refused.headers.get('access-control-allow-origin')).toBeNull()
  const { headers } = await preflight('https://dashboard.example')
  expect(headers.get('access-control-allow-methods')).toContain('DELETE')
  expect(headers.get('access-control-allow-origin')).toBe('https://dashboard.example')
})
