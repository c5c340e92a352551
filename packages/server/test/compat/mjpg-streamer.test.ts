import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { app, camera, Feed, folder, get, problem, server } from '../http/makers.ts'
import { dissect, viewers, Wire } from '../http/wires.ts'

/** Three cameras, each of which shows a picture that is a little wider than that of the one before. */
function three(): Cameras {
  const shown = (width: number) => new Feed(tinyJpeg({ width }))
  return new Cameras([
    camera('left', shown(8)),
    camera('middle', shown(16)),
    camera('right', shown(24)),
  ])
}

/** How wide the picture is, by its frame header. */
async function widthOf(response: Promise<Response>): Promise<number> {
  const jpeg = Buffer.from(await (await response).arrayBuffer())
  return jpeg.readUInt16BE(jpeg.indexOf(Buffer.from([0xff, 0xc0])) + 7)
}

test.each([
  ['/?action=snapshot', 8],
  ['/?action=snapshot_0', 8],
  ['/?action=snapshot_2', 24],
  ['/?action=snapshot_1&cacheBust=7', 16],
  ['/cam.jpg', 8],
  ['/cam_1.jpg', 8],
  ['/cam_3.jpg', 24],
])('%s is a picture %i pixels wide', async (path, width) => {
  const response = get(app({ cameras: three() }), path)
  expect((await response).headers.get('content-type')).toBe('image/jpeg')
  expect(await widthOf(response)).toBe(width)
})

test.each([
  ['GET', '/?action=stream', 'left'],
  ['GET', '/?action=stream_0', 'left'],
  ['GET', '/?action=stream_1&timestamp=1', 'middle'],
  ['POST', '/stream', 'left'],
  ['POST', '/stream_0', 'left'],
  ['POST', '/stream_2', 'right'],
  ['GET', '/cam.mjpg', 'left'],
  ['GET', '/cam_2.mjpg', 'middle'],
  ['GET', '/cam_3.mjpg', 'right'],
])('%s %s is the stream of the camera %s', async (method, path, name) => {
  const cameras = three()
  const { port } = await server({ cameras })
  const wire = new Wire(port).ask(`${method} ${path} HTTP/1.0`, 'Content-Length: 0')
  const { head } = dissect(await wire.parts(1))
  expect(head[0]).toBe('HTTP/1.1 200 OK')
  expect(head).toContain('content-type: multipart/x-mixed-replace; boundary=frame')
  expect(cameras.get(name)?.viewers).toBe(1)
})

test.each([
  ['/?action=snapshot_3', 3, 'they go from 0 to 2'],
  ['/?action=stream_17', 17, 'they go from 0 to 2'],
  ['/input_3.json', 3, 'they go from 0 to 2'],
  ['/cam_4.jpg', 4, 'they go from 1 to 3'],
  ['/cam_10.mjpg', 10, 'they go from 1 to 3'],
])('%s is beyond the cameras: a 404 that says which there are', async (path, number, known) => {
  expect(await problem(get(app({ cameras: three() }), path))).toMatchObject({
    status: 404,
    code: 'NO_SUCH_CAMERA',
    detail: `There is no camera ${number}; ${known}`,
    cameras: ['left', 'middle', 'right'],
  })
})

test('where no camera is yet, it says so', async () => {
  expect(await problem(get(app({ cameras: new Cameras() }), '/?action=snapshot'))).toMatchObject({
    code: 'NO_SUCH_CAMERA',
    detail: 'There is no camera 0; there is none yet',
  })
})

test.each(['/cam_0.jpg', '/cam_11.jpg', '/input_10.json', '/cam_x.mjpg', '/output_.json'])(
  '%s is no address of mjpg-streamer',
  async (path) => {
    expect(await problem(get(app(), path))).toMatchObject({ code: 'NOT_FOUND' })
  },
)

test('a camera that was added counts from then on', async () => {
  const cameras = new Cameras([camera('desk')])
  const of = app({ cameras })
  expect((await get(of, '/cam_2.jpg')).status).toBe(404)
  cameras.add(camera('door', new Feed(tinyJpeg({ width: 40 }))))
  expect(await widthOf(get(of, '/cam_2.jpg'))).toBe(40)
})

test.each(['dance', 'streams', 'snapshot_', 'stream_1x', ''])(
  'the action "%s" is none, and the answer says which there are',
  async (action) => {
    expect(await problem(get(app(), `/?action=${action}`))).toMatchObject({
      status: 400,
      code: 'INVALID_PARAMETER',
      parameter: 'action',
      value: action,
      detail: `Expected action to be stream, snapshot (of the second camera stream_1, snapshot_1) or command; got "${action}"`,
    })
  },
)

test('pictures are not written to files', async () => {
  expect(await problem(get(app(), '/?action=take&filename=a.jpg'))).toMatchObject({
    status: 501,
    code: 'NOT_IMPLEMENTED',
    detail: 'mjpg-streamer has writing pictures to files (action=take), this server does not',
  })
})

test('a page is still a page where nothing is asked for', async () => {
  const pageDir = folder()
  writeFileSync(join(pageDir, 'index.html'), 'all cameras')
  expect(await (await get(app({ pageDir }), '/?timestamp=1')).text()).toBe('all cameras')
})

test('an action takes the parameters of what it stands for', async () => {
  expect(await problem(get(app(), '/?action=snapshot&wait=101'))).toMatchObject({
    parameter: 'wait',
  })
  expect(await problem(get(app(), '/?action=stream&fps=0'))).toMatchObject({ parameter: 'fps' })
})

test.each([
  ['a form', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 3'],
  ['what it does not name', 'Content-Length: 3'],
])('%s posted for the stream is not looked at', async (_what, ...head) => {
  const { port } = await server()
  const wire = new Wire(port).ask('POST /stream HTTP/1.1', 'Host: localhost', ...head)
  wire.socket.write('a=b')
  expect(dissect(await wire.parts(1)).head[0]).toBe('HTTP/1.1 200 OK')
})

test.each([
  ['Content-Length: 65537', '', 413, 'BODY_TOO_LARGE'],
  ['Transfer-Encoding: chunked', `20000\r\n${'a'.repeat(0x20000)}\r\n`, 413, 'BODY_TOO_LARGE'],
])(
  'who posts more than a form has (%s) is refused, and no viewer',
  async (head, body, status, code) => {
    const cameras = three()
    const { port } = await server({ cameras })
    const wire = new Wire(port).ask('POST /stream HTTP/1.1', 'Host: localhost', head)
    wire.socket.write(body)
    const received = dissect(await wire.until((text) => text.includes('}')))
    expect(received.head[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(received.body).toContain(code)
    expect(cameras.first?.viewers).toBe(0)
  },
)

test('a page of another site cannot post for the stream', async () => {
  const headers = { origin: 'https://evil.example' }
  expect(await problem(get(app(), '/stream', { method: 'POST', headers }))).toMatchObject({
    code: 'FORBIDDEN_ORIGIN',
  })
})

test('a viewer by number is known like any other', async () => {
  const cameras = three()
  const { url, port } = await server({ cameras })
  const wire = new Wire(port).ask('GET /?action=stream_1&key=printer HTTP/1.0')
  await wire.parts(1)
  const { viewers: listed } = await (await fetch(`${url}viewers`)).json()
  expect(listed).toMatchObject([{ camera: 'middle', key: 'printer' }])
  await wire.cut()
  const middle = cameras.get('middle')
  if (middle) await viewers(middle, 0)
  expect(middle?.viewers).toBe(0)
})
