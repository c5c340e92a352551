import { expect, onTestFinished, test } from 'vitest'
import { Camera, Cameras, pushSource } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import type { PushPolicy } from '../../src/http/pushing.ts'
import { createApp } from '../../src/index.ts'
import { becomes, PushWire, phone } from './publishers.ts'

/** An app with one camera to push to; how it answers a picture that comes from an address. */
async function site(push: PushPolicy = {}, more: { trustProxy?: string[] } = {}) {
  const camera = new Camera('phone', pushSource())
  const cameras = new Cameras([camera])
  const app = createApp({ cameras, push, ...more })
  onTestFinished(async () => {
    app.close()
    await cameras.close()
  })
  await becomes(camera, 'lost')
  const post = async (
    address: string | undefined,
    name = 'phone',
    headers: Record<string, string> = {},
  ): Promise<string> => {
    const init = { method: 'POST', body: tinyJpeg() }
    const url = `http://127.0.0.1/cameras/${name}/frames`
    const request = new Request(url, {
      ...init,
      headers: { 'content-type': 'image/jpeg', 'content-length': '157', ...headers },
    })
    const response = await app.fetch(request, { address })
    return response.status === 204 ? '204' : `${response.status} ${(await response.json()).code}`
  }
  return { app, camera, cameras, post }
}

test.each([
  ['127.0.0.1', '204'],
  ['::1', '204'],
  ['::ffff:127.0.0.1', '204'],
  ['unix', '204'],
  ['192.168.1.7', '403 PUSH_FORBIDDEN'],
  ['fe80::1%eth0', '403 PUSH_FORBIDDEN'],
  ['203.0.113.5', '403 PUSH_FORBIDDEN'],
  [undefined, '403 PUSH_FORBIDDEN'],
])(
  'unless it is allowed otherwise only this machine may publish: %s gets %s',
  async (address, answer) => {
    const { post } = await site()
    expect(await post(address)).toBe(answer)
  },
)

test.each([
  [['network'], '192.168.1.7', '204'],
  [['network'], '10.1.2.3', '204'],
  [['network'], 'fe80::1%eth0', '204'],
  [['network'], '203.0.113.5', '403 PUSH_FORBIDDEN'],
  [['192.168.1.7'], '192.168.1.7', '204'],
  [['192.168.1.7'], '192.168.1.8', '403 PUSH_FORBIDDEN'],
  [['192.168.1.0/24'], '192.168.1.8', '204'],
  [['any'], '203.0.113.5', '204'],
  [['any'], '2001:db8::5', '204'],
  [['any'], undefined, '204'],
  [['192.168.1.7'], '127.0.0.1', '204'],
])('%j lets %s publish: %s', async (allow, address, answer) => {
  const { post } = await site({ allow })
  expect(await post(address)).toBe(answer)
})

test('behind a proxy here the address that it forwards counts, and nobody else’s word for it does', async () => {
  const { post } = await site()
  expect(await post('127.0.0.1', 'phone', { 'x-forwarded-for': '203.0.113.5' })).toMatch(/^403/)
  expect(await post('203.0.113.5', 'phone', { 'x-forwarded-for': '127.0.0.1' })).toMatch(/^403/)
  const forged = { 'x-forwarded-for': '127.0.0.1, 203.0.113.5' }
  expect(await post('127.0.0.1', 'phone', forged)).toMatch(/^403/)
})

test('behind a proxy here that forwards no address nobody may publish', async () => {
  const { post } = await site()
  expect(await post('127.0.0.1', 'phone', { 'x-forwarded-prefix': '/webcam' })).toMatch(/^403/)
  expect(await post('127.0.0.1', 'phone', { 'x-forwarded-for': 'unknown' })).toMatch(/^403/)
})

test('what is no address is refused when the server begins', () => {
  expect(() => createApp({ cameras: new Cameras(), push: { allow: ['home'] } })).toThrow(
    'Expected push.allow to be IP addresses, ranges like 10.0.0.0/8, or loopback, network, any, got "home"',
  )
})

const create = (name: string): Camera => {
  if (name === 'stream') throw new RangeError('there is a page of that name')
  return new Camera(name, pushSource())
}

test('a free name makes no camera, unless that is allowed', async () => {
  const { post, cameras } = await site()
  expect(await post('127.0.0.1', 'kim')).toBe('404 NO_SUCH_CAMERA')
  expect(cameras.size).toBe(1)
})

test('where it is, a picture for a free name makes the camera and is shown', async () => {
  const { post, cameras } = await site({ create })
  expect(await post('127.0.0.1', 'kim')).toBe('204')
  expect(cameras.get('kim')?.state).toBe('live')
  expect(cameras.get('kim')?.broadcast.newest?.jpeg).toEqual(tinyJpeg())
})

test.each([
  ['one who may not publish', '203.0.113.5', 'kim', {}, '403 PUSH_FORBIDDEN'],
  [
    'a name that does not match',
    '127.0.0.1',
    'kim',
    { names: /^phone-\d+$/ },
    '400 INVALID_CAMERA_NAME',
  ],
  ['a name that the server needs', '127.0.0.1', 'stream', {}, '400 INVALID_CAMERA_NAME'],
  ['a name that is none', '127.0.0.1', 'K%C3%B6ln', {}, '400 INVALID_CAMERA_NAME'],
  ['one too many', '127.0.0.1', 'kim', { maxCameras: 0 }, '503 TOO_MANY_CAMERAS'],
])('%s makes no camera', async (_, address, name, more, answer) => {
  const { post, cameras } = await site({ create, ...more })
  expect(await post(address, name)).toBe(answer)
  expect(cameras.size).toBe(1)
})

test('neither a request without a body nor one without a WebSocket makes a camera', async () => {
  const { app, cameras } = await site({ create })
  const url = 'http://127.0.0.1/cameras/kim/frames'
  const peer = { address: '127.0.0.1' }
  expect((await app.fetch(new Request(url, { method: 'POST' }), peer)).status).toBe(400)
  expect((await app.fetch(new Request(url), peer)).status).toBe(404)
  expect(cameras.size).toBe(1)
})

test('two who come at once to a free name make one camera', async () => {
  const { post, cameras } = await site({ create })
  const answers = await Promise.all([post('127.0.0.1', 'kim'), post('127.0.0.1', 'kim')])
  expect(answers).toEqual(['204', '204'])
  expect(cameras.size).toBe(2)
})

test('a camera that somebody watches stays, though nobody publishes', async () => {
  const { server } = await phone({ serve: { push: { create, keep: 50 } } })
  const wire = new PushWire(`${server.url}cameras/kim/frames`)
  await wire.say(tinyJpeg())
  await wire.hears('published')
  const kim = server.cameras.get('kim')
  const leave = kim?.demand('viewer')
  wire.socket.close()
  await wire.over()
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(server.cameras.get('kim')).toBe(kim)
  const gone = new Promise<void>((resolve) => {
    server.cameras.onChange(({ type }) => {
      if (type === 'removed') resolve()
    })
  })
  leave?.()
  await gone
  expect(kim?.state).toBe('closed')
})
