import { expect, test } from 'vitest'
import { type Camera, Cameras } from 'zoetrope'
import { readFrames } from 'zoetrope/client'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { app, camera, Feed, get, problem, server } from './makers.ts'

/** A camera that nobody has started, which holds frames of these shades. */
function held(...shades: number[]): Camera {
  const desk = camera('desk', new Feed())
  for (const shade of shades) desk.broadcast.publish(tinyJpeg({ shade }))
  return desk
}

const showing = (desk: Camera) => app({ cameras: new Cameras([desk]) })

test.each(['/cameras/desk/frames', '/frames'])(
  '%s lists what is held, and starts nothing',
  async (path) => {
    const desk = held(1, 2)
    const list = await (await get(showing(desk), path)).json()
    const { epoch, capacity } = desk.broadcast
    expect(list).toMatchObject({ epoch, capacity })
    expect(list.frames).toEqual(
      desk.broadcast.frames().map(({ index, capturedAt, jpeg, width, height }) => ({
        ...{ index, capturedAt, bytes: jpeg.length, width, height },
        url: `frames/${index}?epoch=${epoch}`,
      })),
    )
    expect(desk.state).toBe('idle')
  },
)

test('the addresses in the list lead to the frames, below a base path too', async () => {
  const desk = held(1, 2)
  const cameras = new Cameras([desk])
  const { port } = await server({ cameras, basePath: '/webcam' })
  for (const path of ['cameras/desk/frames', 'frames']) {
    const response = await fetch(`http://127.0.0.1:${port}/webcam/${path}`)
    const { frames } = await response.json()
    const second = await fetch(new URL(frames[1].url, response.url))
    expect(new Uint8Array(await second.arrayBuffer())).toEqual(desk.broadcast.at(1).jpeg)
  }
})

test('a frame has a name, and whoever has it is told so', async () => {
  const desk = held(1, 2)
  const of = showing(desk)
  const response = await get(of, '/cameras/desk/frames/1')
  const etag = `"${desk.broadcast.epoch}-1"`
  expect([response.status, response.headers.get('etag')]).toEqual([200, etag])
  expect(response.headers.get('cache-control')).toBe('private, no-cache')
  const again = await get(of, '/frames/1', { headers: { 'if-none-match': etag } })
  expect([again.status, again.body]).toEqual([304, null])
  const pinned = await get(of, `/frames/1?epoch=${desk.broadcast.epoch}`)
  expect(pinned.headers.get('cache-control')).toContain('immutable')
  expect(desk.state).toBe('idle')
})

test('one that may still come is a 404, one that is over a 410', async () => {
  const desk = held(...Array.from({ length: 12 }, (_, n) => n))
  const of = showing(desk)
  const early = get(of, '/frames/12')
  expect((await early).headers.get('retry-after')).toBe('1')
  expect(await problem(early)).toMatchObject({ status: 404, code: 'NOT_YET' })
  expect(await problem(get(of, '/frames/1'))).toMatchObject({ status: 410, code: 'GONE' })
  const other = get(of, '/frames/11?epoch=another')
  expect(await problem(other)).toMatchObject({ status: 410, code: 'GONE' })
})

test('with a timeout an idle camera is started, and the frame waited for', async () => {
  const feed = new Feed(tinyJpeg())
  const desk = camera('desk', feed)
  const wanted = get(showing(desk), '/frames/1?timeout=30000')
  feed.give(tinyJpeg({ shade: 5 }))
  expect(new Uint8Array(await (await wanted).arrayBuffer())).toEqual(tinyJpeg({ shade: 5 }))
})

test('a camera that closes while a frame of it is waited for is a 503', async () => {
  const desk = held(1)
  const wanted = problem(get(showing(desk), '/frames/1?timeout=30000'))
  await desk.close()
  expect(await wanted).toMatchObject({ status: 503, code: 'CAMERA_CLOSED' })
})

test.each(['/cameras/desk/frames/latest', '/frames/latest'])(
  '%s is a snapshot, by its parameters too',
  async (path) => {
    const of = app()
    expect((await get(of, path)).headers.get('x-frame-index')).toBe('0')
    expect(await problem(get(of, `${path}?wait=101`))).toMatchObject({ parameter: 'wait' })
  },
)

test('what is held can be seen once more, over a real connection', async () => {
  const desk = held(...Array.from({ length: 5 }, (_, n) => n))
  const { url } = await server({ cameras: new Cameras([desk]) })
  const got: number[] = []
  const response = await fetch(`${url}frames/replay?from=2&speed=1000`)
  for await (const { index } of readFrames(response)) got.push(index ?? Number.NaN)
  expect(got).toEqual([2, 3, 4])
  expect(desk.state).toBe('idle')
})

test('a replay says of which epoch, and that there is none from that index on', async () => {
  const of = showing(held(1))
  expect(await problem(get(of, '/frames/replay?from=1'))).toMatchObject({ code: 'NOT_YET' })
  const other = get(of, '/cameras/desk/frames/replay?epoch=another')
  expect(await problem(other)).toMatchObject({ code: 'GONE' })
})

test.each([
  ['/frames/1?timeout=30001', 'timeout'],
  [`/frames/1?epoch=${'e'.repeat(65)}`, 'epoch'],
  ['/frames/replay?from=-1', 'from'],
  ['/frames/replay?speed=0', 'speed'],
])('%s is a 400 that names the range', async (path, parameter) => {
  const answer = await problem(get(app(), path))
  expect(answer).toMatchObject({ status: 400, code: 'INVALID_PARAMETER', parameter })
})

test.each(['/frames', '/frames/0', '/frames/latest', '/frames/replay'])(
  'HEAD of %s is its headers alone',
  async (path) => {
    const response = await get(showing(held(1)), path, { method: 'HEAD' })
    expect([response.status, response.body]).toEqual([200, null])
  },
)
