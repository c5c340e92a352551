import { expect, test } from 'vitest'
import { Cameras, type Source } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { app, camera, Feed, get, problem, server } from './makers.ts'
import { viewers, Wire } from './wires.ts'

test.each(['/cameras/desk/frames/next', '/frames/next'])(
  '%s is the newest frame, with its name',
  async (path) => {
    const jpeg = tinyJpeg({ shade: 7 })
    const desk = camera('desk', new Feed(jpeg))
    const response = await get(app({ cameras: new Cameras([desk]) }), path)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    expect(response.headers.get('cache-control')).toContain('no-store')
    expect(response.headers.get('etag')).toBe(`"${desk.broadcast.epoch}-0"`)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(jpeg)
  },
)

test('a loop of fetch over a real connection gets each frame once', async () => {
  const feed = new Feed(tinyJpeg())
  const desk = camera('desk', feed, { linger: 3_600_000 })
  const { url } = await server({ cameras: new Cameras([desk]) })
  const got: number[] = []
  let [after, epoch] = ['-1', '']
  while (got.length < 10) {
    const response = await fetch(`${url}frames/next?after=${after}&epoch=${epoch}`)
    after = response.headers.get('x-frame-index') ?? ''
    epoch = response.headers.get('x-frame-epoch') ?? ''
    await response.arrayBuffer()
    got.push(Number(after))
    feed.give(tinyJpeg())
  }
  expect(got).toEqual(Array.from({ length: 10 }, (_, n) => n))
  // Once, for all of them: it lingers between two requests.
  expect(feed.opened).toBe(1)
})

test('where a camera runs and has nothing newer, that is a 204: ask again', async () => {
  const of = app()
  await get(of, '/frames/next')
  const desk = await get(of, '/frames/next?after=0&timeout=0')
  expect([desk.status, desk.body]).toEqual([204, null])
})

test('where it has no picture it is a 503 that says why', async () => {
  const source: Source = {
    async *open() {
      yield new Uint8Array([1, 2, 3])
      throw new Error('the plug was pulled')
    },
  }
  const desk = camera('desk', source, { linger: 3_600_000 })
  const lost = new Promise<void>((resolve) => {
    desk.onChange(({ to }) => to === 'lost' && resolve())
  })
  desk.demand()
  await lost
  const answer = get(app({ cameras: new Cameras([desk]) }), '/frames/next?timeout=0')
  expect((await answer).headers.get('retry-after')).toBe('1')
  expect(await problem(answer)).toMatchObject({
    status: 503,
    code: 'NO_FRAME',
    state: 'lost',
    reason: 'the plug was pulled',
  })
})

test('a camera that closes meanwhile is a 503, and one that is closed too', async () => {
  const desk = camera('desk', new Feed())
  const of = app({ cameras: new Cameras([desk]) })
  const waiting = problem(get(of, '/frames/next'))
  await viewers(desk, 1)
  await desk.close()
  expect(await waiting).toMatchObject({ status: 503, code: 'CAMERA_CLOSED' })
  expect(await problem(get(of, '/frames/next'))).toMatchObject({ code: 'CAMERA_CLOSED' })
})

test('HEAD gets the headers of the frame alone', async () => {
  const response = await get(app(), '/frames/next', { method: 'HEAD' })
  expect([response.status, response.body]).toEqual([200, null])
  expect(response.headers.get('x-frame-index')).toBe('0')
})

test.each([
  ['after', '-2', `a whole number from -1 to ${Number.MAX_SAFE_INTEGER}`],
  ['timeout', '30001', 'a whole number of milliseconds from 0 to 30000'],
  ['timeout', '1.5', 'a whole number of milliseconds from 0 to 30000'],
  ['epoch', 'e'.repeat(65), 'at most 64 characters long'],
])('%s=%s is a 400 that names the range', async (parameter, value, expected) => {
  expect(await problem(get(app(), `/frames/next?${parameter}=${value}`))).toMatchObject({
    ...{ status: 400, code: 'INVALID_PARAMETER', parameter, expected },
  })
})

test('who waits is a viewer, until the connection breaks', async () => {
  const desk = camera('desk', new Feed())
  const { port } = await server({ cameras: new Cameras([desk]) })
  const wire = new Wire(port).ask('GET /frames/next?timeout=30000 HTTP/1.1', 'Host: localhost')
  await viewers(desk, 1)
  await wire.cut()
  await viewers(desk, 0)
})

test('a server that ends does not wait for those who wait', async () => {
  const desk = camera('desk', new Feed())
  const made = await server({ cameras: new Cameras([desk]), shutdownTimeout: 3_600_000 })
  const wire = new Wire(made.port).ask('GET /frames/next HTTP/1.1', 'Host: localhost')
  await viewers(desk, 1)
  await made.close()
  expect(await wire.over()).toContain('"code":"CAMERA_CLOSED"')
})
