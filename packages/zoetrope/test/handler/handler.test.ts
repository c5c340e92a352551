import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { broadcastHandler } from '../../src/handler/handler.ts'
import { ask, problem, published, watch } from './asking.ts'

test.each([
  '',
  '/',
  '/stream',
  '/stream.mjpg',
  '/stream.mjpeg',
  '/stream.jpg',
  '/stream/',
  '//stream',
])('the stream is at "%s"', async (path) => {
  const response = await ask(broadcastHandler(published(1)), path)
  expect(response.headers.get('content-type')).toBe('multipart/x-mixed-replace; boundary=frame')
  await response.body?.cancel()
})

test.each(['/snapshot.jpg', '/snapshot', '/frames/latest'])(
  'the newest frame is at %s',
  async (path) => {
    const broadcast = published(3)
    const response = await ask(broadcastHandler(broadcast), path)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(broadcast.newest?.jpeg)
  },
)

test.each([
  ['/frames/1', 'image/jpeg'],
  ['/frames/next', 'image/jpeg'],
  ['/frames', 'application/json'],
  ['/frames/replay', 'multipart/x-mixed-replace; boundary=frame'],
  ['/viewer', 'text/html; charset=utf-8'],
  ['/viewers', 'application/json'],
])('%s is %s', async (path, type) => {
  const response = await ask(broadcastHandler(published(3)), path)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, type])
  await response.body?.cancel()
})

test.each([
  ...['/nothing', '/frames/x', '/frames/1/2', '/frames/-1', '/frames/1.5', '/streams'],
  ...['/constructor', '/frames/__proto__', '/%', '/%E0%A4%A'],
])('%s is a 404', async (path) => {
  const answer = problem(ask(broadcastHandler(published(3)), path))
  expect(await answer).toMatchObject({ status: 404, code: 'NOT_FOUND' })
})

test.each([
  ['/api/live', '/api/live/frames'],
  ['/api/live/', '/api/live/frames/'],
  ['api/live', '//api//live/frames'],
  ['/ein bild', '/ein%20bild/frames'],
  ['/ein%20bild', '/ein%20bild/frames'],
])('below the base %s, %s is found', async (base, path) => {
  expect((await ask(broadcastHandler(published(1), { base }), path)).status).toBe(200)
})

test.each(['/frames', '/api/frames', '/api/live2/frames', '/API/live/frames'])(
  '%s lies outside of the base /api/live',
  async (path) => {
    const answer = problem(ask(broadcastHandler(published(1), { base: '/api/live' }), path))
    expect(await answer).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  },
)

