import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { Camera, PUSH_PROTOCOL, pushSource, writeFrameMessage } from 'zoetrope'
import { PushSocket } from 'zoetrope/client'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { refusal } from './live-wire.ts'
import { becomes, PushWire, phone, published } from './publishers.ts'
import { Wire } from './wires.ts'

const answers = ['published', 'skipped', 'rejected'] as const

/** A frame's message. */
function message(jpeg: Uint8Array, capturedAt = 0, index = 0): Uint8Array {
  return writeFrameMessage(jpeg, { camera: '', epoch: '', index, capturedAt })
}

test('a publisher is welcomed with the version, the clock, the camera and the limits', async () => {
  const { url } = await phone()
  const wire = new PushWire(url)
  const [welcome] = await wire.hears('welcome')
  expect(welcome).toMatchObject({ protocol: PUSH_PROTOCOL, camera: 'phone' })
  expect(welcome).toMatchObject({ limits: { bytes: 33_554_432, rate: 240 } })
  expect(welcome?.['now']).toBeTypeOf('number')
  expect(wire.socket.protocol).toBe(PUSH_PROTOCOL)
})

test('bare JPEGs and frame messages arrive byte for byte, and each is answered with its number', async () => {
  const { url, camera } = await phone()
  const frames = Array.from({ length: 20 }, (_, shade) => tinyJpeg({ shade, bytes: 200 + shade }))
  const all = published(camera, frames.length)
  const wire = new PushWire(url)
  for (const [at, frame] of frames.entries()) {
    await wire.say(at % 2 === 0 ? frame : message(frame))
    await wire.hears(answers, at + 1)
  }
  expect(await all).toEqual(frames)
  const heard = await wire.hears(answers, 20)
  expect(heard.map(({ type }) => type)).toEqual(frames.map(() => 'published'))
  expect(heard.map(({ index }) => index)).toEqual(frames.map((_, index) => index))
  expect(heard[0]?.['epoch']).toBe(camera.broadcast.epoch)
})

test('the moment of capture is taken where it can be true', async () => {
  const { url, camera } = await phone()
  const wire = new PushWire(url)
  const now = Date.now()
  await wire.say(message(tinyJpeg(), now - 1234, 40))
  await wire.hears('published')
  expect(camera.broadcast.newest).toMatchObject({ capturedAt: now - 1234, index: 40 })
  await wire.say(message(tinyJpeg(), 86_400_000))
  await wire.hears('published', 2)
  expect(camera.broadcast.newest?.capturedAt).toBeGreaterThanOrEqual(now)
})

test('what is no picture is rejected with its flaw, in its turn, and the connection stays', async () => {
  const { url } = await phone()
  const wire = new PushWire(url)
  const placeholder = writeFrameMessage(tinyJpeg(), {
    ...{ camera: '', epoch: '', index: 0, capturedAt: 0, placeholder: true },
  })
  const broken = tinyJpeg().subarray(0, 50)
  for (const [at, one] of [broken, placeholder, Uint8Array.of(1, 2), tinyJpeg()].entries()) {
    await wire.say(one)
    await wire.hears(answers, at + 1)
  }
  expect(await wire.hears(answers, 4)).toMatchObject([
    { type: 'rejected', code: 'INVALID_FRAME' },
    { type: 'rejected', code: 'REFUSED' },
    { type: 'rejected', code: 'INVALID_MESSAGE' },
    { type: 'published', index: 0 },
  ])
})

test('frames sent at once are answered in their order, and the last of them is shown', async () => {
  const { url, camera } = await phone()
  const wire = new PushWire(url)
  await wire.hears('welcome')
  const frames = Array.from({ length: 50 }, (_, shade) => tinyJpeg({ shade }))
  await wire.say(...frames, { type: 'ping', at: 7 })
  const heard = await wire.hears(answers, 50)
  expect(heard).toHaveLength(50)
  const indices = heard.flatMap(({ index }) => (typeof index === 'number' ? [index] : []))
  expect(indices).toEqual([...indices].sort((a, b) => a - b))
  expect(camera.broadcast.newest?.jpeg).toEqual(frames.at(-1))
  expect(await wire.hears('pong')).toMatchObject([{ at: 7 }])
})

