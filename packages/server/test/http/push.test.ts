import { expect, onTestFinished, test, vi } from 'vitest'
import { type Bytes, Camera, pushSource } from 'zoetrope'
import { concat, latin1, tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { becomes, phone, published } from './publishers.ts'
import { Wire } from './wires.ts'

const jpegType = { 'content-type': 'image/jpeg' }

/** Posts a body; the answer as its status and JSON. */
async function post(
  url: string,
  body: BodyInit,
  headers: Record<string, string> = jpegType,
): Promise<Record<string, unknown>> {
  const init = { method: 'POST', headers, body, duplex: 'half' }
  const response = await fetch(url, init)
  const text = await response.text()
  return { status: response.status, headers: response.headers, ...(text && JSON.parse(text)) }
}

/** A multipart body of these frames. */
function parts(frames: readonly Uint8Array[], headers: readonly string[] = []): Bytes {
  const head = latin1(`--b\r\n${['Content-Type: image/jpeg', ...headers].join('\r\n')}\r\n\r\n`)
  const pieces = frames.flatMap((frame) => [head, frame, latin1('\r\n')])
  return concat(...pieces, latin1('--b--\r\n'))
}

const multipart = { 'content-type': 'multipart/x-mixed-replace; boundary=b' }

test('a picture is shown byte for byte, and the answer names the frame', async () => {
  const { url, camera } = await phone()
  const jpeg = tinyJpeg({ bytes: 90_000 })
  const answer = await post(url, jpeg)
  expect(answer).toMatchObject({ status: 204 })
  const { newest, epoch } = camera.broadcast
  expect(newest?.jpeg).toEqual(jpeg)
  expect(camera.state).toBe('live')
  const again = await fetch(url, { method: 'POST', headers: jpegType, body: jpeg })
  expect(again.headers.get('x-frame-index')).toBe('1')
  expect(again.headers.get('x-frame-epoch')).toBe(epoch)
})

test('a picture’s moment and number are taken from its headers', async () => {
  const { url, camera } = await phone()
  const at = Math.floor(Date.now() / 1000) - 3
  await post(url, tinyJpeg(), { ...jpegType, 'x-timestamp': `${at}.25`, 'x-frame-index': '12' })
  expect(camera.broadcast.newest).toMatchObject({ capturedAt: at * 1000 + 250, index: 12 })
})

test.each([
  ['no JPEG', latin1('hello, world'), 'no-soi'],
  ['a torn one', tinyJpeg().subarray(0, 60), ''],
])('%s is refused with what is wrong, and the camera goes on', async (_, body, words) => {
  const { url, camera } = await phone()
  const answer = await post(url, body)
  expect(answer).toMatchObject({ status: 422, code: 'INVALID_FRAME' })
  expect(answer['detail']).toContain(words)
  expect(await post(url, tinyJpeg())).toMatchObject({ status: 204 })
  expect(camera.broadcast.published).toBe(1)
})

test.each([
  ['application/x-www-form-urlencoded', 'image/jpeg'],
  ['text/plain', 'multipart/*'],
])('a body that calls itself %s is a 415 that lists what is taken', async (type, supported) => {
  const { url } = await phone()
  const answer = await post(url, tinyJpeg(), { 'content-type': type })
  expect(answer).toMatchObject({ status: 415, code: 'UNSUPPORTED_TYPE' })
  expect(answer['supported']).toContain(supported)
})

test('a picture that says it is too large is refused before it is read, one that does not at the limit', async () => {
  const { server } = await phone()
  const wire = new Wire(server.port)
  wire.ask(
    ...['POST /cameras/phone/frames HTTP/1.1', 'Host: localhost', 'Content-Type: image/jpeg'],
    'Content-Length: 33554433',
  )
  expect(await wire.until((text) => text.includes('\r\n\r\n{'))).toMatch(/413.*BODY_TOO_LARGE/s)
  const other = new Wire(server.port)
  other.ask(
    ...['POST /cameras/phone/frames HTTP/1.1', 'Host: localhost', 'Content-Type: image/jpeg'],
    'Transfer-Encoding: chunked',
  )
  const megabyte = new Uint8Array(1_048_576)
  // Written, or not any more: either way the next turn.
  while (other.fate === undefined && other.received === '') {
    await new Promise<void>((resolve) => {
      send(other, megabyte)
      other.socket.write('', () => resolve())
    })
  }
  expect(other.received).toMatch(/^HTTP\/1.1 413 /)
})

test('no body at all is a 400 that says how streams are sent', async () => {
  const { url } = await phone()
  const answer = await post(url, '')
  expect(answer).toMatchObject({ status: 400, code: 'INVALID_BODY' })
  expect(answer['detail']).toContain('Transfer-Encoding: chunked')
})

test('the parts of a multipart body are shown one by one, with their moments, and counted at the end', async () => {
  const { url, camera } = await phone()
  const frames = Array.from({ length: 30 }, (_, shade) => tinyJpeg({ shade }))
  const all = published(camera, frames.length)
  const at = Math.floor(Date.now() / 1000)
  const answer = await post(url, parts(frames, [`X-Timestamp: ${at}.5`]), multipart)
  expect(answer).toMatchObject({ status: 200, published: 30, skipped: 0, rejected: 0, flaw: null })
  expect(await all).toEqual(frames)
  expect(camera.broadcast.newest?.capturedAt).toBe(at * 1000 + 500)
  await becomes(camera, 'lost')
  expect(camera.reason).toBe('the publisher 127.0.0.1 left')
})

test.each([['video/x-motion-jpeg'], ['application/octet-stream']])(
  'JPEGs one after the other are taken as %s',
  async (type) => {
    const { url, camera } = await phone()
    const frames = Array.from({ length: 10 }, (_, shade) => tinyJpeg({ shade }))
    const all = published(camera, frames.length)
    const answer = await post(url, concat(...frames), { 'content-type': type })
    expect(answer).toMatchObject({ status: 200, published: 10 })
    expect(await all).toEqual(frames)
  },
)

test('a body that does not say what it is, is what it is', async () => {
  const { server, camera } = await phone()
  const wire = new Wire(server.port)
  const body = parts([tinyJpeg(), tinyJpeg({ shade: 9 })])
  wire.ask(
    'POST /cameras/phone/frames HTTP/1.1',
    'Host: localhost',
    `Content-Length: ${body.length}`,
  )
  wire.socket.write(body)
  await wire.until((text) => text.includes('"published":2'))
  expect(camera.broadcast.newest?.jpeg).toEqual(tinyJpeg({ shade: 9 }))
})

test('a form’s file is a picture', async () => {
  const { url, camera } = await phone()
  const form = new FormData()
  form.set('image', new Blob([tinyJpeg()], { type: 'image/jpeg' }), 'one.jpg')
  const response = await fetch(url, { method: 'POST', body: form })
  expect(await response.json()).toMatchObject({ published: 1 })
  // One picture may be followed by another in a minute.
  expect(camera.state).toBe('live')
})

test('broken frames of a stream are left out and counted, with what was wrong', async () => {
  const { url, camera } = await phone()
  const torn = tinyJpeg({ shade: 1 }).subarray(0, 100)
  const answer = await post(url, parts([tinyJpeg(), torn, tinyJpeg({ shade: 2 })]), multipart)
  expect(answer).toMatchObject({ status: 200, published: 2, rejected: 1 })
  expect(answer['flaw']).toBeTypeOf('string')
  expect(camera.broadcast.newest?.jpeg).toEqual(tinyJpeg({ shade: 2 }))
})

test.each([
  ['something else', 'not a picture at all, and it goes on for a while', 'INVALID_STREAM'],
  ['a stream without a frame', '--b\r\n', 'INVALID_STREAM'],
])('%s is a 422', async (_, text, code) => {
  const { url } = await phone()
  expect(await post(url, text, multipart)).toMatchObject({ status: 422, code })
})

test('a placeholder of another server is not shown', async () => {
  const { url, camera } = await phone()
  await post(url, tinyJpeg())
  const answer = await post(
    url,
    parts([tinyJpeg({ shade: 7 })], ['X-Placeholder: lost']),
    multipart,
  )
  expect(answer).toMatchObject({ status: 422 })
  expect(camera.broadcast.published).toBe(1)
})

/** Begins a stream, and sends these bytes of it. */
function begin(port: number, ...pieces: readonly Uint8Array[]): Wire {
  const wire = new Wire(port)
  wire.ask(
    ...['POST /cameras/phone/frames HTTP/1.1', 'Host: localhost'],
    ...['Content-Type: multipart/x-mixed-replace; boundary=b', 'Transfer-Encoding: chunked'],
  )
  for (const piece of pieces) send(wire, piece)
  return wire
}

/** Sends a chunk. */
function send({ socket }: Wire, piece: Uint8Array): void {
  socket.write(`${piece.length.toString(16)}\r\n`)
  socket.write(piece)
  socket.write('\r\n')
}

/** One part. */
function part(shade = 1): Bytes {
  const jpeg = tinyJpeg({ shade })
  const head = `--b\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`
  return concat(latin1(head), jpeg, latin1('\r\n'))
}

test('while a stream lasts others are refused, and told to come again', async () => {
  const { server, url, camera } = await phone()
  const wire = begin(server.port, part())
  await becomes(camera, 'live')
  const answer = await fetch(url, { method: 'POST', headers: jpegType, body: tinyJpeg() })
  expect(answer.status).toBe(409)
  expect(answer.headers.get('retry-after')).toBe('5')
  expect(await answer.json()).toMatchObject({ code: 'PUBLISHER_PRESENT' })
  const other = begin(server.port, part(2))
  expect(await other.over()).toMatch(/^HTTP\/1.1 409 .*PUBLISHER_PRESENT/s)
  send(wire, part(3))
  wire.socket.write('0\r\n\r\n')
  expect(await wire.until((text) => text.includes('}'))).toContain('"published":2')
})

test('where the newer is preferred a stream is ended by the next, and the viewers notice nothing', async () => {
  const { server, camera } = await phone({ onSecond: 'replace' })
  const first = begin(server.port, part())
  await becomes(camera, 'live')
  const states: string[] = []
  camera.onChange(({ to }) => states.push(to))
  const second = begin(server.port, part(2))
  expect(await first.over()).toMatch(/^HTTP\/1.1 409 .*PUBLISHER_REPLACED/s)
  while (camera.broadcast.published < 2) await new Promise((resolve) => setImmediate(resolve))
  expect(states).toEqual([])
  second.socket.destroy()
})

test('a publisher that vanishes in the middle of a frame is missed, and the torn frame is never shown', async () => {
  const { server, camera } = await phone()
  const wire = begin(server.port, part(), part(2).subarray(0, 120))
  await becomes(camera, 'live')
  await wire.cut()
  await becomes(camera, 'lost')
  expect(camera.reason).toBe('the publisher 127.0.0.1 vanished')
  expect(camera.broadcast.published).toBe(1)
})

test.each([
  ['nothing', 0],
  ['a byte now and then', 20],
])('a stream that brings %s is ended, and the camera is lost', async (_, every) => {
  const { server, camera } = await phone({ timeout: 300 })
  const wire = begin(server.port, part())
  await becomes(camera, 'live')
  const timer = every > 0 ? setInterval(() => send(wire, Uint8Array.of(0x41)), every) : undefined
  const answer = await wire.over()
  clearInterval(timer)
  expect(answer).toMatch(/^HTTP\/1.1 408 .*PUBLISHER_SILENT/s)
  expect(camera.reason).toBe('the publisher 127.0.0.1 fell silent')
})

test('when the server ends a stream under way is told so', async () => {
  const { server, camera } = await phone()
  const wire = begin(server.port, part())
  await becomes(camera, 'live')
  await server.close()
  expect(await wire.over()).toMatch(/^HTTP\/1.1 503 .*CAMERA_CLOSED/s)
})

test('a sender that asks beforehand is told to go on', async () => {
  const { server, camera } = await phone()
  const wire = new Wire(server.port)
  const jpeg = tinyJpeg()
  wire.ask(
    ...['POST /cameras/phone/frames HTTP/1.1', 'Host: localhost', 'Content-Type: image/jpeg'],
    ...[`Content-Length: ${jpeg.length}`, 'Expect: 100-continue'],
  )
  await wire.until((text) => text.includes('100 Continue'))
  wire.socket.write(jpeg)
  await wire.until((text) => text.includes('204 No Content'))
  expect(camera.broadcast.newest?.jpeg).toEqual(jpeg)
})

test('pictures one after the other use one connection', async () => {
  const { server } = await phone()
  const wire = new Wire(server.port)
  for (let count = 1; count <= 3; count += 1) {
    const jpeg = tinyJpeg({ shade: count })
    wire.ask(
      ...['POST /cameras/phone/frames HTTP/1.1', 'Host: localhost', 'Content-Type: image/jpeg'],
      `Content-Length: ${jpeg.length}`,
    )
    wire.socket.write(jpeg)
    await wire.until((text) => text.split('204 No Content').length > count)
  }
  expect(wire.received).not.toMatch(/connection: close/i)
})

test('more than 240 pictures a second are too many', async () => {
  const { source, url } = await phone()
  // While the clock stands still none is allowed anew.
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const publisher = source.visit('127.0.0.1')
  for (let count = 0; count < 480; count += 1) await publisher.push(tinyJpeg())
  expect(await post(url, tinyJpeg())).toMatchObject({ status: 429, code: 'TOO_MANY_FRAMES' })
})

test.each([
  ['a camera that is not there', 'nobody', 404, 'NO_SUCH_CAMERA'],
  ['one of another source', 'desk', 409, 'NOT_A_PUSH_CAMERA'],
])('%s takes no frames', async (_, name, status, code) => {
  const { server } = await phone()
  const desk = server.cameras.add(new Camera('desk', { label: 'pattern:', async *open() {} }))
  const answer = await post(`${server.url}cameras/${name}/frames`, tinyJpeg())
  expect(answer).toMatchObject({ status, code })
  await desk.close()
})

test('who published, how much, and why that ended is in the log', async () => {
  const { url, entries } = await phone()
  await post(url, parts([tinyJpeg(), tinyJpeg()]), multipart)
  const told = entries.filter(({ text }) => text.startsWith('publisher'))
  expect(told).toMatchObject([
    { text: 'publisher came', facts: { camera: 'phone', publisher: '127.0.0.1' } },
    { text: 'publisher left', facts: { frames: 2, reason: 'the publisher 127.0.0.1 left' } },
  ])
})

test('nothing but the sender’s own frames is left of many streams', async () => {
  const { url, server, source } = await phone({ serve: { push: { create } } })
  for (let count = 0; count < 20; count += 1) {
    await post(url, parts([tinyJpeg(), tinyJpeg()]), multipart)
  }
  expect(source.publisher).toBeUndefined()
  expect(server.cameras.size).toBe(1)
})

function create(name: string): Camera {
  return new Camera(name, pushSource())
}
