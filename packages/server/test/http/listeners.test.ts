/** Several ports of one server: its own, and those on which it answers in the place of others. @module */
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { listenerNames } from '../../src/compat/listener.ts'
import { serve, type ZoetropeServer } from '../../src/index.ts'
import { identity } from './identities.ts'
import { camera, diary, Feed, folder, problem, server } from './makers.ts'
import { dissect, viewers, Wire } from './wires.ts'

const HOST = 'Host: localhost'
const all = { esp32: { port: 0 }, 'camera-streamer': { port: 0 }, motion: { port: 0 } }

/** A port that somebody has. */
async function taken(): Promise<number> {
  const other = createServer()
  onTestFinished(() => void other.close())
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  return (other.address() as AddressInfo).port // listens on TCP, so it is not a path
}

/** A port that nobody has. */
async function free(): Promise<number> {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo // listens on TCP, so it is not a path
  await new Promise<void>((resolve) => other.close(() => resolve()))
  return port
}

/** The root of one that is imitated. */
function rootOf({ listeners }: ZoetropeServer, name: string): string {
  const found = listeners.find((listener) => listener.name === name)
  if (found) return found.url
  throw new Error(`Expected a listener for ${name}`)
}

/** The statuses of paths. */
function statuses(root: string, ...paths: string[]): Promise<number[]> {
  return Promise.all(paths.map(async (path) => (await fetch(`${root}${path}`)).status))
}

test('the same address means on each port what it means to the server that is imitated', async () => {
  const made = await server({ listeners: all })
  const keys = async (name: string): Promise<string[]> =>
    Object.keys(await (await fetch(`${rootOf(made, name)}status`)).json())
  expect(await keys('esp32')).toContain('framesize')
  expect(await keys('camera-streamer')).toContain('endpoints')
  expect(await statuses(rootOf(made, 'motion'), 'status', '0/status.json')).toEqual([404, 200])
  expect(await statuses(made.url, 'status', 'capture', '1/stream')).toEqual([404, 404, 404])
})

test('of the server itself there is nothing on them', async () => {
  const made = await server({ listeners: all })
  const own = ['cameras', 'openapi.json', 'server', 'metrics', 'healthz', 'viewers']
  expect(await statuses(made.url, ...own)).toEqual(own.map(() => 200))
  for (const name of listenerNames) {
    expect(await statuses(rootOf(made, name), ...own)).toEqual(own.map(() => 404))
  }
})

test('a page of the user lies beside the server, and not in the place of another', async () => {
  const made = await server({ listeners: all, publicDir: new URL('.', import.meta.url).pathname })
  expect(await statuses(made.url, 'makers.ts')).toEqual([200])
  expect(await statuses(rootOf(made, 'motion'), 'makers.ts')).toEqual([404])
})

test('whoever asks for something else is told what there is', async () => {
  const made = await server({ listeners: all })
  const told = await problem(fetch(`${rootOf(made, 'esp32')}favicon.ico`))
  expect(told).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  expect(told['detail']).toContain('in the place of an ESP32 this port answers /stream, /capture')
})

test('the base path is that of the server alone', async () => {
  const made = await server({ listeners: all, basePath: '/webcam' })
  expect(made.url).toMatch(/\/webcam\/$/)
  expect(await statuses(rootOf(made, 'esp32'), 'capture', 'webcam/capture')).toEqual([200, 404])
})

test('viewers on all ports are known to the server, share one capture, and can be ended there', async () => {
  const feed = new Feed(tinyJpeg())
  const desk = camera('desk', feed)
  const made = await server({ cameras: new Cameras([desk]), listeners: all })
  const wires = [made, ...made.listeners].map(({ port }) => {
    return new Wire(port).ask('GET /stream HTTP/1.1', HOST)
  })
  await Promise.all(wires.map((wire) => wire.parts(1)))
  const { viewers: known } = await (await fetch(`${made.url}viewers`)).json()
  expect([known.length, feed.opened]).toEqual([4, 1])
  const paced = new Set(known.map(({ pacing }: { pacing: string }) => pacing))
  expect(paced.size).toBe(1)
  for (const { id } of known) await fetch(`${made.url}viewers/${id}`, { method: 'DELETE' })
  await Promise.all(wires.map((wire) => wire.over()))
  await viewers(desk, 0)
})

