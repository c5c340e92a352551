import { expect, test } from 'vitest'
import { type Camera, Cameras } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { camera, Feed, server } from './makers.ts'
import { dissect, indices, viewers, Wire } from './wires.ts'

const HOST = 'Host: localhost'

/** A server with one camera, which shows one frame and then what it is fed. */
async function stage(): Promise<{ desk: Camera; feed: Feed; wire: () => Wire }> {
  const feed = new Feed(tinyJpeg({ shade: 1 }))
  const desk = camera('desk', feed)
  const { port } = await server({ cameras: new Cameras([desk]) })
  return { desk, feed, wire: () => new Wire(port) }
}

test('a stream is close-delimited and laid out as every reader knows it', async () => {
  const { desk, feed, wire } = await stage()
  const viewer = wire().ask('GET /stream HTTP/1.1', HOST)
  await viewer.parts(1)
  const second = tinyJpeg({ shade: 2 })
  feed.give(second)
  await viewer.parts(2)
  const { head, body } = dissect(viewer.received)
  expect(head[0]).toBe('HTTP/1.1 200 OK')
  expect(head.map((line) => line.toLowerCase())).toEqual(
    expect.arrayContaining([
      'content-type: multipart/x-mixed-replace; boundary=frame',
      'connection: close',
      'cache-control: no-store, no-cache, must-revalidate',
      'pragma: no-cache',
      'x-accel-buffering: no',
    ]),
  )
  expect(head.join('\n')).not.toMatch(/transfer-encoding|content-length|keep-alive/i)
  const { epoch } = desk.broadcast
  const header = (jpeg: Uint8Array, index: number): RegExp =>
    new RegExp(
      `^Content-Type: image/jpeg\\r\\nContent-Length: ${jpeg.length}\\r\\n` +
        `X-Timestamp: \\d+\\.\\d{6}\\r\\nX-Frame-Index: ${index}\\r\\nX-Frame-Epoch: ${epoch}$`,
    )
  const [opening, first = '', last = '', rest] = body.split('--frame\r\n')
  expect([opening, rest]).toEqual(['', ''])
  for (const [part, jpeg, index] of [
    [first, tinyJpeg({ shade: 1 }), 0],
    [last, second, 1],
  ] as const) {
    const at = part.indexOf('\r\n\r\n')
    expect(part.slice(0, at)).toMatch(header(jpeg, index))
    expect(part.slice(at + 4)).toBe(`${Buffer.from(jpeg).toString('latin1')}\r\n`)
  }
})

test('HTTP/1.0 without a Host gets the same, and no chunks', async () => {
  const { wire } = await stage()
  const received = await wire().ask('GET /stream HTTP/1.0').parts(1)
  const { head, body } = dissect(received)
  expect(head[0]).toMatch(/^HTTP\/1\.[01] 200 OK$/)
  expect(head.join('\n')).not.toMatch(/transfer-encoding/i)
  expect(body.startsWith('--frame\r\nContent-Type: image/jpeg\r\n')).toBe(true)
})

test.each([[], [HOST], [HOST, 'Connection: keep-alive']])(
  'JSON for HTTP/1.0 with %j has its length, and no chunks',
  async (...lines) => {
    const { wire } = await stage()
    const asker = wire().ask('GET /cameras HTTP/1.0', ...lines)
    const { head, body } = dissect(await asker.until((received) => received.endsWith('}\n')))
    expect(head[0]).toMatch(/^HTTP\/1\.[01] 200 OK$/)
    expect(head.join('\n')).not.toMatch(/transfer-encoding/i)
    expect(head.join('\n')).toMatch(new RegExp(`^content-length: ${body.length}$`, 'im'))
    if (lines.length < 2) {
      await asker.over()
      expect(asker.fate).toBe('end')
    }
  },
)

test('HEAD of a stream is its headers, then the end', async () => {
  const { desk, wire } = await stage()
  const viewer = wire().ask('HEAD /stream HTTP/1.1', HOST, 'Connection: close')
  const { head, body } = dissect(await viewer.over())
  expect(head[0]).toBe('HTTP/1.1 200 OK')
  expect(head).toContain('content-type: multipart/x-mixed-replace; boundary=frame')
  expect(body).toBe('')
  expect(desk.viewers).toBe(0)
})

test('OPTIONS has the methods', async () => {
  const { wire } = await stage()
  const received = await wire()
    .ask('OPTIONS /snapshot.jpg HTTP/1.1', HOST, 'Connection: close')
    .over()
  expect(received).toMatch(/^HTTP\/1\.1 204 No Content\r\nallow: GET, HEAD, OPTIONS\r\n/)
})

test.each(['/stream', '/snapshot'])('Range on %s gets all of it', async (path) => {
  const { wire } = await stage()
  const viewer = wire().ask(`GET ${path} HTTP/1.1`, HOST, 'Range: bytes=0-')
  expect(await viewer.until((text) => text.includes('\r\n\r\n'))).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
})

test('an offer of HTTP/2 is answered in HTTP/1.1', async () => {
  const { wire } = await stage()
  const upgrade = [
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABk',
  ]
  const received = await wire()
    .ask('GET /stream HTTP/1.1', HOST, ...upgrade)
    .parts(1)
  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
})

