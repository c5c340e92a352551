import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { type Identity, type ServeOptions, serve, type ZoetropeServer } from '../../src/index.ts'
import { identity } from './identities.ts'
import { camera, diary, Feed, server } from './makers.ts'
import { Wire } from './wires.ts'

const ASK = ['GET /stream HTTP/1.1', 'Host: localhost']

async function secure(options: Partial<ServeOptions> = {}): Promise<ZoetropeServer> {
  return server({ tls: await identity(), ...options })
}

function handshake(port: number, settings: object = {}): TLSSocket {
  const at = { port, host: '127.0.0.1', allowHalfOpen: true, rejectUnauthorized: false }
  return connectTls({ ...at, ...settings })
}

/** The fingerprint of the certificate that a new connection is shown. */
async function shown(port: number): Promise<string> {
  const socket = handshake(port)
  await once(socket, 'secureConnect')
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256
}

function fingerprint({ cert }: Identity): string {
  return new X509Certificate(cert).fingerprint256
}

/** A port that leads to another, and what came back through it. */
async function tap(port: number): Promise<{ port: number; bytes: () => Buffer }> {
  const chunks: Buffer[] = []
  const between = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    far.on('data', (chunk: Buffer) => chunks.push(chunk))
    for (const socket of [near, far]) socket.on('error', () => {})
    near.pipe(far)
    far.pipe(near)
  })
  between.listen(0, '127.0.0.1')
  await once(between, 'listening')
  onTestFinished(() => void between.close())
  const address = between.address()
  // Listens on TCP, so that it is neither a path nor nothing.
  const at = typeof address === 'object' ? (address?.port ?? 0) : 0
  return { port: at, bytes: () => Buffer.concat(chunks) }
}

/** The types of the TLS records in `bytes`: 21 is an alert, 23 what the application says. */
function records(bytes: Buffer): number[] {
  const types: number[] = []
  for (let at = 0; at < bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) {
    types.push(bytes.readUInt8(at))
  }
  return types
}

test('a server with a certificate tells an address with https, and proves who it is', async () => {
  const tls = await identity()
  const { url, port } = await secure({ tls, basePath: '/webcam' })
  expect(url).toBe(`https://127.0.0.1:${port}/webcam/`)
  const settings = { rejectUnauthorized: true, ca: tls.cert, servername: 'localhost' }
  const wire = new Wire(handshake(port, settings)).ask('GET /webcam/healthz HTTP/1.0')
  expect(await wire.over()).toContain('"status":"ok"')
})

test('keys of both kinds will do, as text or as bytes', async () => {
  const { cert, key } = await identity({ keyType: 'rsa' })
  const { port } = await secure({ tls: { cert: Buffer.from(cert), key: Buffer.from(key) } })
  expect(await shown(port)).toBe(fingerprint({ cert, key }))
})

test.each([
  [['http/1.0'], 'http/1.0'],
  [['h2', 'http/1.1'], 'http/1.1'],
  [[], false],
])('who offers %j gets %j', async (ALPNProtocols, chosen) => {
  const { port } = await secure()
  const socket = handshake(port, { ALPNProtocols })
  const wire = new Wire(socket).ask('GET /stream HTTP/1.0')
  await wire.parts(1)
  expect(socket.alpnProtocol).toBe(chosen)
})

test('a stream ends with close_notify, which proves that nothing was cut off', async () => {
  const made = await secure()
  const { port, bytes } = await tap(made.port)
  // The last version whose alerts can be told from outside.
  const wire = new Wire(handshake(port, { maxVersion: 'TLSv1.2' })).ask(...ASK)
  await wire.parts(1)
  expect(records(bytes()).at(-1)).toBe(23)
  await made.close()
  await wire.over()
  expect(wire.fate).toBe('end')
  expect(records(bytes()).at(-1)).toBe(21)
})

test('whoever comes without TLS is told so, in plain HTTP, and the log says it', async () => {
  const { log, comes } = diary()
  const { port } = await secure({ log })
  const plain = new Wire(port).ask('GET / HTTP/1.1', 'Host: localhost')
  const received = await plain.over()
  expect(received).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(received).toContain('This port speaks HTTPS: write https:// in front of the address')
  const { level, facts } = await comes('no TLS handshake')
  expect([level, facts]).toEqual([
    'debug',
    { address: '127.0.0.1', reason: 'it spoke plain HTTP', count: 1 },
  ])
})

