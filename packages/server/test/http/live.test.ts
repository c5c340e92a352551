import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Cameras, LIVE_PROTOCOL } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { identity } from './identities.ts'
import { LiveWire, refusal } from './live-wire.ts'
import { camera, diary, Feed, server } from './makers.ts'
import { viewers, Wire } from './wires.ts'

/** Two cameras, and what feeds them. */
function two() {
  const feeds = { desk: new Feed(tinyJpeg()), door: new Feed(tinyJpeg()) }
  const desk = camera('desk', feeds.desk)
  const door = camera('door', feeds.door)
  return { feeds, desk, door, cameras: new Cameras([desk, door]) }
}

test('a viewer is welcomed with the version, the clock and the limits', async () => {
  const { url } = await server()
  const wire = new LiveWire(`${url}live`)
  const welcome = await wire.hears('welcome')
  expect(welcome).toMatchObject({ protocol: LIVE_PROTOCOL, limits: { subscriptions: 256 } })
  expect(welcome['now']).toBeTypeOf('number')
  expect(wire.socket.protocol).toBe(LIVE_PROTOCOL)
  // JPEGs do not get smaller.
  expect(wire.socket.extensions).toBe('')
})

test('two cameras come over one connection, frame by frame', async () => {
  const { feeds, cameras } = two()
  const { url } = await server({ cameras })
  const wire = new LiveWire(`${url}live`)
  await wire.say({ type: 'subscribe', camera: 'desk' }, { type: 'subscribe', camera: 'door' })
  for (let count = 1; count <= 5; count += 1) {
    const [desk, door] = [await wire.shows('desk', count), await wire.shows('door', count)]
    const shade = 10 * count
    expect(desk.at(-1)?.index).toBe(count - 1)
    expect(door.at(-1)?.index).toBe(count - 1)
    feeds.desk.give(tinyJpeg({ shade }))
    feeds.door.give(tinyJpeg({ shade: shade + 5 }))
  }
  const [desk, door] = [await wire.shows('desk', 6), await wire.shows('door', 6)]
  expect(desk.at(-1)?.jpeg).toEqual(tinyJpeg({ shade: 50 }))
  expect(door.at(-1)?.jpeg).toEqual(tinyJpeg({ shade: 55 }))
})

test('the state of a camera is told when it is subscribed to, and at every change', async () => {
  const { cameras } = two()
  const { url } = await server({ cameras })
  const wire = new LiveWire(`${url}live`)
  await wire.say({ type: 'subscribe', camera: 'desk' })
  await wire.hears('subscribed', { camera: 'desk' })
  await wire.hears('state', { camera: 'desk', state: 'idle', reason: null })
  await wire.hears('state', { camera: 'desk', state: 'live' })
})

test('after unsubscribe nothing comes of it, and its source rests', async () => {
  const { feeds, desk, cameras } = two()
  const { url } = await server({ cameras })
  const wire = new LiveWire(`${url}live`)
  await wire.say({ type: 'subscribe', camera: 'desk' }, { type: 'subscribe', camera: 'door' })
  await wire.shows('desk', 1)
  await wire.say({ type: 'unsubscribe', camera: 'desk' })
  await wire.hears('unsubscribed', { camera: 'desk' })
  expect(desk.viewers).toBe(0)
  feeds.desk.give(tinyJpeg())
  feeds.door.give(tinyJpeg())
  await wire.shows('door', 2)
  expect(wire.frames.filter((frame) => frame.camera === 'desk')).toHaveLength(1)
})

test('while it is paused nothing comes, the sources rest, and afterwards it goes on', async () => {
  const { desk, cameras } = two()
  const { url } = await server({ cameras })
  const wire = new LiveWire(`${url}live`)
  await wire.say({ type: 'subscribe', camera: 'desk' })
  await wire.shows('desk', 1)
  await wire.say({ type: 'pause' })
  await viewers(desk, 0)
  await wire.hears('state', { camera: 'desk', state: 'idle' })
  await wire.say({ type: 'resume' })
  await viewers(desk, 1)
})