test('a publisher is told when nobody looks, and when somebody does, and the camera rests meanwhile', async () => {
  const { url, camera } = await phone({ camera: { linger: 100 } })
  const wire = new PushWire(url)
  await wire.say(tinyJpeg())
  await wire.hears('published')
  await wire.hears('pause')
  await becomes(camera, 'idle')
  const subscription = camera.subscribe({ as: 'viewer' })
  await wire.hears('resume')
  expect(await subscription.read()).toMatchObject({ index: 0 })
  await wire.say(tinyJpeg({ shade: 3 }))
  expect(await subscription.read()).toMatchObject({ index: 1 })
  expect(camera.state).toBe('live')
  subscription.close()
  expect(await wire.hears('pause', 2)).toHaveLength(2)
})

test('where the camera is always on its publisher is never told to rest', async () => {
  const { url, camera } = await phone({ camera: { always: true } })
  const wire = new PushWire(url)
  for (let count = 1; count <= 3; count += 1) {
    await wire.say(tinyJpeg())
    await wire.hears('published', count)
  }
  expect(camera.state).toBe('live')
  expect(wire.said.map(({ type }) => type)).not.toContain('pause')
})

test('a publisher that leaves is missed: the camera is lost and says why', async () => {
  const { url, camera } = await phone()
  const wire = new PushWire(url)
  await wire.say(tinyJpeg(), tinyJpeg())
  await wire.hears(answers, 2)
  wire.socket.close()
  await becomes(camera, 'lost')
  expect(camera.reason).toBe('the publisher 127.0.0.1 left')
})

test('one that vanishes while it rests is missed as well', async () => {
  const { url, camera } = await phone({ camera: { linger: 100 } })
  const wire = new PushWire(url)
  await wire.say(tinyJpeg(), tinyJpeg())
  await wire.hears('pause')
  await becomes(camera, 'idle')
  wire.socket.terminate()
  await becomes(camera, 'lost')
  expect(camera.reason).toBe('the publisher 127.0.0.1 vanished')
})

test('one that falls silent is told so, and hung up', async () => {
  const { url, camera } = await phone({ timeout: 150, camera: { always: true } })
  const wire = new PushWire(url)
  await wire.say(tinyJpeg(), tinyJpeg())
  const [error] = await wire.hears('error')
  expect(error).toMatchObject({ code: 'PUBLISHER_SILENT' })
  expect(await wire.over()).toEqual([1008, 'PUBLISHER_SILENT'])
  await becomes(camera, 'lost')
  expect(camera.reason).toBe('the publisher 127.0.0.1 fell silent')
})

test('a second publisher is told that one is there, and the first goes on', async () => {
  const { url } = await phone()
  const first = new PushWire(url)
  await first.say(tinyJpeg())
  await first.hears('published')
  const second = new PushWire(url)
  expect(await second.hears('error')).toMatchObject([{ code: 'PUBLISHER_PRESENT' }])
  expect(await second.over()).toEqual([1008, 'PUBLISHER_PRESENT'])
  await first.say(tinyJpeg())
  expect(await first.hears('published', 2)).toHaveLength(2)
})

test('of two who have not sent anything the first frame decides, and the other may come again', async () => {
  const { url } = await phone()
  const [first, second] = [new PushWire(url), new PushWire(url)]
  await Promise.all([first.hears('welcome'), second.hears('welcome')])
  await second.say(tinyJpeg())
  await second.hears('published')
  await first.say(tinyJpeg())
  expect(await first.hears('error')).toMatchObject([{ code: 'PUBLISHER_PRESENT' }])
  expect((await first.over())[1]).toBe('PUBLISHER_PRESENT')
})

