import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import {
  type ClientHttp2Session,
  connect as connectHttp2,
  constants,
  createServer as createHttp2Server,
} from 'node:http2'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { broadcastHandler } from '../../src/handler/handler.ts'
import { streamResponse } from '../../src/handler/stream.ts'
import { type Answering, type ListenerOptions, nodeListener } from '../../src/node/listener.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

/** Serves, with something that a framework would do first. */
async function serve(
  answer: Answering,
  options: ListenerOptions = {},
  before: RequestListener = () => {},
): Promise<number> {
  const listener = nodeListener(answer, options)
  const server = createServer((incoming, outgoing) => {
    before(incoming, outgoing)
    void listener(incoming, outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port // TCP, so never a string
}

/** Serves over HTTP/2, for one session that is opened. @param done Called after each request. */
async function multiplexed(answer: Answering, done = (): void => {}): Promise<ClientHttp2Session> {
  const listener = nodeListener(answer)
  const server = createHttp2Server((incoming, outgoing) => {
    void listener(incoming, outgoing).then(done)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // TCP, so never a string
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  onTestFinished(() => {
    session.destroy()
    server.close()
  })
  return session
}

function ask(port: number, text: string): Socket {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write(text.replaceAll('\n', '\r\n'))
  return socket
}

/** Everything received once `until` is content, or the connection has ended. */
async function receive(socket: Socket, until: RegExp = /(?!)/): Promise<string> {
  let text = ''
  for await (const chunk of socket.setEncoding('latin1').iterator({ destroyOnReturn: false })) {
    text += chunk
    if (until.test(text)) break
  }
  return text
}

/** A promise, and what resolves it. */
function later<Value>(): { promise: Promise<Value>; resolve(value: Value): void } {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const close = 'Host: here\nConnection: close\n\n'

test('the URL has the host that was asked for, and the path as it came', async () => {
  const port = await serve((request) => new Response(request.url))
  const text = await receive(ask(port, `GET /a%20b//c?d=e HTTP/1.1\n${close}`))
  expect(text).toContain('http://here/a%20b//c?d=e')
})

test('a request without Host is understood, if it is of HTTP/1.0', async () => {
  const port = await serve((request) => new Response(request.url))
  expect(await receive(ask(port, 'GET /a HTTP/1.0\n\n'))).toContain('http://localhost/a')
})

test('a whole URL is taken as it is', async () => {
  const port = await serve((request) => new Response(request.url))
  expect(await receive(ask(port, `GET http://there/a HTTP/1.1\n${close}`))).toContain(
    'http://there/a',
  )
})

test.each([
  ['a strange Host', 'GET / HTTP/1.1\nHost: a/b@c\nConnection: close\n\n'],
  ['a method that the web does not have', `TRACE / HTTP/1.1\n${close}`],
  ['a path that is none', `OPTIONS * HTTP/1.1\n${close}`],
])('%s is a bad request', async (_what, text) => {
  const port = await serve(() => new Response('understood'))
  expect(await receive(ask(port, text))).toMatch(/^HTTP\/1\.1 400 /)
})

test('headers that a framework has set are kept, beside those of the answer', async () => {
  const headers = new Headers({ vary: 'Origin', 'x-kind': 'ours' })
  headers.append('set-cookie', 'a=1')
  const port = await serve(
    () => new Response('text', { headers }),
    {},
    (_incoming, outgoing) => {
      outgoing.setHeader('set-cookie', 'b=2')
      outgoing.setHeader('vary', 'Accept')
      outgoing.setHeader('x-house', 'dressed')
      outgoing.setHeader('x-kind', 'theirs')
    },
  )
  const text = await receive(ask(port, `GET / HTTP/1.1\n${close}`))
  expect(text.match(/^set-cookie: .*$/gim)).toEqual(['set-cookie: b=2', 'set-cookie: a=1'])
  expect(text.match(/^vary: .*$/gim)?.join()).toMatch(/Accept.*Origin/s)
  expect(text).toMatch(/^x-house: dressed\r$/m)
  expect(text).toMatch(/^x-kind: ours\r$/m)
})

test('what the handler throws is told, and answered with a 500', async () => {
  const told: unknown[] = []
  const error = new Error('broken')
  const onError = (what: unknown) => void told.push(what)
  const port = await serve(() => Promise.reject(error), { onError })
  expect(await receive(ask(port, `GET / HTTP/1.1\n${close}`))).toMatch(/^HTTP\/1\.1 500 /)
  expect(told).toEqual([error])
})

test('a body that breaks off cuts the connection off, so that nobody takes it for whole', async () => {
  const told: unknown[] = []
  const error = new Error('broken')
  const bodies = ['first', error]
  const body = () =>
    new ReadableStream({
      pull(controller) {
        const next = bodies.shift()
        if (next === error) controller.error(error)
        else controller.enqueue(new TextEncoder().encode(String(next)))
      },
    })
  const onError = (what: unknown) => void told.push(what)
  const port = await serve(() => new Response(body()), { onError })
  const text = await receive(ask(port, 'GET / HTTP/1.1\nHost: here\n\n')).catch(String)
  expect(text).not.toMatch(/\r\n0\r\n\r\n$/)
  expect(told).toEqual([error])
})

test('a body that breaks off while its reader takes nothing cuts that one off likewise', async () => {
  const begun = later<ReadableStreamDefaultController>()
  const body = new ReadableStream(
    {
      pull(controller) {
        controller.enqueue(new Uint8Array(20_000_000)) // more than any buffer on the way holds
        begun.resolve(controller)
      },
    },
    { highWaterMark: 0 },
  )
  const told = later<unknown>()
  const port = await serve(() => new Response(body), { onError: told.resolve })
  const socket = ask(port, 'GET / HTTP/1.1\nHost: here\n\n')
  const controller = await begun.promise
  await new Promise(setImmediate)
  const error = new Error('The reader took nothing for too long')
  controller.error(error)
  expect(await told.promise).toBe(error)
  await receive(socket).catch(String)
  expect(socket.readableEnded || socket.destroyed).toBe(true)
})

test('a body is read when there is room, and cancelled when the other side goes away', async () => {
  let pulls = 0
  const cancelled = later<void>()
  const body = new ReadableStream(
    {
      pull(controller) {
        pulls += 1
        controller.enqueue(new Uint8Array(1_000_000))
      },
      cancel: () => cancelled.resolve(),
    },
    { highWaterMark: 0 },
  )
  const port = await serve(() => new Response(body))
  const socket = ask(port, 'GET / HTTP/1.1\nHost: here\n\n')
  await new Promise((resolve) => socket.once('readable', resolve))
  socket.destroy()
  await cancelled.promise
  expect(pulls).toBeLessThan(40)
})

test('the request’s signal aborts when the other side goes away before it is answered', async () => {
  const asked = later<AbortSignal>()
  const port = await serve(({ signal }) => {
    asked.resolve(signal)
    return new Promise(() => {})
  })
  const socket = ask(port, 'GET / HTTP/1.1\nHost: here\n\n')
  const signal = await asked.promise
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve))
  socket.destroy()
  await aborted
  expect(signal.aborted).toBe(true)
})

test('a signal stays quiet when all went well', async () => {
  let signal: AbortSignal | undefined
  const port = await serve((request) => {
    signal = request.signal
    return new Response('text')
  })
  await receive(ask(port, `GET / HTTP/1.1\n${close}`))
  expect(signal?.aborted).toBe(false)
})

test('a body that nobody wants, or only the beginning of, stands in nobody’s way', async () => {
  const port = await serve(async (request) => {
    const reader = new URL(request.url).pathname === '/some' && request.body?.getReader()
    if (reader) await reader.read()
    return new Response('text')
  })
  const body = 'x'.repeat(300_000)
  const post = (path: string) =>
    `POST ${path} HTTP/1.1\nHost: here\nContent-Length: 300000\n\n${body}`
  const socket = ask(port, `${post('/none')}${post('/some')}GET / HTTP/1.1\n${close}`)
  const text = await receive(socket)
  expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3)
})

test('a stream waits for its turn behind the answers before it', async () => {
  const broadcast = new Broadcast()
  broadcast.publish(tinyJpeg())
  const slow = later<Response>()
  const asked: string[] = []
  const port = await serve((request) => {
    asked.push(new URL(request.url).pathname)
    return asked.length === 1 ? slow.promise : streamResponse(broadcast, request)
  })
  const head = 'HTTP/1.1\nHost: here\n\n'
  const socket = ask(port, `GET /slow ${head}GET /stream ${head}`)
  while (asked.length === 0) await new Promise(setImmediate)
  expect(asked).toEqual(['/slow'])
  slow.resolve(new Response('slow'))
  const text = await receive(socket, /--frame\r\n.*--frame\r\n/s)
  expect(asked).toEqual(['/slow', '/stream'])
  expect(text.indexOf('slow')).toBeLessThan(text.indexOf('multipart'))
})

test('over HTTP/2 the request’s signal aborts likewise, and stays quiet likewise', async () => {
  const asked: AbortSignal[] = []
  const session = await multiplexed(({ url, signal }) => {
    asked.push(signal)
    return url.endsWith('/never') ? new Promise<Response>(() => {}) : new Response('text')
  })
  const answered = session.request({ ':path': '/text' })
  await once(answered.resume(), 'close')
  const abandoned = session.request({ ':path': '/never' })
  while (asked.length < 2) await new Promise(setImmediate)
  const aborted = once(asked[1] ?? expect.unreachable(), 'abort')
  abandoned.close(constants.NGHTTP2_CANCEL)
  await aborted
  expect(asked.map((signal) => signal.aborted)).toEqual([false, true])
})

test('over HTTP/2 a stream whose reader left before it was allowed begins for nobody', async () => {
  const [asked, verdict] = [later<AbortSignal>(), later<boolean>()]
  const broadcast = new Broadcast()
  broadcast.publish(tinyJpeg())
  const told: string[] = []
  const handler = broadcastHandler(broadcast, {
    authorize({ signal }) {
      asked.resolve(signal)
      return verdict.promise
    },
    onJoin: () => void told.push('came'),
  })
  const answered = later<void>()
  const session = await multiplexed(handler, () => answered.resolve())
  const stream = session.request({ ':path': '/stream' })
  const left = once(await asked.promise, 'abort')
  stream.close(constants.NGHTTP2_CANCEL)
  await left
  verdict.resolve(true)
  // Where it was begun for nobody, the answer would wait for room that never comes.
  await answered.promise
  expect(told).toEqual([])
})

test('an answer that somebody else has begun is left alone, and its body cancelled', async () => {
  const cancelled = later<void>()
  const body = new ReadableStream({ cancel: () => cancelled.resolve() })
  const port = await serve(
    () => new Response(body),
    {},
    (_incoming, outgoing) => void outgoing.end('before'),
  )
  expect(await receive(ask(port, `GET / HTTP/1.1\n${close}`))).toMatch(/before/)
  await cancelled.promise
})