test('a cap holds, and can be changed without losing the place', async () => {
  const { feeds, cameras } = two()
  const { url } = await server({ cameras })
  const wire = new LiveWire(`${url}live`)
  await wire.say({ type: 'subscribe', camera: 'desk', every: 3 })
  await wire.shows('desk', 1)
  feeds.desk.give(tinyJpeg(), tinyJpeg(), tinyJpeg())
  await wire.shows('desk', 2)
  feeds.desk.give(tinyJpeg(), tinyJpeg(), tinyJpeg())
  const frames = await wire.shows('desk', 3)
  expect(frames.map(({ index }) => index)).toEqual([0, 3, 6])
  await wire.say({ type: 'change', camera: 'desk' }, { type: 'ping', at: 1 })
  await wire.hears('pong', { at: 1 })
  feeds.desk.give(tinyJpeg())
  expect((await wire.shows('desk', 4)).at(-1)?.index).toBe(7)
})

test('without an acknowledgement nothing follows the first frame; with it the newest does', async () => {
  const { feeds, desk, cameras } = two()
  const { url } = await server({ cameras })
  const wire = new LiveWire(`${url}live`)
  wire.acknowledges = false
  await wire.say({ type: 'subscribe', camera: 'desk' })
  const [first] = await wire.shows('desk', 1)
  for (let count = 0; count < 50; count += 1) feeds.desk.give(tinyJpeg())
  // On a busy machine they take several turns of the event loop, between which others are answered.
  await desk.broadcast.waitFor(50)
  await wire.say({ type: 'ping', at: 7 })
  await wire.hears('pong', { at: 7 })
  expect(wire.frames).toHaveLength(1)
  if (first) await wire.shown(first)
  expect((await wire.shows('desk', 2)).at(-1)?.index).toBe(50)
})

test('viewers are listed with their pacing, and one that is ended is told so; the others stay', async () => {
  const { desk, door, cameras } = two()
  const { url } = await server({ cameras })
  const wire = new LiveWire(`${url}live?key=kitchen`)
  await wire.say({ type: 'subscribe', camera: 'desk' }, { type: 'subscribe', camera: 'door' })
  await Promise.all([wire.shows('desk', 1), wire.shows('door', 1)])
  const { viewers: list } = await (await fetch(`${url}viewers`)).json()
  expect(list).toMatchObject([
    { camera: 'desk', transport: 'websocket', pacing: 'acknowledged', key: 'kitchen' },
    { camera: 'door', transport: 'websocket', pacing: 'acknowledged', framing: 'live' },
  ])
  expect((await fetch(`${url}viewers/${list[0].id}`, { method: 'DELETE' })).status).toBe(204)
  await wire.hears('unsubscribed', { camera: 'desk' })
  expect([desk.viewers, door.viewers]).toEqual([0, 1])
})

test.each([
  ['a camera there is not', { type: 'subscribe', camera: 'cellar' }, 'NO_SUCH_CAMERA'],
  ['a wish out of range', { type: 'subscribe', camera: 'desk', fps: 0 }, 'INVALID_PARAMETER'],
  ['a rendition', { type: 'subscribe', camera: 'desk', width: 320 }, 'NOT_IMPLEMENTED'],
  ['what is not subscribed to', { type: 'unsubscribe', camera: 'desk' }, 'NOT_SUBSCRIBED'],
])('%s is an error, and the connection stays', async (_, message, code) => {
  const { url } = await server()
  const wire = await new LiveWire(`${url}live`).say(message)
  expect((await wire.hears('error', { code }))['camera']).toBe(message.camera)
  await wire.say({ type: 'ping', at: 1 })
  await wire.hears('pong')
})

