import { getEventListeners } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { liveFrames } from '../../src/client/live.ts'
import { LiveReader, type LiveReaderOptions } from '../../src/client/live-reader.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { LiveServer, silentCamera } from './live-server.ts'

function reader(url: string, options: LiveReaderOptions = {}): LiveReader {
  const made = new LiveReader(url, { WebSocket, ...options })
  onTestFinished(() => made.close())
  return made
}

test('reads the frames of two cameras', async () => {
  const cameras = [silentCamera('desk'), silentCamera('door')]
  const { url } = await LiveServer.start(cameras)
  const jpegs = new Map<string, Uint8Array>()
  const complete = new Set<string>()
  for await (const { camera, jpeg, index } of liveFrames(url, {
    WebSocket,
    cameras: ['desk', 'door'],
  })) {
    jpegs.set(camera, jpeg)
    const own = cameras.find(({ name }) => name === camera)
    if (index < 5) own?.broadcast.publish(tinyJpeg({ shade: index }))
    else complete.add(camera)
    if (complete.size === 2) break
  }
  expect(jpegs.get('desk')).toEqual(tinyJpeg({ shade: 4 }))
})

test('a frame counts as shown when the next is asked for; what came meanwhile is left out', async () => {
  const desk = silentCamera('desk')
  const server = await LiveServer.start([desk])
  const live = reader(server.url)
  live.subscribe('desk')
  expect((await live.read())?.index).toBe(0)
  for (let count = 0; count < 20; count += 1) desk.broadcast.publish(tinyJpeg())
  expect(server.of('shown')).toEqual([])
  expect((await live.read())?.index).toBe(20)
  expect(server.of('shown')).toMatchObject([{ camera: 'desk', index: 0 }])
})

test('placeholders are marked, and read only by those who ask for them', async () => {
  const desk = silentCamera('desk')
  const server = await LiveServer.start([desk])
  const card = tinyJpeg({ shade: 77 })
  const records = reader(server.url)
  const shows = reader(server.url, { placeholders: true })
  for (const live of [records, shows]) live.subscribe('desk')
  expect([await records.read(), await shows.read()]).toMatchObject([{ index: 0 }, { index: 0 }])
  const [recorded, shown] = [records.read(), shows.read()]
  desk.broadcast.showPlaceholder(card, { meaning: 'lost', capturedAt: 1000 })
  expect(await shown).toMatchObject({ placeholder: true, jpeg: card, index: 0, capturedAt: 1000 })
  // Though nobody read it, the server is told that nothing waits behind it.
  await server.until(() => server.of('shown').length >= 3)
  desk.broadcast.publish(tinyJpeg())
  expect(await recorded).toMatchObject({ placeholder: false, index: 1 })
  expect(await shows.read()).toMatchObject({ placeholder: false, index: 1 })
})

test('or when it is said so', async () => {
  const desk = silentCamera('desk')
  const server = await LiveServer.start([desk])
  const live = reader(server.url, { acknowledge: 'shown' })
  live.subscribe('desk')
  const first = await live.read()
  const second = live.read()
  desk.broadcast.publish(tinyJpeg())
  if (first) live.shown(first)
  expect((await second)?.index).toBe(1)
  expect(server.of('shown')).toHaveLength(1)
})

test('wishes travel, change, and end', async () => {
  const server = await LiveServer.start([silentCamera('desk')])
  const live = reader(server.url)
  live.subscribe('desk', { fps: 5, maxAge: 500 })
  await live.read()
  live.subscribe('desk', { every: 2 })
  live.unsubscribe('desk')
  await server.until(() => server.of('unsubscribe').length > 0)
  expect(server.of('subscribe')).toMatchObject([{ camera: 'desk', fps: 5, max_age: 500 }])
  expect(server.of('change')).toEqual([{ type: 'change', camera: 'desk', every: 2 }])
})

test('when the connection is lost it connects again, with what it had subscribed to', async () => {
  const desk = silentCamera('desk')
  const server = await LiveServer.start([desk])
  const notes: string[] = []
  const live = reader(server.url, { note: (text) => notes.push(text) })
  live.subscribe('desk', { every: 1 })
  await live.read()
  const { port } = server
  await server.stop()
  const next = live.read()
  const again = await LiveServer.start([desk], port)
  expect((await next)?.camera).toBe('desk')
  expect(again.of('subscribe')).toHaveLength(1)
  expect(notes[0]).toMatch(/^ws:\/\/127.0.0.1:\d+\/live closed the connection \(1006\)$/)
})

test('a server that ends as soon as it has welcomed is asked later each time', async () => {
  const server = await LiveServer.start([silentCamera('desk')])
  const live = reader(server.url)
  live.subscribe('desk')
  const cameAt: number[] = []
  while (cameAt.length < 4) {
    await server.until(() => server.sockets.size > 0)
    cameAt.push(performance.now())
    await server.until(() => server.of('subscribe').length === cameAt.length)
    for (const socket of server.sockets) socket.close()
    await server.until(() => server.sockets.size === 0)
  }
  const [first = 0, , , last = 0] = cameAt
  // Of 250, 500 and 1000 ms up to half is left to chance; timers are never early.
  expect(last - first).toBeGreaterThanOrEqual(0.5 * 1750 - 5)
})

test('a pause holds over a lost connection', async () => {
  const server = await LiveServer.start([silentCamera('desk')])
  const live = reader(server.url)
  live.subscribe('desk')
  await live.read()
  live.pause()
  await server.until(() => server.of('pause').length === 1)
  for (const socket of server.sockets) socket.terminate()
  await server.until(() => server.of('pause').length === 2)
  live.resume()
  await live.read()
})