test('a stranger is refused on each port as on the first', async () => {
  const made = await server({ listeners: all })
  for (const { port } of made.listeners) {
    const wire = new Wire(port).ask('GET /stream HTTP/1.1', 'Host: evil.example')
    const { head, body } = dissect(await wire.until((received) => received.includes('}')))
    expect(head[0]).toBe('HTTP/1.1 403 Forbidden')
    expect(body).toContain('FORBIDDEN_HOST')
  }
})

test('closing ends the streams on all ports, each after a whole part', async () => {
  const made = await server({ listeners: all })
  const wires = made.listeners.map(({ port }) => new Wire(port).ask('GET /stream HTTP/1.1', HOST))
  await Promise.all(wires.map((wire) => wire.parts(1)))
  await made.close()
  for (const wire of wires) {
    expect(await wire.over()).toMatch(/\r\n--frame\r\n$/)
    expect(wire.fate).toBe('end')
  }
  for (const { url } of made.listeners) await expect(fetch(url)).rejects.toThrow()
})

test('connections that ask nothing are closed at once on all ports', async () => {
  const made = await server({ listeners: all, shutdownTimeout: 60_000 })
  const wires = made.listeners.map(({ port }) => new Wire(port))
  const kept = made.listeners.map(({ port }) => new Wire(port).ask('GET / HTTP/1.1', HOST))
  await Promise.all(kept.map((wire) => wire.until((received) => received.includes('\r\n\r\n'))))
  await made.close()
  await Promise.all([...wires, ...kept].map((wire) => wire.over()))
  expect(wires.map(({ fate }) => fate)).toEqual(wires.map(() => 'end'))
})

test('those on any port that take nothing are cut off together, and counted', async () => {
  const { log, comes } = diary()
  const feed = new Feed(tinyJpeg())
  const desk = camera('desk', feed)
  const cameras = new Cameras([desk])
  const made = await server({ cameras, listeners: all, shutdownTimeout: 10, log })
  const stalled = [made, ...made.listeners].map(({ port }) => {
    return new Wire(port).ask('GET /stream HTTP/1.1', HOST)
  })
  await Promise.all(stalled.map((wire) => wire.parts(1)))
  for (const { socket } of stalled) socket.pause()
  feed.give(tinyJpeg({ bytes: 20_000_000 }))
  while (desk.broadcast.published < 2) await new Promise((resolve) => setImmediate(resolve))
  await made.close()
  const { facts } = await comes('cut off: these did not take what was under way in time')
  expect(facts).toEqual({ sockets: 4 })
})

test('a taken port says for whom it is', async () => {
  const port = await taken()
  const failure = serve({ cameras: new Cameras(), port: 0, listeners: { motion: { port } } })
  await expect(failure).rejects.toMatchObject({
    code: 'ADDRESS_IN_USE',
    address: { host: '127.0.0.1', port, purpose: 'motion' },
    message: `Cannot listen on 127.0.0.1, port ${port}, for motion: another program uses this port; choose another port, or end that program`,
  })
})

test.each([
  ['a wrong port', { motion: { port: 70_000 } }, 'Expected port of motion to be a whole number'],
  ['no address', { motion: { port: 0, host: '' } }, 'Expected host of motion to be an address'],
  ['an address of others', { esp32: { port: 0, host: '203.0.113.1' } }, 'port 0, for esp32'],
])('%s is named', async (_what, listeners, words) => {
  const failure = serve({ cameras: new Cameras(), port: 0, listeners })
  await expect(failure).rejects.toThrow(words)
})