test.each([
  ['no JSON', 'hello', 'INVALID_MESSAGE', 1007],
  ['a list', '[]', 'INVALID_MESSAGE', 1007],
  ['nothing that has a type', '{}', 'INVALID_MESSAGE', 1007],
  ['a subscription without a camera', '{"type":"subscribe"}', 'INVALID_MESSAGE', 1007],
  ['a long text', `{"type":"${'x'.repeat(5000)}"}`, 'MESSAGE_TOO_LARGE', 1009],
])('%s is an error, and the end', async (_, text, code, close) => {
  const { url } = await server()
  const wire = await new LiveWire(`${url}live`).say(text)
  await wire.hears('error', { code })
  await wire.until(() => false)
  expect(wire.closed).toBe(close)
})

test('a message far beyond the limit is not even read', async () => {
  const { url } = await server()
  const wire = await new LiveWire(`${url}live`).say('x'.repeat(20_000))
  await wire.until(() => false)
  expect(wire.closed).toBe(1009)
})

test('who says too much is told so, and closed', async () => {
  const { url } = await server()
  const flood = Array.from({ length: 2000 }, () => ({ type: 'unheard of' }))
  const wire = await new LiveWire(`${url}live`).say(...flood)
  await wire.hears('error', { code: 'TOO_MANY_MESSAGES' })
  await wire.until(() => false)
  expect(wire.closed).toBe(1008)
})

test('unknown messages are ignored; frames cannot be sent yet', async () => {
  const { url } = await server()
  const wire = new LiveWire(`${url}live`)
  await wire.say({ type: 'dance' }, new Uint8Array(100), { type: 'ping', at: 3 })
  await wire.hears('pong', { at: 3 })
  expect(wire.said.map(({ type, code }) => code ?? type)).toEqual([
    'welcome',
    'NOT_IMPLEMENTED',
    'pong',
  ])
})

test('a plain GET is told what to do', async () => {
  const { url } = await server()
  const response = await fetch(`${url}live`)
  expect(response.status).toBe(426)
  expect(response.headers.get('upgrade')).toBe('websocket')
  expect(await response.json()).toMatchObject({ code: 'UPGRADE_REQUIRED' })
})

test.each([
  ['another protocol', 'live', { protocol: 'zoetrope.live.9' }, 'UNKNOWN_SUBPROTOCOL'],
  ['a foreign page', 'live', { headers: { origin: 'https://evil.example' } }, 'FORBIDDEN_ORIGIN'],
  ['a foreign name', 'live', { headers: { host: 'evil.example' } }, 'FORBIDDEN_HOST'],
  ['another path', 'stream', {}, 'WEBSOCKET_REFUSED'],
])('%s is refused before the upgrade', async (_, path, options, code) => {
  const { url } = await server()
  const problem = await refusal(`${url}${path}`, options)
  expect(problem).toMatchObject({ type: 'application/problem+json', code })
})

test('below a base path, and through a trusted proxy, it is the viewer’s address that is known', async () => {
  const { log, comes } = diary()
  const { url } = await server({ basePath: '/webcam', log })
  expect(url).toMatch(/\/webcam\/$/)
  const headers = { 'x-forwarded-for': '192.0.2.7' }
  await new LiveWire(`${url}live`, { headers }).say({ type: 'subscribe', camera: 'desk' })
  expect((await comes('viewer joined')).facts).toMatchObject({ address: '192.0.2.7' })
})

test('another upgrade is answered in HTTP/1.1', async () => {
  const { port } = await server()
  const upgrade = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAA']
  const answer = new Wire(port).ask('GET /healthz HTTP/1.1', 'Host: localhost', ...upgrade)
  const isOk = (received: string): boolean => received.includes('"status":"ok"')
  expect(await answer.until(isOk)).toMatch(/^HTTP\/1.1 200 OK/)
  answer.received = ''
  answer.ask('GET /healthz HTTP/1.1', 'Host: localhost', ...upgrade)
  expect(await answer.until(isOk)).toMatch(/^HTTP\/1.1 200 OK/)
  const stream = new Wire(port).ask('GET /stream HTTP/1.1', 'Host: localhost', ...upgrade)
  expect(await stream.parts(1)).toMatch(/^HTTP\/1.1 200 OK.*X-Frame-Index: 0/s)
})