test('where the newer is preferred the first is told, and does not come again', async () => {
  const { url, camera } = await phone({ onSecond: 'replace', camera: { always: true } })
  const first = new PushSocket(url, { WebSocket })
  onTestFinished(first.close)
  await first.ready()
  first.send(tinyJpeg())
  await becomes(camera, 'live')
  const second = new PushWire(url)
  await second.say(tinyJpeg())
  await second.hears('published')
  expect(await first.ready()).toBe(false)
  expect(first.state).toBe('refused')
  expect(first.error?.message).toBe('PUBLISHER_REPLACED: 127.0.0.1 has taken over')
  expect(camera.state).toBe('live')
})

test.each([
  ['no JSON', 'hello', 'INVALID_MESSAGE'],
  ['no type', '{}', 'INVALID_MESSAGE'],
  [
    'a text that is too long',
    JSON.stringify({ type: 'ping', at: '1'.repeat(5000) }),
    'INVALID_MESSAGE',
  ],
])('%s ends the connection with the reason', async (_, text, code) => {
  const { url } = await phone()
  const wire = await new PushWire(url).say(text)
  expect(await wire.hears('error')).toMatchObject([{ code }])
  expect((await wire.over())[1]).toBe(code)
})

test('too many messages beside the frames end the connection', async () => {
  const { url } = await phone()
  const wire = await new PushWire(url).say(...Array(300).fill('{"type":"ping","at":1}'))
  expect(await wire.hears('error')).toMatchObject([{ code: 'TOO_MANY_MESSAGES' }])
})

test('what is not known is ignored', async () => {
  const { url } = await phone()
  const wire = await new PushWire(url).say('{"type":"dance"}', Uint8Array.of(9, 9), tinyJpeg())
  expect(await wire.hears(answers)).toMatchObject([{ type: 'published', index: 0 }])
})

test('a camera of another source says what it shows, over the WebSocket', async () => {
  const other = new Camera('desk', { label: 'pattern:', async *open() {} })
  const { server } = await phone()
  server.cameras.add(other)
  const wire = new PushWire(`${server.url}cameras/desk/frames`)
  expect(await wire.hears('error')).toMatchObject([{ code: 'NOT_A_PUSH_CAMERA' }])
  await wire.over()
  await other.close()
})

