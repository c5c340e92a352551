import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { type FamilyName, familyNames } from '../../src/compat/family-name.ts'
import { routesOf } from '../../src/http/routes.ts'
import type { App } from '../../src/index.ts'
import { app, emptySite, folder, get, problem, server } from '../http/makers.ts'
import { dissect, Wire } from '../http/wires.ts'

/** An address of each server, for each of its routes. */
const addresses: Readonly<Record<FamilyName, readonly string[]>> = {
  'mjpg-streamer': [
    ...['/?action=stream', '/?action=snapshot', '/cam_1.mjpg', '/cam_1.jpg', '/cam.jpg'],
    ...['/input_0.json', '/output_0.json', '/program.json', '/clients.json', '/input.json'],
  ],
  ustreamer: ['/snapshot', '/state'],
  go2rtc: ['/api/stream.mjpeg?src=desk', '/api/frame.jpeg?src=desk', '/api/streams'],
  picamera: ['/stream.mjpg', '/stream.mjpeg', '/index.html'],
  openmv: ['/stream.jpg'],
}

const native = [
  ...['/cameras', '/cameras/desk', '/stream', '/snapshot.jpg', '/cameras/desk/snapshot'],
  ...['/cameras/desk/stream.mjpg', '/frames', '/frames/latest', '/viewers', '/healthz'],
  ...['/metrics', '/openapi.json', '/server'],
]

async function statusOf(of: App, path: string, init?: RequestInit): Promise<number> {
  const { status, body } = await get(of, path, init)
  await body?.cancel()
  return status
}

const all = familyNames.flatMap((name) => addresses[name].map((path) => [name, path] as const))

test.each(all)('%s: %s is there', async (name, path) => {
  expect(await statusOf(app(), path)).toBe(path === '/index.html' ? 302 : 200)
  expect(await statusOf(app({ compat: [name] }), path)).toBe(path === '/index.html' ? 302 : 200)
})

test.each(all)('%s: %s is not where that server is switched off', async (name, path) => {
  const pageDir = folder()
  writeFileSync(join(pageDir, 'index.html'), 'all cameras')
  const of = app({ pageDir, compat: familyNames.filter((each) => each !== name) })
  // What hangs on a parameter is then the page.
  if (path.startsWith('/?')) return expect(await (await get(of, path)).text()).toBe('all cameras')
  expect(await problem(get(of, path))).toMatchObject({ status: 404, code: 'NOT_FOUND' })
})

test.each(all)('%s: HEAD of %s is its headers alone', async (_, path) => {
  const { status, body } = await get(app(), path, { method: 'HEAD' })
  expect([status, body]).toEqual([path === '/index.html' ? 302 : 200, null])
})

test.each(native)('%s is there whatever is imitated', async (path) => {
  expect(await statusOf(app({ compat: [] }), path)).toBe(200)
  expect(await statusOf(app(), path)).toBe(200)
})

test.each(familyNames)('without %s the others are all there', async (name) => {
  const others = familyNames.filter((each) => each !== name)
  const of = app({ compat: others })
  for (const path of others.flatMap((each) => addresses[each])) {
    expect([path, await statusOf(of, path)]).not.toEqual([path, 404])
  }
})

test('over a real server every address answers as it does without one', async () => {
  const { url } = await server()
  for (const [, path] of all) {
    const { status, body } = await fetch(new URL(path, url), { redirect: 'manual' })
    await body?.cancel()
    expect([path, status]).toEqual([path, path === '/index.html' ? 302 : 200])
  }
})

test('every route of another server has an address here', () => {
  const routes = routesOf(emptySite()).filter(({ model }) => model !== undefined)
  const tried = familyNames.flatMap((name) => addresses[name].map((path) => path.split('?')[0]))
  const apart = ['mjpgCommand', 'mjpgUnknown', 'mjpgPostedStream', 'ustreamerStream']
  const untried = routes.filter(({ paths }) => !paths.some((path) => tried.includes(path)))
  expect(untried.map(({ id }) => id).filter((id) => !apart.includes(id))).toEqual([])
})

test('no two servers claim the same address, and none one of this server', () => {
  const routes = routesOf(emptySite()).filter(({ when }) => when === undefined)
  const claimed = routes.flatMap(({ paths, method }) => paths.map((path) => `${method} ${path}`))
  expect(claimed.filter((each, place) => claimed.indexOf(each) !== place)).toEqual([])
})

test('the OpenAPI document is about this server alone', async () => {
  const { paths } = await (await get(app(), '/openapi.json')).json()
  for (const path of ['/state', '/snapshot', '/stream.mjpg', '/api/streams', '/cam.jpg']) {
    expect(Object.keys(paths)).not.toContain(path)
  }
  expect(Object.keys(paths['/'])).toEqual(['get'])
})

test.each(all)('%s: %s is below the base path', async (_, path) => {
  const of = app({ basePath: '/webcam' })
  expect(await statusOf(of, `/webcam${path}`)).not.toBe(404)
  expect(await statusOf(of, path)).toBe(404)
})

test('behind a proxy that takes its prefix away, links lead back through it', async () => {
  const headers = { 'x-forwarded-prefix': '/webcam' }
  const response = await get(app(), '/index.html', { headers })
  expect(response.headers.get('location')).toBe('./')
  expect(await statusOf(app(), '/?action=snapshot', { headers })).toBe(200)
})

test.each(['/stream.mjpg', '/stream.mjpeg', '/stream.jpg'])(
  '%s takes the parameters of a stream',
  async (path) => {
    expect(await problem(get(app(), `${path}?fps=0`))).toMatchObject({ parameter: 'fps' })
    const { port } = await server()
    const wire = new Wire(port).ask(`GET ${path}?key=kitchen HTTP/1.0`)
    const { head } = dissect(await wire.parts(1))
    expect(head).toContain('content-type: multipart/x-mixed-replace; boundary=frame')
  },
)

test('files of the user go before what is imitated, and behind what is asked for by a parameter', async () => {
  const publicDir = folder()
  for (const name of ['program.json', 'index.html', 'stream.mjpg', 'api/streams', 'input.json']) {
    mkdirSync(dirname(join(publicDir, name)), { recursive: true })
    writeFileSync(join(publicDir, name), `theirs: ${name}`)
  }
  const of = app({ publicDir })
  for (const name of ['program.json', 'index.html', 'stream.mjpg', 'api/streams', 'input.json']) {
    expect(await (await get(of, `/${name}`)).text()).toBe(`theirs: ${name}`)
  }
  expect(await (await get(of, '/')).text()).toBe('theirs: index.html')
  expect((await get(of, '/?action=snapshot')).headers.get('content-type')).toBe('image/jpeg')
  expect(await statusOf(of, '/clients.json')).toBe(200)
})

test.each(all)('%s: a page of another site gets nothing from %s', async (_, path) => {
  const headers = { origin: 'https://evil.example' }
  expect(await problem(get(app(), path, { headers }))).toMatchObject({ code: 'FORBIDDEN_ORIGIN' })
})

test('whatever action comes, nothing fails', async () => {
  const of = app()
  for (const action of [
    'stream_99999999999999999999',
    'snapshot_-1',
    'command_',
    '%00',
    'take_1',
  ]) {
    expect([400, 404, 501]).toContain(await statusOf(of, `/?action=${action}`))
  }
})