test.each(['POST', 'PUT', 'DELETE', 'PATCH'])(
  '%s is a 405 that names what is allowed',
  async (method) => {
    const answer = ask(broadcastHandler(published(1)), '/stream', { method })
    expect(await problem(answer)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
    expect((await answer).headers.get('allow')).toBe('GET, HEAD, OPTIONS')
  },
)

test('OPTIONS tells the methods', async () => {
  const { status, headers } = await ask(broadcastHandler(published(1)), '/', { method: 'OPTIONS' })
  expect([status, headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
})

test.each([
  '/',
  '/snapshot.jpg',
  '/viewer',
  '/viewers',
  '/frames',
  '/frames/0',
  '/frames/next',
  '/nothing',
])('HEAD of %s has the status of GET and no body', async (path) => {
  const handler = broadcastHandler(published(1))
  const [head, get] = [await ask(handler, path, { method: 'HEAD' }), await ask(handler, path)]
  expect([head.status, head.body]).toEqual([get.status, null])
  await get.body?.cancel()
})

test('a parameter that is wrong is a 400 that names the range, an unknown one nothing', async () => {
  const handler = broadcastHandler(published(1))
  expect(await problem(ask(handler, '/stream?fps=1000'))).toMatchObject({
    status: 400,
    code: 'INVALID_PARAMETER',
    detail: 'Expected fps to be a number of frames a second from 0.001 to 240, got "1000"',
    parameter: 'fps',
    value: '1000',
  })
  expect((await ask(handler, '/snapshot.jpg?timestamp=now')).status).toBe(200)
})

test('what is closed is a 503, not an empty 200', async () => {
  const broadcast = published(1)
  broadcast.close()
  const handler = broadcastHandler(broadcast)
  for (const path of ['/stream', '/snapshot.jpg', '/frames/next', '/frames/1']) {
    expect(await problem(ask(handler, path))).toMatchObject({ status: 503, code: 'CLOSED' })
  }
  expect((await ask(handler, '/frames/0')).status).toBe(200)
})

test('the viewers are told by the names they gave themselves', async () => {
  const broadcast = published(1)
  const handler = broadcastHandler(broadcast)
  const ends = [
    await watch(ask(handler, '/stream?key=kitchen')),
    await watch(ask(handler, '/stream')),
  ]
  const list = async (query = '') => (await ask(handler, `/viewers${query}`)).json()
  expect(await list()).toMatchObject({
    viewers: [{ key: 'kitchen', transport: 'response', pacing: 'pull' }, { key: null }],
    total: { viewers: 2 },
  })
  expect((await list('?key=kitchen')).viewers).toHaveLength(1)
  expect((await list('?key=hall')).viewers).toEqual([])
  for (const end of ends) await end()
  expect(await list()).toEqual({ viewers: [], total: { viewers: 0 } })
})

test('who comes and who goes is told, with the request', async () => {
  const told: string[] = []
  const handler = broadcastHandler(published(1), {
    onJoin: ({ key }, { url }) => told.push(`${key} came by ${new URL(url).pathname}`),
    onLeave: ({ sent }) => told.push(`left after ${sent}`),
  })
  await ask(handler, '/stream?key=a', { method: 'HEAD' })
  expect(told).toEqual([])
  const end = await watch(ask(handler, '/stream?key=a'))
  expect(told).toEqual(['a came by /stream'])
  await end()
  expect(told).toHaveLength(2)
})

test('a hook that throws at the coming of a viewer costs it nothing', async () => {
  const errors: unknown[] = []
  const handler = broadcastHandler(published(1), {
    onJoin() {
      throw new Error('the journal is full')
    },
    onError: (error) => errors.push(error),
  })
  const end = await watch(ask(handler, '/stream'))
  expect(errors).toEqual([new Error('the journal is full')])
  await end()
})

test('a hook that takes its time and fails then is told like any other', async () => {
  const errors: unknown[] = []
  const handler = broadcastHandler(published(1), {
    onJoin: () => Promise.reject(new Error('the journal is full')),
    onLeave: () => Promise.reject(new Error('the journal is lost')),
    async onError(error) {
      errors.push(error)
      throw error
    },
  })
  await (await watch(ask(handler, '/stream')))()
  await new Promise(setImmediate)
  expect(errors.map(String)).toEqual(['Error: the journal is full', 'Error: the journal is lost'])
})

test('who went away before the stream began has left the place to others', async () => {
  const handler = broadcastHandler(published(1), { maxViewers: 1 })
  const gone = new AbortController()
  const answered = await ask(handler, '/stream', { signal: gone.signal })
  expect((await ask(handler, '/stream')).status).toBe(503)
  gone.abort()
  await answered.body?.cancel()
  await (await watch(ask(handler, '/stream')))()
})

test('more viewers than may are a 503, until one leaves', async () => {
  const handler = broadcastHandler(published(1), { maxViewers: 2 })
  const end = await watch(ask(handler, '/stream'))
  // This one is answered, and has not begun: it has its place.
  const answered = await ask(handler, '/stream')
  const refused = ask(handler, '/stream')
  expect(await problem(refused)).toMatchObject({ status: 503, code: 'TOO_MANY_VIEWERS' })
  expect((await refused).headers.get('retry-after')).toBe('5')
  expect((await ask(handler, '/snapshot.jpg')).status).toBe(200)
  expect((await ask(handler, '/stream', { method: 'HEAD' })).status).toBe(200)
  await end()
  const second = await watch(Promise.resolve(answered))
  await (await watch(ask(handler, '/stream')))()
  await second()
})

test('the options choose the layout', async () => {
  const handler = broadcastHandler(published(1), { framing: { early: true } })
  const end = await watch(ask(handler, '/stream'))
  expect((await (await ask(handler, '/viewers')).json()).viewers).toMatchObject([
    { framing: 'early' },
  ])
  await end()
})

test.each([
  [{ maxViewers: -1 }, 'Expected maxViewers to be 0 or more, got -1'],
  [{ origins: ['dashboard.example'] }, 'Expected origins to be'],
  [{ base: '/%' }, 'Expected base to be a path'],
])('%o is refused when the handler is made', (options, message) => {
  expect(() => broadcastHandler(new Broadcast(), options)).toThrow(message)
})