test('many handshakes that fail are few lines of the log', async () => {
  const { log, entries } = diary()
  const { port } = await secure({ log })
  for (let n = 0; n < 20; n++) {
    const noise = new Wire(port)
    noise.socket.write('\x16\x03\x01\x00\x05noise')
    await noise.over()
  }
  const told = entries.filter(({ text }) => text === 'no TLS handshake')
  expect(told.length).toBeGreaterThan(0)
  expect(told.length).toBeLessThan(20)
  expect(told[0]?.facts['reason']).toMatch(/^[a-z0-9_ ]+$/i)
})

test('a handshake that nobody begins does not hold up the closing', async () => {
  const made = await secure({ shutdownTimeout: 60_000 })
  const silent = new Wire(made.port)
  await once(silent.socket, 'connect')
  // A later connection that was answered shows that the server knows the earlier one.
  await shown(made.port)
  await made.close()
  await silent.over()
  expect(silent.fate).toBe('end')
})

test('a handshake that stops half-way is cut off at the deadline', async () => {
  const { log, comes } = diary()
  const made = await secure({ shutdownTimeout: 10, log })
  const half = new Wire(made.port)
  half.socket.write('\x16\x03\x01\x02\x00\x01\x00\x01\xfc')
  await once(half.socket, 'connect')
  await shown(made.port)
  await made.close()
  await half.over()
  expect((await comes(CUT_OFF)).facts).toEqual({ sockets: 1 })
})

const CUT_OFF = 'cut off: these did not take what was under way in time'

test('a viewer that takes nothing is cut off at the deadline', async () => {
  const { log, comes } = diary()
  const feed = new Feed(tinyJpeg())
  const desk = camera('desk', feed)
  const made = await secure({ cameras: new Cameras([desk]), shutdownTimeout: 10, log })
  const stalled = new Wire(handshake(made.port)).ask(...ASK)
  await stalled.parts(1)
  stalled.socket.pause()
  feed.give(tinyJpeg({ bytes: 20_000_000 }))
  while (desk.broadcast.published < 2) await new Promise((resolve) => setImmediate(resolve))
  await made.close()
  expect((await comes(CUT_OFF)).facts).toEqual({ sockets: 1 })
  expect(desk.viewers).toBe(0)
})

test('a renewed certificate is shown to who comes then; streams go on', async () => {
  const [first, second] = [await identity(), await identity()]
  const feed = new Feed(tinyJpeg())
  const made = await secure({ tls: first, cameras: new Cameras([camera('desk', feed)]) })
  const stream = new Wire(handshake(made.port)).ask(...ASK)
  await stream.parts(1)
  expect(await shown(made.port)).toBe(fingerprint(first))
  made.renew(second)
  expect(await shown(made.port)).toBe(fingerprint(second))
  feed.give(tinyJpeg({ shade: 1 }))
  await stream.parts(2)
  expect(stream.fate).toBeUndefined()
})

test('a certificate that is no good is not taken in the place of one that is', async () => {
  const good = await identity()
  const made = await secure({ tls: good })
  expect(() => made.renew({ ...good, cert: 'nonsense' })).toThrow(RangeError)
  expect(await shown(made.port)).toBe(fingerprint(good))
})

test('a server of plain HTTP has none to renew', async () => {
  const { renew } = await server()
  const tls = await identity()
  expect(() => renew(tls)).toThrow('Expected a server that was started with tls')
})

test('a server that cannot use its certificate does not start', async () => {
  const { cert } = await identity()
  const { key } = await identity()
  const failure = serve({ cameras: new Cameras(), port: 0, tls: { cert, key } })
  await expect(failure).rejects.toThrow(RangeError)
  await expect(failure).rejects.toThrow('tls.key does not fit the certificate')
})

test('one camera is shown with TLS and without by two servers', async () => {
  const desk = camera()
  const cameras = new Cameras([desk])
  const [plain, tls] = [await server({ cameras }), await secure({ cameras })]
  const wires: [Socket, string][] = [
    [connect(plain.port, '127.0.0.1'), 'HTTP/1.1'],
    [handshake(tls.port), 'HTTP/1.0'],
  ]
  for (const [socket, version] of wires) {
    await new Wire(socket).ask(`GET /stream ${version}`, 'Host: localhost').parts(1)
  }
  expect(desk.viewers).toBe(2)
})