test('an upgrade that was sent behind an answer that does not end ends the connection, and nothing else', async () => {
  const desk = camera()
  const { port, url } = await server({ cameras: new Cameras([desk]) })
  const wire = new Wire(port).ask(
    ...['GET /stream HTTP/1.1', 'Host: localhost', '', 'GET /live HTTP/1.1', 'Host: localhost'],
    ...['Connection: Upgrade', 'Upgrade: websocket'],
  )
  await wire.over()
  await viewers(desk, 0)
  expect((await fetch(`${url}healthz`)).status).toBe(200)
})

test('a stream that was asked for with another upgrade ends when its viewer goes', async () => {
  const desk = camera()
  const { port } = await server({ cameras: new Cameras([desk]) })
  const upgrade = ['Connection: Upgrade', 'Upgrade: h2c']
  const stream = new Wire(port).ask('GET /stream HTTP/1.1', 'Host: localhost', ...upgrade)
  await stream.parts(1)
  expect(desk.viewers).toBe(1)
  stream.socket.end()
  await viewers(desk, 0)
})

test('over TLS it is the same', async () => {
  const { url } = await server({ tls: await identity() })
  expect(url).toMatch(/^https:/)
  const wire = await new LiveWire(`${url}live`).say({ type: 'subscribe', camera: 'desk' })
  expect((await wire.shows('desk', 1)).at(-1)?.jpeg).toEqual(tinyJpeg())
})

/** Opens a WebSocket and says nothing any more, not even to pings. */
async function dumb(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write(
    [
      ...['GET /live HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket'],
      ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg=='],
      ...[`Sec-WebSocket-Protocol: ${LIVE_PROTOCOL}`, '', ''],
    ].join('\r\n'),
  )
  await once(socket, 'data')
  return socket
}

test('a silent viewer is asked for a sign of life; one that gives none is gone within 30 s', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const { url, port } = await server()
  const wire = new LiveWire(`${url}live`)
  await wire.hears('welcome')
  const vanished = await dumb(port)
  vanished.resume()
  const gone = once(vanished, 'close')
  for (let asked = 0; asked < 3; asked += 1) {
    const ping = once(wire.socket, 'ping')
    vi.advanceTimersByTime(10_000)
    await ping
    // The pong is on its way: before this, which comes by another connection and takes longer.
    await fetch(`${url}healthz`)
  }
  await gone
  expect(wire.closed).toBeUndefined()
})

test('a viewer that breaks off is gone, with its demand', async () => {
  const { desk, door, cameras } = two()
  const { url } = await server({ cameras })
  const wire = new LiveWire(`${url}live`)
  await wire.say({ type: 'subscribe', camera: 'desk' }, { type: 'subscribe', camera: 'door' })
  await Promise.all([wire.shows('desk', 1), wire.shows('door', 1)])
  wire.socket.terminate()
  await viewers(desk, 0)
  await viewers(door, 0)
})

test('when the server ends, every WebSocket is closed with 1001 and no socket is left', async () => {
  const { cameras } = two()
  const running = await server({ cameras })
  const wires = [new LiveWire(`${running.url}live`), new LiveWire(`${running.url}live`)]
  await wires[0]?.say({ type: 'subscribe', camera: 'desk' })
  await wires[0]?.shows('desk', 1)
  await wires[1]?.hears('welcome')
  await running.close()
  for (const wire of wires) expect((await wire.until(() => false)).closed).toBe(1001)
})

test('a viewer that does not answer the goodbye is cut off in time', async () => {
  const { log, comes } = diary()
  const running = await server({ log, shutdownTimeout: 50 })
  const socket = await dumb(running.port)
  const closed = once(socket, 'close')
  await running.close()
  await comes('cut off: these did not take what was under way in time')
  await closed
})