test('a server that falls silent is given up', async () => {
  const server = await LiveServer.start([silentCamera('desk')])
  const live = reader(server.url, { silenceTimeout: 60, reconnect: false })
  live.subscribe('desk')
  await live.read()
  server.isMute = true
  await expect(live.read()).rejects.toMatchObject({
    code: 'SOURCE_FAILED',
    message: expect.stringContaining('has been silent for 0.06 s'),
  })
  await server.until(() => server.sockets.size === 0)
  expect(await live.read()).toBeUndefined()
})

test('a server may be silent for ever, if that is wished', async () => {
  const desk = silentCamera('desk')
  const server = await LiveServer.start([desk])
  const live = reader(server.url, { silenceTimeout: Number.POSITIVE_INFINITY })
  live.subscribe('desk')
  await live.read()
  // A delay that a timer cannot count would be one of 1 ms, and each of them a ping.
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(server.of('ping')).toHaveLength(1)
})

test('what the server refuses is a typed error; the other cameras go on', async () => {
  const { url } = await LiveServer.start([silentCamera('desk')])
  const live = reader(url)
  live.subscribe('cellar')
  await expect(live.read()).rejects.toMatchObject({
    code: 'REFUSED',
    message: expect.stringMatching(/^cellar at ws:.*NO_SUCH_CAMERA: There is no camera "cellar"$/),
  })
  live.subscribe('desk')
  expect((await live.read())?.camera).toBe('desk')
})

test('a camera that is left and asked for again in one breath is watched', async () => {
  const desk = silentCamera('desk')
  const server = await LiveServer.start([desk])
  const live = reader(server.url)
  live.subscribe('desk')
  await live.read()
  live.unsubscribe('desk')
  live.subscribe('desk')
  await server.until(() => server.of('subscribe').length === 2)
  expect((await live.read())?.camera).toBe('desk')
})

test('a changed wish that is refused ends the camera on both sides', async () => {
  const server = await LiveServer.start([silentCamera('desk')])
  const live = reader(server.url)
  live.subscribe('desk')
  await live.read()
  live.subscribe('desk', { fps: 1000 })
  await expect(live.read()).rejects.toMatchObject({
    code: 'REFUSED',
    message: expect.stringContaining('INVALID_PARAMETER'),
  })
  await server.until(() => server.of('unsubscribe').length === 1)
})

test('a camera that the server ends is refused once, whatever was said to it meanwhile', async () => {
  const desk = silentCamera('desk')
  const server = await LiveServer.start([desk, silentCamera('door')])
  const live = reader(server.url)
  live.subscribe('desk')
  await live.read()
  server.endViewers()
  live.subscribe('desk', { every: 2 })
  await expect(live.read()).rejects.toThrow(/the server ended it$/)
  await server.until(() => server.of('change').length === 1)
  live.subscribe('door')
  expect((await live.read())?.camera).toBe('door')
})

test('without reconnecting, a server that cannot be reached is a typed error without its password', async () => {
  const server = await LiveServer.start([])
  const { port } = server
  await server.stop()
  const live = reader(`ws://me:secret@127.0.0.1:${port}/live`, { reconnect: false })
  await expect(live.read()).rejects.toMatchObject({
    code: 'SOURCE_UNAVAILABLE',
    message: expect.not.stringContaining('secret'),
  })
})

test('a reader that has failed for good lets go of its signal', async () => {
  const server = await LiveServer.start([])
  const { url } = server
  await server.stop()
  const { signal } = new AbortController()
  const live = reader(url, { reconnect: false, signal })
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  await expect(live.read()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

test('states are told, and the offset of the server’s clock is known', async () => {
  const server = await LiveServer.start([silentCamera('desk')])
  const states: string[] = []
  const live = reader(server.url, { onState: ({ camera, state }) => states.push(camera + state) })
  live.subscribe('desk')
  await live.read()
  expect(states).toContain('deskstarting')
  while (live.clockOffset === undefined) await new Promise(setImmediate)
  expect(Math.abs(live.clockOffset)).toBeLessThan(60_000)
})

test('closing ends a read, the loop and the connection; twice does no harm', async () => {
  const server = await LiveServer.start([silentCamera('desk')])
  const control = new AbortController()
  const live = reader(server.url, { signal: control.signal })
  const read = live.read()
  await expect(live.read()).rejects.toMatchObject({ code: 'READ_IN_PROGRESS' })
  await server.until(() => server.sockets.size === 1)
  control.abort()
  expect(await read).toBeUndefined()
  live.close()
  expect(await live.read()).toBeUndefined()
  await server.until(() => server.sockets.size === 0)
})

test('a reader that is closed while it connects leaves nothing behind', async () => {
  const server = await LiveServer.start([])
  const live = reader(server.url)
  live.close()
  expect(await live.read()).toBeUndefined()
  expect(server.heard).toEqual([])
})

test('an address that is none is refused, and so is a place without WebSocket', () => {
  expect(() => reader('ftp://127.0.0.1')).toThrow(/Expected a ws:\/\/ or wss:\/\/ URL/)
  for (const scheme of ['htp://', 'no scheme//']) {
    const secret = `${scheme}me:secret@127.0.0.1/live`
    expect(() => reader(secret)).toThrow(/^(?!.*secret).*Expected a ws/)
  }
  const { WebSocket: own } = globalThis
  Reflect.deleteProperty(globalThis, 'WebSocket')
  try {
    expect(() => new LiveReader('ws://127.0.0.1')).toThrow(/There is no WebSocket here/)
  } finally {
    if (own) globalThis.WebSocket = own
  }
})