test('of one who may not publish nothing large is even read, though it does not leave by itself', async () => {
  const { server } = await phone()
  const wire = new Wire(server.port)
  wire.ask(
    ...['GET /cameras/nobody/frames HTTP/1.1', 'Host: localhost', 'Connection: Upgrade'],
    ...[
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Protocol: ${PUSH_PROTOCOL}`,
    ],
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  )
  await wire.until((received) => received.includes('NO_SUCH_CAMERA'))
  // The beginning of a binary message of 65535 bytes.
  wire.socket.write(Uint8Array.of(0x82, 0xfe, 0xff, 0xff, 1, 2, 3, 4))
  await wire.over()
  expect(wire.fate).toBeDefined()
})

test('without a WebSocket it lists the frames, with another subprotocol it is a 400', async () => {
  const { url } = await phone()
  expect(await (await fetch(url)).json()).toMatchObject({ frames: [] })
  expect(await refusal(url)).toMatchObject({
    ...{ status: 400, code: 'UNKNOWN_SUBPROTOCOL', supported: [PUSH_PROTOCOL] },
  })
})

test.each([
  ['a page of another site', 'https://evil.example', {}],
  ['a page of another site, where any may look', 'https://evil.example', { origins: ['*'] }],
])('%s cannot publish', async (_, origin, serve) => {
  const { url, camera } = await phone({ serve })
  const answer = refusal(url, { headers: { origin }, protocol: PUSH_PROTOCOL })
  expect(await answer).toMatchObject({ status: 403, code: 'FORBIDDEN_ORIGIN' })
  const post = await fetch(url, {
    method: 'POST',
    headers: { origin, 'content-type': 'image/jpeg' },
    body: tinyJpeg(),
  })
  expect(post.status).toBe(403)
  expect(camera.broadcast.published).toBe(0)
})

test('a page of the own site, and one that the configuration names, can', async () => {
  const { url, server } = await phone({ serve: { origins: ['https://mine.example'] } })
  for (const origin of [new URL(server.url).origin, 'https://mine.example']) {
    const wire = new PushWire(url, { origin })
    await wire.hears('welcome')
    wire.socket.close()
    await wire.over()
  }
})

test('when the server ends its publishers are told, and leave nothing behind', async () => {
  const { url, server } = await phone()
  const wire = new PushWire(url)
  await wire.say(tinyJpeg())
  await wire.hears('published')
  await server.close()
  expect(await wire.over()).toEqual([1001, 'CAMERA_CLOSED'])
})

test('PushSocket publishes what it is given, with the server’s time, and counts it', async () => {
  const { url, camera } = await phone({ camera: { always: true } })
  const socket = new PushSocket(url, { WebSocket })
  onTestFinished(socket.close)
  const frames = Array.from({ length: 30 }, (_, shade) => tinyJpeg({ shade }))
  const all = published(camera, frames.length)
  for (const frame of frames) {
    expect(await socket.ready()).toBe(true)
    expect(socket.send(frame)).toBe(true)
  }
  expect(await all).toEqual(frames)
  while (socket.counts.published < 30) await new Promise((resolve) => setImmediate(resolve))
  expect(socket.counts).toEqual({ sent: 30, published: 30, skipped: 0, rejected: 0 })
})

test('PushSocket keeps one frame under way until it knows the way, and leaves the others out', async () => {
  const { url } = await phone({ camera: { always: true } })
  const socket = new PushSocket(url, { WebSocket })
  onTestFinished(socket.close)
  await socket.ready()
  expect([socket.send(tinyJpeg()), socket.send(tinyJpeg())]).toEqual([true, false])
  expect(socket.counts.sent).toBe(1)
})

test('PushSocket finds a server that was started again, and goes on', async () => {
  const first = await phone({ camera: { always: true } })
  const socket = new PushSocket(first.url, { WebSocket })
  onTestFinished(socket.close)
  await socket.ready()
  await first.server.close()
  while (socket.state !== 'connecting') await new Promise((resolve) => setImmediate(resolve))
  const { camera } = await phone({
    ...{ camera: { always: true }, serve: { port: first.server.port } },
  })
  expect(await socket.ready()).toBe(true)
  socket.send(tinyJpeg())
  await becomes(camera, 'live')
})

test('PushSocket says why it was refused for good, and ends', async () => {
  const { server } = await phone()
  const socket = new PushSocket(`${server.url}cameras/nobody/frames`, { WebSocket })
  onTestFinished(socket.close)
  expect(await socket.ready()).toBe(false)
  expect(socket.state).toBe('refused')
  expect(socket.error).toMatchObject({ code: 'REFUSED' })
  expect(socket.error?.message).toMatch(/^NO_SUCH_CAMERA: .*phone/)
})

test('a camera that somebody publishes to is made where that is allowed, and is gone when it is not used', async () => {
  const { server } = await phone({
    serve: { push: { create: (name) => new Camera(name, pushSource()), keep: 50 } },
  })
  const wire = new PushWire(`${server.url}cameras/kim/frames`)
  await wire.say(tinyJpeg())
  await wire.hears('published')
  expect(Array.from(server.cameras, ({ name }) => name)).toEqual(['phone', 'kim'])
  const gone = new Promise<void>((resolve) => {
    server.cameras.onChange(({ type, camera }) => {
      if (type === 'removed' && camera.name === 'kim') resolve()
    })
  })
  wire.socket.close()
  await gone
})