test('requests sent ahead are answered in their order, up to the stream that does not end', async () => {
  const { desk, wire } = await stage()
  const viewer = wire().ask('GET /healthz HTTP/1.1', HOST, '', 'GET /stream HTTP/1.1', HOST)
  const received = await viewer.parts(1)
  expect(received.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
  expect(received.indexOf('"ok"')).toBeLessThan(received.indexOf('--frame'))
  expect(desk.viewers).toBe(1)
})

test('streams asked for behind a stream take nothing, and leave nothing when the viewer goes', async () => {
  const { desk, wire } = await stage()
  const three = ['GET /stream HTTP/1.1', HOST, ''].join('\r\n').concat('\r\n').repeat(2)
  const viewer = wire().ask(`${three}GET /stream HTTP/1.1`, HOST)
  await viewer.parts(1)
  expect(desk.viewers).toBe(1)
  await viewer.cut()
  await viewers(desk, 0)
})

test('whoever asks without end behind a stream is cut off', async () => {
  const { desk, wire } = await stage()
  const viewer = wire().ask('GET /stream HTTP/1.1', HOST)
  await viewer.parts(1)
  viewer.socket.write(`GET /healthz HTTP/1.1\r\n${HOST}\r\n\r\n`.repeat(17))
  await viewer.over()
  await viewers(desk, 0)
})

test('a viewer that breaks off sets the camera free', async () => {
  const { desk, wire } = await stage()
  const idle = new Promise<void>((resolve) => {
    desk.onChange(({ to }) => to === 'idle' && resolve())
  })
  const viewer = wire().ask('GET /stream HTTP/1.1', HOST)
  await viewer.parts(1)
  await viewer.cut()
  await idle
  expect(desk.viewers).toBe(0)
})

test('a viewer that closes its side is gone, and gets a clean end', async () => {
  const { desk, wire } = await stage()
  const viewer = wire().ask('GET /stream HTTP/1.1', HOST)
  await viewer.parts(1)
  viewer.socket.end()
  expect(await viewer.over()).toMatch(/\r\n--frame\r\n$/)
  expect(viewer.fate).toBe('end')
  await viewers(desk, 0)
})

test('a body is refused, and once it came whole the connection serves the next request', async () => {
  const { wire } = await stage()
  const post = wire().ask('GET /stream HTTP/1.1', HOST, 'Content-Length: 5', '', 'hello')
  expect(await post.until((received) => received.includes('}'))).toMatch(/^HTTP\/1\.1 413 /)
  post.ask('GET /stream HTTP/1.1', HOST, 'Content-Length: 1', 'Connection: close', '', '!')
  expect((await post.over()).match(/^HTTP\/1\.1 413 /gm)).toHaveLength(2)
  expect(post.fate).toBe('end')
})

test.each([
  ['a path that is none', 'GET http:// HTTP/1.1', HOST],
  ['a host that is none', 'GET / HTTP/1.1', 'Host: a b'],
  ['a backslash', 'GET /a\\b HTTP/1.1', HOST],
])('%s is a problem like any other', async (_what, ...lines) => {
  const { wire } = await stage()
  const received = await wire()
    .ask(...lines, 'Connection: close')
    .over()
  expect(received).toMatch(/^HTTP\/1\.1 400 /)
  expect(received).toContain('"code":"INVALID_REQUEST"')
})

test('headers beyond the limit are refused', async () => {
  const { wire } = await stage()
  const received = await wire()
    .ask('GET / HTTP/1.1', HOST, `X-Large: ${'x'.repeat(20_000)}`)
    .over()
  expect(received).toMatch(/^HTTP\/1\.1 431 /)
})

test('a slow viewer skips to the newest frame, while another loses nothing', async () => {
  const { desk, feed, wire } = await stage()
  const [slow, quick] = [wire(), wire()]
  slow.ask('GET /stream HTTP/1.1', HOST)
  quick.ask('GET /stream HTTP/1.1', HOST)
  await Promise.all([slow.parts(1), quick.parts(1)])
  slow.socket.pause()
  // Far more than the kernel's buffers of a loopback connection hold.
  const [frames, large] = [40, tinyJpeg({ bytes: 400_000 })]
  const got: number[] = []
  for (let n = 1; n <= frames; n++) {
    quick.received = ''
    feed.give(large)
    got.push(...indices(await quick.until((text) => text.length > 400_000)))
  }
  expect(got).toEqual(Array.from({ length: frames }, (_, n) => n + 1))
  slow.socket.resume()
  await slow.until((text) => text.includes(`X-Frame-Index: ${frames}\r\n`))
  const seen = indices(slow.received)
  expect(seen.length).toBeLessThan(frames)
  expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
  expect(desk.viewers).toBe(2)
})

test('a slow viewer of small frames goes on too', async () => {
  const { feed, wire } = await stage()
  const [slow, quick] = [wire(), wire()]
  slow.ask('GET /stream HTTP/1.1', HOST)
  quick.ask('GET /stream HTTP/1.1', HOST)
  await Promise.all([slow.parts(1), quick.parts(1)])
  slow.socket.pause()
  // Smaller than a socket's high-water mark, below which there is no 'drain'.
  const small = tinyJpeg({ bytes: 9000 })
  let last = 0
  while (last < 2000) {
    feed.give(...Array.from({ length: 100 }, () => small))
    last += 100
    await quick.until((text) => text.includes(`X-Frame-Index: ${last}\r\n`))
    quick.received = ''
  }
  slow.socket.resume()
  await slow.until((text) => text.includes(`X-Frame-Index: ${last}\r\n`))
  expect(indices(slow.received).length).toBeLessThan(last)
})
