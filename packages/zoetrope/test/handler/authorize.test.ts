import { expect, test, vi } from 'vitest'
import { Camera } from '../../src/camera/camera.ts'
import { Cameras } from '../../src/camera/cameras.ts'
import { broadcastHandler, camerasHandler, type HandlerOptions } from '../../src/handler/handler.ts'
import type { Access } from '../../src/handler/places.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { ask, problem, published } from './asking.ts'

const source = {
  async *open(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    yield tinyJpeg()
  },
}

test('a no is a 403, and starts nothing', async () => {
  await using camera = new Camera('desk', source)
  const handler = broadcastHandler(camera, { authorize: () => false })
  for (const path of ['/', '/snapshot.jpg', '/frames/3?timeout=100', '/frames', '/viewers']) {
    expect(await problem(ask(handler, path))).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  }
  expect(camera.state).toBe('idle')
})

test('it may take its time, and look at the request', async () => {
  const handler = broadcastHandler(published(1), {
    authorize: async ({ headers }) => headers.get('authorization') === 'Bearer 123',
  })
  const headers = { authorization: 'Bearer 123' }
  expect((await ask(handler, '/snapshot.jpg', { headers })).status).toBe(200)
  expect((await ask(handler, '/snapshot.jpg')).status).toBe(403)
})

test('its own answer is passed on as it is', async () => {
  const login = Response.redirect('http://here.example/login')
  const handler = broadcastHandler(published(1), { authorize: () => login })
  expect(await ask(handler, '/stream')).toBe(login)
})

test('if it throws that is a 500 which tells nothing, and the program is told', async () => {
  const onError = vi.fn()
  const error = new Error('the password is swordfish')
  const handler = broadcastHandler(published(1), {
    onError,
    authorize() {
      throw error
    },
  })
  const answer = await problem(ask(handler, '/snapshot.jpg'))
  expect(answer).toMatchObject({ status: 500, code: 'INTERNAL' })
  expect(JSON.stringify(answer)).not.toContain('swordfish')
  expect(onError).toHaveBeenCalledExactlyOnceWith(error, expect.any(Request))
})

test.each([undefined, null, 0, 1, 'yes', {}])('%o is no yes', async (verdict) => {
  // A hook in JavaScript may give anything.
  const authorize: HandlerOptions['authorize'] = () => JSON.parse(JSON.stringify(verdict) ?? 'null')
  expect((await ask(broadcastHandler(published(1), { authorize }), '/snapshot.jpg')).status).toBe(
    403,
  )
})

test('it is told what is asked for', async () => {
  const told: Access[] = []
  await using camera = new Camera('desk', source)
  const handler = camerasHandler(new Cameras([camera]), {
    authorize: (_, access) => told.push(access) < 0,
  })
  const paths = ['', '/desk', '/desk/snapshot.jpg', '/desk/frames/1', '/desk/frames/replay']
  for (const path of paths) await ask(handler, path)
  expect(told).toEqual([
    { operation: 'list' },
    { operation: 'stream', name: 'desk' },
    { operation: 'latest', name: 'desk' },
    { operation: 'frame', name: 'desk' },
    { operation: 'replay', name: 'desk' },
  ])
})

test('who may not look does not even learn which names there are', async () => {
  await using camera = new Camera('desk', source)
  const handler = camerasHandler(new Cameras([camera]), { authorize: () => false })
  expect((await ask(handler, '/desk/viewers')).status).toBe(403)
  expect((await ask(handler, '/hall/viewers')).status).toBe(403)
})

test('what a browser asks beforehand carries no credentials, and is answered', async () => {
  const handler = broadcastHandler(published(1), { authorize: () => false })
  expect((await ask(handler, '/stream', { method: 'OPTIONS' })).status).toBe(204)
})