test.each([
  [{ port: 4711, listeners: { motion: { port: 4711 } } }, 'for the server itself and for motion'],
  [{ port: 0, listeners: { esp32: { port: 4711, streamPort: 4711 } } }, 'twice for esp32'],
  [
    { port: 0, listeners: { 'camera-streamer': { port: 4711 }, motion: { port: 4711 } } },
    'for camera-streamer and for motion',
  ],
  [
    { port: 4711, host: '0.0.0.0', listeners: { motion: { port: 4711, host: '127.0.0.1' } } },
    'for the server itself and for motion',
  ],
  [
    { port: 4711, host: '::', listeners: { motion: { port: 4711, host: '127.0.0.1' } } },
    'for the server itself and for motion',
  ],
])('one port for two (%j) is refused before anything listens', async (options, words) => {
  const failure = serve({ cameras: new Cameras(), ...options })
  await expect(failure).rejects.toThrow(
    new RangeError(`Expected each port to be another, got 4711 ${words}`),
  )
})

test('one port at two addresses is two ports', async () => {
  const port = await free()
  const there = { port, host: '127.0.0.2' }
  const made = await server({ port, listeners: { motion: there } })
  expect(made.listeners[0]?.url).toBe(`http://127.0.0.2:${port}/`)
})

test('a server that cannot have all its ports can be started again at once', async () => {
  const cameras = new Cameras([camera()])
  const port = await taken()
  const first = await serve({ cameras, port: 0 })
  const own = first.port
  await first.close()
  const failure = serve({ cameras, port: own, listeners: { motion: { port } } })
  await expect(failure).rejects.toThrow('for motion')
  const again = await server({ port: own })
  expect(again.port).toBe(own)
})

test('each may have an address of its own', async () => {
  const made = await server({ listeners: { esp32: { port: 0, host: '127.0.0.2' } } })
  expect(rootOf(made, 'esp32')).toMatch(/^http:\/\/127\.0\.0\.2:\d+\/$/)
  expect(await statuses(rootOf(made, 'esp32'), 'capture')).toEqual([200])
  expect(made.url).toContain('//127.0.0.1:')
})

test('beside a Unix socket they are on loopback, and see addresses', async () => {
  const desk = camera()
  const path = join(folder(), 'a.sock')
  const made = await server({ cameras: new Cameras([desk]), socket: path, listeners: all })
  const [{ port } = { port: 0 }] = made.listeners
  await new Wire(port).ask('GET /stream HTTP/1.1', HOST).parts(1)
  await new Wire(connect({ path, allowHalfOpen: true })).ask('GET /stream HTTP/1.1', HOST).parts(1)
  const listed = await new Wire(connect({ path, allowHalfOpen: true }))
    .ask('GET /viewers HTTP/1.0', HOST)
    .over()
  const { viewers: known } = JSON.parse(dissect(listed).body)
  expect(known.map(({ address }: { address: string }) => address)).toEqual(['127.0.0.1', 'unix'])
})

test('with a certificate they speak HTTPS too, and show a new one when the server does', async () => {
  const [old, young] = [await identity({ name: 'old' }), await identity({ name: 'young' })]
  const made = await server({ listeners: all, tls: old })
  const shown = async (): Promise<string[]> => {
    const names: string[] = []
    for (const { port } of made.listeners) {
      const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false })
      await new Promise<void>((resolve) => socket.once('secureConnect', resolve))
      names.push(`${socket.getPeerCertificate().subject.CN}`)
      socket.destroy()
    }
    return names
  }
  expect(made.listeners.map(({ url }) => url.slice(0, 8))).toEqual(
    made.listeners.map(() => 'https://'),
  )
  expect(await shown()).toEqual(['old', 'old', 'old'])
  made.renew(young)
  expect(await shown()).toEqual(['young', 'young', 'young'])
})
