import { expect, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { app, camera, Feed, get, problem, server } from '../http/makers.ts'
import { dissect, Wire } from '../http/wires.ts'

const two = (): Cameras => {
  const jpeg = tinyJpeg({ width: 16 })
  return new Cameras([camera('front'), camera('door', new Feed(jpeg))])
}

test('a stream is asked for by its name', async () => {
  const cameras = two()
  const { port } = await server({ cameras })
  const wire = new Wire(port).ask('GET /api/stream.mjpeg?src=door HTTP/1.0')
  const { head } = dissect(await wire.parts(1))
  expect(head).toContain('content-type: multipart/x-mixed-replace; boundary=frame')
  expect([cameras.get('front')?.viewers, cameras.get('door')?.viewers]).toEqual([0, 1])
})

test('a picture is asked for by its name', async () => {
  const response = await get(app({ cameras: two() }), '/api/frame.jpeg?src=door')
  expect(response.headers.get('content-type')).toBe('image/jpeg')
  const jpeg = Buffer.from(await response.arrayBuffer())
  expect(jpeg.equals(tinyJpeg({ width: 16 }))).toBe(true)
})

test.each(['/api/stream.mjpeg', '/api/frame.jpeg', '/api/stream.mjpeg?src='])(
  '%s says that a name is missing',
  async (path) => {
    expect(await problem(get(app(), path))).toMatchObject({
      status: 400,
      code: 'INVALID_PARAMETER',
      parameter: 'src',
    })
  },
)

test.each(['/api/stream.mjpeg', '/api/frame.jpeg', '/api/streams'])(
  '%s of a camera that is not there is a 404 with the names of those that are',
  async (path) => {
    expect(await problem(get(app({ cameras: two() }), `${path}?src=attic`))).toMatchObject({
      status: 404,
      code: 'NO_SUCH_CAMERA',
      cameras: ['front', 'door'],
    })
  },
)

test.each(['10s', '500ms', '1m', '2h', '30', '0'])('a picture may be %s old', async (cache) => {
  const response = await get(app(), `/api/frame.jpeg?src=desk&cache=${cache}`)
  expect(response.status).toBe(200)
})

test('an older one is not taken', async () => {
  const feed = new Feed(tinyJpeg({ shade: 1 }))
  const desk = camera('desk', feed)
  using _ = desk.subscribe()
  while (desk.broadcast.published === 0) await new Promise(setImmediate)
  const waiting = get(app({ cameras: new Cameras([desk]) }), '/api/frame.jpeg?src=desk&cache=0ms')
  // Published after the question; the one before it is too old by then.
  setImmediate(() => feed.give(tinyJpeg({ shade: 2 })))
  const jpeg = Buffer.from(await (await waiting).arrayBuffer())
  expect(jpeg.equals(tinyJpeg({ shade: 2 }))).toBe(true)
})

test.each(['soon', '-1s', '1.5s', '10 s', '9999999s'])('%j is no time', async (cache) => {
  const path = `/api/frame.jpeg?src=desk&cache=${encodeURIComponent(cache)}`
  expect(await problem(get(app(), path))).toMatchObject({
    status: 400,
    parameter: 'cache',
    expected: 'a time such as 10s',
  })
})

test.each(['w', 'width', 'h', 'height', 'rotate'])(
  '%s is refused as long as it has no effect',
  async (parameter) => {
    const answer = get(app(), `/api/frame.jpeg?src=desk&${parameter}=90`)
    expect(await problem(answer)).toMatchObject({ status: 501, code: 'NOT_IMPLEMENTED', parameter })
  },
)

test('the list has every camera with what it shows and who watches', async () => {
  const { url, port } = await server({ cameras: two() })
  await new Wire(port).ask('GET /api/stream.mjpeg?src=door HTTP/1.0').parts(1)
  const door = {
    producers: [{ url: 'feed:', format_name: 'mjpeg', medias: ['video, recvonly, JPEG'] }],
    consumers: [
      {
        id: expect.toSatisfy(Number.isInteger),
        format_name: 'mjpeg',
        protocol: 'http',
        remote_addr: '127.0.0.1',
        bytes_send: expect.toSatisfy((bytes) => bytes > 0),
      },
    ],
  }
  const told = async (query: string) => (await fetch(`${url}api/streams${query}`)).json()
  expect(await told('')).toEqual({ front: { producers: [{ url: 'feed:' }], consumers: [] }, door })
  expect(await told('?src=door')).toEqual(door)
})

test.each(['PUT', 'PATCH', 'POST', 'DELETE'])('%s changes no streams', async (method) => {
  expect(await problem(get(app(), '/api/streams?src=a&name=b', { method }))).toMatchObject({
    code: 'METHOD_NOT_ALLOWED',
  })
})
