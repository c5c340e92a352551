import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { PushSocket, type PushState } from '../../src/client/push.ts'
import { type FrameMessage, readFrameMessage } from '../../src/live/frame-message.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

/** A server that says what the test tells it to. */
class Server {
  readonly url: string
  readonly frames: FrameMessage[] = []
  readonly #server: WebSocketServer
  #sockets: WebSocket[] = []
  #waiting = new Set<() => void>()

  constructor(server: WebSocketServer) {
    this.#server = server
    const { port } = server.address() as AddressInfo // TCP, so never a string
    this.url = `ws://127.0.0.1:${port}/cameras/phone/frames`
    server.on('connection', (socket) => {
      this.#sockets.push(socket)
      socket.binaryType = 'arraybuffer'
      socket.on('message', (message) => this.#came(message))
      this.#wake()
    })
  }

  get came(): number {
    return this.#sockets.length
  }

  /** Says something to whoever came last. */
  say(message: Readonly<Record<string, unknown>>): void {
    this.#sockets.at(-1)?.send(JSON.stringify(message))
  }

  welcome(now: number = Date.now()): void {
    this.say({ type: 'welcome', protocol: 'zoetrope.push.1', camera: 'phone', now, limits: {} })
  }

  drop(): void {
    this.#sockets.at(-1)?.terminate()
  }

  async until(enough: () => boolean): Promise<void> {
    while (!enough()) await new Promise<void>((resolve) => this.#waiting.add(resolve))
  }

  #came(message: unknown): void {
    if (message instanceof ArrayBuffer) {
      const frame = readFrameMessage(new Uint8Array(message))
      if (frame) this.frames.push(frame)
    } else {
      const { at } = JSON.parse(`${message}`)
      this.say({ type: 'pong', at, now: Date.now() + this.ahead })
    }
    this.#wake()
  }

  /** Milliseconds by which its clock is ahead. */
  ahead = 0

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

async function server(): Promise<Server> {
  const made = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(made, 'listening')
  const server = new Server(made)
  onTestFinished(() => server.close())
  return server
}

/** A publisher, and the states it went through. */
function publisher(url: string, options: { silenceTimeout?: number } = {}) {
  const states: PushState[] = []
  const remarks: string[] = []
  const socket = new PushSocket(url, {
    ...options,
    WebSocket,
    onChange: (state) => states.push(state),
    note: (text) => remarks.push(text),
  })
  onTestFinished(socket.close)
  return { socket, states, remarks }
}

test('nothing is sent before the server has said welcome', async () => {
  const { url, came, ...rest } = await server()
  expect([came, rest.frames]).toEqual([0, []])
  const { socket } = publisher(url)
  expect(socket.state).toBe('connecting')
  expect([socket.isReady, socket.send(tinyJpeg())]).toEqual([false, false])
})

test('a frame is sent with its moment on the server’s clock', async () => {
  const to = await server()
  to.ahead = 3_600_000
  const { socket } = publisher(to.url)
  await to.until(() => to.came === 1)
  to.welcome()
  await socket.ready()
  // The clock is asked for at once, and known a round trip later.
  socket.send(tinyJpeg())
  await to.until(() => to.frames.length === 1)
  to.say({ type: 'published', epoch: 'a', index: 0 })
  await socket.ready()
  const at = Date.now()
  expect(socket.send(tinyJpeg(), at)).toBe(true)
  await to.until(() => to.frames.length === 2)
  expect(Math.abs((to.frames[1]?.capturedAt ?? 0) - at - 3_600_000)).toBeLessThan(1000)
  expect(to.frames[1]?.jpeg).toEqual(tinyJpeg())
})

test('while the server says that nobody looks nothing is ready, and then it is', async () => {
  const to = await server()
  const { socket, states } = publisher(to.url)
  await to.until(() => to.came === 1)
  to.welcome()
  to.say({ type: 'pause' })
  const ready = socket.ready()
  while (socket.state !== 'paused') await new Promise((resolve) => setImmediate(resolve))
  expect(socket.send(tinyJpeg())).toBe(false)
  to.say({ type: 'resume' })
  expect(await ready).toBe(true)
  expect(states).toEqual(['open', 'paused', 'open'])
})

test('what the server found broken is counted, and said', async () => {
  const to = await server()
  const { socket, remarks } = publisher(to.url)
  await to.until(() => to.came === 1)
  to.welcome()
  await socket.ready()
  socket.send(tinyJpeg())
  to.say({ type: 'rejected', code: 'INVALID_FRAME', message: 'no-eoi at byte 5' })
  await socket.ready()
  expect(socket.counts).toEqual({ sent: 1, published: 0, skipped: 0, rejected: 1 })
  expect(remarks).toEqual(['INVALID_FRAME: no-eoi at byte 5'])
})

test('when the connection breaks it comes back, and says why it was away', async () => {
  const to = await server()
  const { socket, states } = publisher(to.url)
  await to.until(() => to.came === 1)
  to.welcome()
  await socket.ready()
  to.drop()
  await to.until(() => to.came === 2)
  expect(socket.error).toMatchObject({ code: 'SOURCE_FAILED' })
  to.welcome()
  expect(await socket.ready()).toBe(true)
  expect(socket.error).toBeUndefined()
  expect(states).toEqual(['open', 'connecting', 'open'])
})

test('a server that has fallen silent is left', async () => {
  const to = await server()
  const { socket, remarks } = publisher(to.url, { silenceTimeout: 100 })
  await to.until(() => to.came === 2)
  expect(remarks[0]).toContain('has been silent for 0.1 s')
  expect(socket.state).toBe('connecting')
})

test.each([
  ['PUBLISHER_PRESENT', 'connecting'],
  ['PUBLISHER_SILENT', 'connecting'],
  ['CAMERA_CLOSED', 'connecting'],
  ['PUBLISHER_REPLACED', 'refused'],
  ['NO_SUCH_CAMERA', 'refused'],
  ['PUSH_FORBIDDEN', 'refused'],
])('told %s it is %s', async (code, state) => {
  const to = await server()
  const { socket, states } = publisher(to.url)
  await to.until(() => to.came === 1)
  to.say({ type: 'error', code, message: 'because' })
  while (states.length === 0) await new Promise((resolve) => setImmediate(resolve))
  expect(socket.state).toBe(state)
  expect(socket.error).toMatchObject({ code: 'REFUSED', message: `${code}: because` })
  if (state === 'refused') expect(await socket.ready()).toBe(false)
  else await to.until(() => to.came === 2)
})

test('closing ends it, once, and whoever waits', async () => {
  const to = await server()
  const { socket, states } = publisher(to.url)
  const ready = socket.ready()
  socket.close()
  socket.close()
  expect(await ready).toBe(false)
  expect(states).toEqual(['closed'])
})

test.each([['ftp://x/'], ['phone']])('%s is no address', (url) => {
  expect(() => new PushSocket(url, { WebSocket })).toThrow('Expected a ws:// or wss:// URL')
})

test('a signal that has aborted connects nothing', async () => {
  const to = await server()
  const socket = new PushSocket(to.url, { WebSocket, signal: AbortSignal.abort() })
  expect(socket.state).toBe('closed')
  expect(await socket.ready()).toBe(false)
})
