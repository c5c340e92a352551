import { createServer, type Server, type ServerResponse } from 'node:http'
import { connect as connectSecond, createServer as createSecondServer } from 'node:http2'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Camera } from '../../src/camera/camera.ts'
import { streamResponse } from '../../src/handler/stream.ts'
import { deliver } from '../../src/node/deliver.ts'
import type { Watched } from '../../src/viewer/watched.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

const idle = { async *open(): AsyncGenerator<Uint8Array<ArrayBuffer>> {} }

async function serve(watched: Watched): Promise<{ server: Server; port: number }> {
  const server = createServer((incoming, outgoing) => {
    const request = new Request(`http://x${incoming.url}`, { method: incoming.method ?? 'GET' })
    if (!deliver(streamResponse(watched, request), outgoing)) outgoing.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { server, port: (server.address() as AddressInfo).port } // TCP, so never a string
}

/** Opens a raw connection and sends a request. */
function ask(port: number, head = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'): Socket {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write(head)
  return socket
}

/** Everything received once `until` is content. */
async function receive(socket: Socket, until: (text: string) => boolean): Promise<string> {
  let text = ''
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += (chunk as Buffer).toString('latin1') // no encoding is set, so chunks are buffers
    if (until(text)) break
  }
  return text
}

const ended = (socket: Socket): Promise<string> => receive(socket, () => false)
const parts = (count: number) => (text: string) => text.split('\r\n--frame\r\n').length > count + 1

async function viewers(camera: Camera, count: number): Promise<void> {
  while (camera.viewers !== count) await new Promise(setImmediate)
}

function published(count: number, bytes = 0): Broadcast {
  const broadcast = new Broadcast()
  for (let n = 0; n < count; n++) broadcast.publish(tinyJpeg({ bytes }))
  return broadcast
}

test.each(['1.1', '1.0'])('HTTP/%s gets an unchunked, close-delimited body', async (version) => {
  const broadcast = published(1)
  const { port } = await serve(broadcast)
  const socket = ask(port, `GET / HTTP/${version}\r\nHost: x\r\n\r\n`)
  const text = await receive(socket, parts(1))
  const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s)
  expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(head).toContain('content-type: multipart/x-mixed-replace; boundary=frame')
  expect(head).toMatch(/connection: close/i)
  expect(head).not.toMatch(/transfer-encoding|keep-alive|content-length/i)
  expect(body).toBe(`--frame\r\n${Buffer.from(broadcast.newest?.bytes ?? []).toString('latin1')}`)
})

test('frames follow as they are published, each whole', async () => {
  const broadcast = published(1)
  const { port } = await serve(broadcast)
  const socket = ask(port)
  const reading = receive(socket, parts(4))
  // Before the viewer is in, frames pass by.
  await new Promise((resolve) => socket.once('data', resolve))
  const timer = setInterval(() => broadcast.publish(tinyJpeg()), 2)
  const text = await reading
  clearInterval(timer)
  const indices = Array.from(text.matchAll(/X-Frame-Index: (\d+)/g), ([, index]) => Number(index))
  expect(indices.slice(0, 4)).toEqual([0, 1, 2, 3])
})

test('a closed broadcast ends the stream with FIN after a whole part', async () => {
  const broadcast = published(1)
  const { port } = await serve(broadcast)
  const socket = ask(port)
  const whole = ended(socket)
  await new Promise((resolve) => socket.once('data', resolve))
  broadcast.close()
  expect((await whole).endsWith('\r\n--frame\r\n')).toBe(true)
  expect(socket.errored).toBeNull()
})

test('a viewer that leaves abruptly is counted out', async () => {
  const camera = new Camera('test', idle, { linger: 3_600_000 })
  const { port } = await serve(camera)
  const socket = ask(port)
  await viewers(camera, 1)
  socket.resetAndDestroy()
  await viewers(camera, 0)
  await camera.close()
})

test('a viewer that half-closes is counted out', async () => {
  const camera = new Camera('test', idle, { linger: 3_600_000 })
  const { port } = await serve(camera)
  const socket = ask(port)
  await viewers(camera, 1)
  socket.end()
  await viewers(camera, 0)
  await camera.close()
})

test('one that never reads is passed by, others get every frame, and it wakes to the newest', async () => {
  const broadcast = published(1, 1_000_000)
  const { port } = await serve(broadcast)
  const stalled = ask(port)
  stalled.pause()
  await new Promise((resolve) => stalled.once('ready', resolve))
  const healthy = ask(port)
  let last = 0
  healthy.on('data', (chunk: Buffer) => {
    const index = /X-Frame-Index: (\d+)/.exec(chunk.toString('latin1'))?.[1]
    if (index) last = Number(index)
  })
  for (let n = 1; n <= 40; n++) {
    broadcast.publish(tinyJpeg({ bytes: 1_000_000 }))
    while (last < n) await new Promise(setImmediate)
  }
  const text = await receive(stalled, (got) => got.includes('X-Frame-Index: 40'))
  const indices = Array.from(text.matchAll(/X-Frame-Index: (\d+)/g), ([, index]) => Number(index))
  expect(indices.at(-1)).toBe(40)
  expect(indices.length).toBeLessThan(40)
})

test('what is no stream is left to the caller', async () => {
  const server = createServer((_, outgoing) => {
    outgoing.end(deliver(new Response('text'), outgoing) ? 'taken' : 'left')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // TCP, so never a string
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('left')
})

test('a stream over HTTP/2 is left to the caller', async () => {
  const server = createSecondServer((_, outgoing) => {
    // Frameworks hand over either kind as one.
    const response = outgoing as unknown as ServerResponse
    const watched = published(1)
    const taken = deliver(streamResponse(watched, new Request('http://x/')), response)
    outgoing.end(taken ? 'taken' : 'left')
    watched.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // TCP, so never a string
  const session = connectSecond(`http://127.0.0.1:${port}`)
  onTestFinished(() => session.close())
  const stream = session.request({ ':path': '/' })
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += chunk
  expect(text).toBe('left')
})

test('a HEAD request is answered by the caller, with the stream’s headers and no body', async () => {
  const { port } = await serve(published(1))
  const socket = ask(port, 'HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  expect(await ended(socket)).toMatch(/^HTTP\/1\.1 204/)
})

test('every cookie that a framework set is sent', async () => {
  const server = createServer((_, outgoing) => {
    const response = streamResponse(published(1), new Request('http://x'))
    response.headers.append('set-cookie', 'a=1')
    response.headers.append('set-cookie', 'b=2')
    deliver(response, outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // TCP, so never a string
  const text = await receive(ask(port), parts(1))
  expect(text.match(/^set-cookie: .*$/gim)).toEqual(['set-cookie: a=1', 'set-cookie: b=2'])
})

test('a server’s own timeout ends no stream that flows', async () => {
  const broadcast = published(1)
  const { server, port } = await serve(broadcast)
  server.setTimeout(200)
  let timeouts = 0
  server.on('timeout', (socket) => {
    timeouts += 1
    socket.destroy()
  })
  const socket = ask(port)
  const timer = setInterval(() => broadcast.publish(tinyJpeg()), 10)
  onTestFinished(() => clearInterval(timer))
  const text = await receive(socket, parts(60))
  expect(parts(60)(text)).toBe(true)
  expect(timeouts).toBe(0)
})
