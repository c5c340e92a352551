/** Alone in its file, because it counts what keeps the whole program alive. @module */
import { expect, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { serve } from '../../src/index.ts'
import { camera, Feed, server } from './makers.ts'
import { ways } from './ways.ts'
import { Wire } from './wires.ts'

const HOST = 'Host: localhost'

/** What keeps this program alive, by kind. */
function handles(): Record<string, number> {
  const kinds = [
    'TCPServerWrap',
    'TCPSocketWrap',
    'PipeServerWrap',
    'PipeWrap',
    'TLSWrap',
    'Timeout',
  ]
  const count: Record<string, number> = Object.fromEntries(kinds.map((kind) => [kind, 0]))
  for (const kind of process.getActiveResourcesInfo()) {
    if (kind in count) count[kind] = (count[kind] ?? 0) + 1
  }
  return count
}

/** Resolves when nothing more is alive than `before`; the kernel's part of a close takes a turn of the loop. */
async function nothingMoreThan(before: Record<string, number>): Promise<void> {
  const more = () => Object.entries(handles()).some(([kind, count]) => count > (before[kind] ?? 0))
  while (more()) await new Promise((resolve) => setImmediate(resolve))
}

test('after the close nothing is left: no socket, no timer, no camera that runs', async () => {
  const before = handles()
  const [desk, attic] = [camera('desk'), camera('attic', new Feed(), { linger: 60_000 })]
  const made = await server({ cameras: new Cameras([desk, attic]) })
  const streams = [1, 2, 3].map(() => new Wire(made.port).ask('GET /stream HTTP/1.1', HOST))
  await Promise.all(streams.map((stream) => stream.parts(1)))
  const waiting = new Wire(made.port).ask('GET /cameras/attic/snapshot HTTP/1.1', HOST)
  while (attic.state !== 'starting') await new Promise((resolve) => setImmediate(resolve))
  await made.close()
  await Promise.all([...streams, waiting].map((wire) => wire.over()))
  for (const { socket } of [...streams, waiting]) socket.destroy()
  await nothingMoreThan(before)
  expect([desk.state, attic.state]).toEqual(['closed', 'closed'])
})

test.each(ways)('nor is anything left of viewers over %s', async (_name, way) => {
  const before = handles()
  const { server: made, ask } = await way({ cameras: new Cameras([camera()]) })
  const [watching, gone, kept] = [ask('/stream'), ask('/stream'), ask('/healthz')]
  await Promise.all([watching.parts(1), gone.parts(1)])
  await kept.until((received) => received.includes('"ok"'))
  gone.socket.destroy()
  await made.close()
  await Promise.all([watching, kept].map((wire) => wire.over()))
  for (const { socket } of [watching, kept]) socket.destroy()
  await nothingMoreThan(before)
})

test('nor of the ports on which others are imitated', async () => {
  const before = handles()
  const listeners = { esp32: { port: 0, streamPort: 0 }, motion: { port: 0 } }
  const made = await server({ listeners })
  const streams = made.listeners.map(({ port }) => new Wire(port).ask('GET /stream HTTP/1.1', HOST))
  await Promise.all(streams.map((stream) => stream.parts(1)))
  const silent = made.listeners.map(({ port }) => new Wire(port))
  await made.close()
  await Promise.all([...streams, ...silent].map((wire) => wire.over()))
  for (const { socket } of [...streams, ...silent]) socket.destroy()
  await nothingMoreThan(before)
})

test('a server that could not start leaves nothing', async () => {
  const before = handles()
  const wrong = [
    { basePath: 'x' },
    { port: -1 },
    { host: '203.0.113.1' },
    { socket: '/nowhere/at/all.sock' },
    { tls: { cert: '', key: '' } },
    { listeners: { motion: { port: -1 } } },
    { listeners: { esp32: { port: 0 }, motion: { port: 0, host: '203.0.113.1' } } },
    { signal: AbortSignal.abort() },
  ]
  for (const options of wrong) {
    await expect(serve({ cameras: new Cameras(), port: 0, ...options })).rejects.toThrow()
  }
  await nothingMoreThan(before)
})
