import { getEventListeners } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { ListenError, serve } from '../../src/index.ts'
import { camera, diary, Feed, server } from './makers.ts'
import { viewers, Wire } from './wires.ts'

const HOST = 'Host: localhost'

/** A port that somebody has. */
async function taken(): Promise<number> {
  const other = createServer()
  onTestFinished(() => void other.close())
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  return (other.address() as AddressInfo).port // listens on TCP, so it is not a path
}

test('a server tells where it is, and answers there', async () => {
  const cameras = new Cameras([camera()])
  const { url, port, cameras: shown } = await server({ cameras, basePath: '/webcam' })
  expect(url).toBe(`http://127.0.0.1:${port}/webcam/`)
  expect(shown).toBe(cameras)
  const { cameras: listed } = await (await fetch(`${url}cameras`)).json()
  expect(listed).toHaveLength(1)
})

test('on all addresses it is found on loopback', async () => {
  const { url, port } = await server({ host: '0.0.0.0' })
  expect(url).toBe(`http://127.0.0.1:${port}/`)
  expect((await fetch(`${url}healthz`)).status).toBe(200)
})

test('two servers may show the same cameras', async () => {
  const cameras = new Cameras([camera()])
  const [one, other] = [await server({ cameras }), await server({ cameras })]
  for (const { url } of [one, other]) expect((await fetch(`${url}snapshot`)).status).toBe(200)
})

test('a taken port is one line that says what to do', async () => {
  const port = await taken()
  const failure = serve({ cameras: new Cameras(), port })
  await expect(failure).rejects.toThrow(ListenError)
  await expect(failure).rejects.toMatchObject({
    code: 'ADDRESS_IN_USE',
    message: `Cannot listen on 127.0.0.1, port ${port}: another program uses this port; choose another port, or end that program`,
  })
})

test('an address that the machine does not have is named', async () => {
  await expect(
    serve({ cameras: new Cameras(), host: '203.0.113.1', port: 0 }),
  ).rejects.toMatchObject({
    code: 'ADDRESS_UNKNOWN',
    message: expect.stringContaining('203.0.113.1'),
  })
})

test.each(['', ' ', '[]'])(
  '"%s" is no address: it would be all of the machine\'s',
  async (host) => {
    const failure = serve({ cameras: new Cameras(), host, port: 0 })
    await expect(failure).rejects.toThrow(
      `Expected host to be an address or a host name, got "${host}"`,
    )
  },
)

test.each([-1, 65_536, 1.5, Number.NaN])('%d is no port', async (port) => {
  await expect(serve({ cameras: new Cameras(), port })).rejects.toThrow('Expected port to be')
})

test('a wrong option is refused', async () => {
  const failure = serve({ cameras: new Cameras(), port: 0, basePath: 'x' })
  await expect(failure).rejects.toThrow(RangeError)
})

test('streams end with a FIN, after a whole part', async () => {
  const made = await server()
  const stream = new Wire(made.port).ask('GET /stream HTTP/1.1', HOST)
  await stream.parts(1)
  await made.close()
  expect(await stream.over()).toMatch(/\r\n--frame\r\n$/)
  expect(stream.fate).toBe('end')
})

test('a snapshot that still waits is told that the camera is closed', async () => {
  const desk = camera('desk', new Feed())
  const made = await server({ cameras: new Cameras([desk]) })
  const waiting = new Wire(made.port).ask('GET /snapshot HTTP/1.1', HOST)
  while (desk.state !== 'starting') await new Promise((resolve) => setImmediate(resolve))
  await made.close()
  const received = await waiting.over()
  expect(received).toMatch(/^HTTP\/1\.1 503 /)
  expect(received).toContain('"code":"CAMERA_CLOSED"')
  expect(received).toContain('Connection: close')
  expect(waiting.fate).toBe('end')
})

test('connections that ask nothing are closed at once, those kept alive as well', async () => {
  const made = await server({ shutdownTimeout: 60_000 })
  const silent = new Wire(made.port)
  const kept = new Wire(made.port).ask('GET /healthz HTTP/1.1', HOST)
  await kept.until((received) => received.includes('"ok"'))
  await made.close()
  await Promise.all([silent.over(), kept.over()])
  expect([silent.fate, kept.fate]).toEqual(['end', 'end'])
})

test('nobody new is let in once the closing began', async () => {
  const made = await server()
  const closed = made.close()
  await expect(fetch(`${made.url}healthz`)).rejects.toThrow()
  await closed
})

test('a viewer that takes nothing is cut off after the deadline, and the log says so', async () => {
  const { log, comes } = diary()
  const feed = new Feed(tinyJpeg())
  const desk = camera('desk', feed)
  const made = await server({ cameras: new Cameras([desk]), shutdownTimeout: 10, log })
  const stalled = new Wire(made.port).ask('GET /stream HTTP/1.1', HOST)
  await stalled.parts(1)
  stalled.socket.pause()
  // One frame larger than what the kernel takes for a reader that does not read.
  feed.give(tinyJpeg({ bytes: 20_000_000 }))
  while (desk.broadcast.published < 2) await new Promise((resolve) => setImmediate(resolve))
  await made.close()
  const { level, facts } = await comes('cut off: these did not take what was under way in time')
  expect([level, facts]).toEqual(['warn', { sockets: 1 }])
  expect(desk.viewers).toBe(0)
})

test('closing twice is closing once', async () => {
  const made = await server()
  const closed = made.close()
  expect(made.close()).toBe(closed)
  await closed
  expect(made.close()).toBe(closed)
})

test('it can be held by await using', async () => {
  const desk = camera()
  {
    await using made = await serve({ cameras: new Cameras([desk]), port: 0 })
    expect((await fetch(`${made.url}healthz`)).status).toBe(200)
  }
  expect(desk.state).toBe('closed')
})

test('a signal closes it, and keeps no listener', async () => {
  const over = new AbortController()
  const made = await server({ signal: over.signal })
  const stream = new Wire(made.port).ask('GET /stream HTTP/1.1', HOST)
  await stream.parts(1)
  over.abort()
  await stream.over()
  await made.close()
  expect(getEventListeners(over.signal, 'abort')).toEqual([])
})

test('closing by itself keeps no listener on the signal either', async () => {
  const { signal } = new AbortController()
  const made = await server({ signal })
  await made.close()
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('a signal that has aborted starts nothing', async () => {
  const failure = serve({ cameras: new Cameras(), port: 0, signal: AbortSignal.abort() })
  await expect(failure).rejects.toMatchObject({ name: 'AbortError' })
})

test('one capture serves all viewers', async () => {
  const feed = new Feed(tinyJpeg())
  const desk = camera('desk', feed)
  const { port } = await server({ cameras: new Cameras([desk]) })
  const streams = Array.from({ length: 20 }, () => new Wire(port).ask('GET /stream HTTP/1.1', HOST))
  await Promise.all(streams.map((stream) => stream.parts(1)))
  expect([feed.opened, desk.viewers]).toEqual([1, 20])
  await Promise.all(streams.map((stream) => stream.cut()))
  await viewers(desk, 0)
})
