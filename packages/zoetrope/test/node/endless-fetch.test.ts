import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { endlessFetch } from '../../src/node/endless-fetch.ts'
import { httpSource } from '../../src/sources/http.ts'
import { bytes, head, MULTIPART, part, rawServer } from '../client/raw-server.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { watch } from '../sources/watching.ts'

const found = (location: string): string =>
  head('302 Found', `Location: ${location}`, 'Content-Length: 0')

describe('a response', () => {
  test('has what the server sent', async () => {
    const lines = ['X-One: a', 'X-One: b', 'Set-Cookie: c=d', 'X-Latin: K\xfcche']
    const server = await rawServer((_, socket) => {
      socket.end(bytes(head("200 It's fine", ...lines, 'Content-Length: 5'), 'hello'))
    })
    const response = await endlessFetch(`${server.origin}/path?x=1#fragment`)
    expect(response).toMatchObject({ ok: true, status: 200, statusText: "It's fine" })
    expect(response.url).toBe(`${server.origin}/path?x=1`)
    expect(response.headers.get('x-one')).toBe('a, b')
    expect(response.headers.get('x-latin')).toBe('K\xfcche')
    expect(await response.text()).toBe('hello')
  })

  test.each([204, 304])('with status %i has no body', async (status) => {
    const server = await rawServer((_, socket) => socket.write(head(`${status} x`)))
    const response = await endlessFetch(server.origin)
    expect([response.status, response.body]).toEqual([status, null])
    await server.idle()
  })

  test('to HEAD has no body', async () => {
    const server = await rawServer((_, socket) => socket.end(head('200 OK', 'Content-Length: 5')))
    const response = await endlessFetch(server.origin, { method: 'HEAD' })
    expect(await response.text()).toBe('')
    expect(server.asked[0]?.method).toBe('HEAD')
  })

  test('with a status that there is not is an error', async () => {
    const server = await rawServer((_, socket) => socket.end(head('999 Strange')))
    await expect(endlessFetch(server.origin)).rejects.toThrow()
    await server.idle()
  })

  test('of a careless server is read all the same', async () => {
    const lines = ['HTTP/1.1 200 OK\x07', 'Content-Length: 2', 'X-Odd: a\x01b']
    const server = await rawServer((_, socket) => socket.end(`${lines.join('\n')}\n\nok`))
    expect(await (await endlessFetch(server.origin)).text()).toBe('ok')
  })
})

describe('a request', () => {
  test('has its headers in the customary letters, and says to close', async () => {
    const server = await rawServer((_, socket) => socket.end(head('200 OK', 'Content-Length: 0')))
    await endlessFetch(server.origin, { headers: { 'if-none-match': '"x"' } })
    const lines = server.asked[0]?.head.trim().split('\r\n').slice(1).sort()
    expect(lines).toEqual([
      'Connection: close',
      `Host: ${server.origin.slice('http://'.length)}`,
      'If-None-Match: "x"',
      'User-Agent: zoetrope',
    ])
  })

  test.each([301, 302, 303, 307, 308])('follows %i, absolute or relative', async (status) => {
    const server = await rawServer(({ path }, socket, count) => {
      const to = count === 1 ? '../there' : `http://${server.origin.slice(7)}/end`
      const moved = head(`${status} Moved`, `Location: ${to}`, 'Content-Length: 0')
      socket.end(path === '/end' ? head('200 OK', 'Content-Length: 0') : moved)
    })
    const response = await endlessFetch(`${server.origin}/a/b`)
    expect(response.url).toBe(`${server.origin}/end`)
    expect(server.asked.map(({ path }) => path)).toEqual(['/a/b', '/there', '/end'])
  })

  test('gives up after 20 redirects, and where one leads out of HTTP', async () => {
    const server = await rawServer(({ path }, socket) => {
      socket.end(found(path === '/file' ? 'file:///etc/passwd' : '/again'))
    })
    await expect(endlessFetch(server.origin)).rejects.toThrow('redirect count exceeded')
    expect(server.asked).toHaveLength(21)
    await expect(endlessFetch(`${server.origin}/file`)).rejects.toThrow('redirects to file:')
    await server.idle()
  })

  test('keeps its credentials to its origin, and uses none that a redirect brings', async () => {
    const other = await rawServer((_, socket) => socket.end(head('200 OK', 'Content-Length: 0')))
    const server = await rawServer(({ path }, socket) => {
      const brought = other.origin.replace('://', '://u:p@')
      socket.end(found(path === '/' ? '/next' : brought))
    })
    await endlessFetch(server.origin, { headers: { authorization: 'mine' } })
    expect(server.asked.map(({ headers }) => headers.get('authorization'))).toEqual([
      'mine',
      'mine',
    ])
    expect(other.asked.map(({ headers }) => headers.get('authorization'))).toEqual([undefined])
  })
})

describe('there is one connection for each request, which ends', () => {
  const endless = bytes(head('200 OK', MULTIPART), part(tinyJpeg()))

  test('when the body is cancelled, before or after something was read', async () => {
    const server = await rawServer((_, socket) => socket.write(endless))
    const unread = await endlessFetch(server.origin)
    await unread.body?.cancel()
    const read = (await endlessFetch(server.origin)).body?.getReader()
    expect((await read?.read())?.value?.length).toBeGreaterThan(0)
    const waiting = read?.read()
    await read?.cancel()
    expect(await waiting).toEqual({ done: true, value: undefined })
    await server.idle()
    expect(server.connections).toBe(2)
  })

  test('when the signal aborts, which is an AbortError', async () => {
    const server = await rawServer(({ path }, socket) => path === '/' || socket.write(endless))
    const first = new AbortController()
    const asking = endlessFetch(server.origin, { signal: first.signal })
    first.abort()
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' })
    const second = new AbortController()
    const { body } = await endlessFetch(`${server.origin}/stream`, { signal: second.signal })
    second.abort()
    await expect(new Response(body).arrayBuffer()).rejects.toMatchObject({ name: 'AbortError' })
    await server.idle()
  })

  test('when the server resets it, which is an error', async () => {
    const sockets: Socket[] = []
    const server = await rawServer((_, socket) => {
      sockets.push(socket)
      socket.write(endless)
    })
    const reader = (await endlessFetch(server.origin)).body?.getReader()
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0)
    for (const socket of sockets) socket.resetAndDestroy()
    await expect(reader?.read()).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  test('when the answer is complete', async () => {
    const server = await rawServer((_, socket) => {
      socket.write(`${head('200 OK', 'Content-Length: 2', 'Connection: keep-alive')}ok`)
    })
    await (await endlessFetch(server.origin)).text()
    await server.idle()
    expect(server.connections).toBe(1)
  })
})

test('a reader who is slow slows the server down', async () => {
  const chunk = new Uint8Array(1 << 20)
  const sockets: Socket[] = []
  const server = await rawServer((_, socket) => {
    sockets.push(socket)
    socket.write(head('200 OK'))
    const send = (left: number): void => {
      if (left === 0) socket.end()
      else socket.write(chunk, () => send(left - 1))
    }
    send(96)
  })
  const response = await endlessFetch(server.origin)
  let received = 0
  let ahead = 0
  for await (const { length } of response.body ?? []) {
    received += length
    ahead = Math.max(ahead, (sockets[0]?.bytesWritten ?? 0) - received)
    // Lets the event loop fetch whatever it wants to.
    await new Promise(setImmediate)
  }
  expect(received).toBe(96 << 20)
  // What the kernel holds at most, and far less than all.
  expect(ahead).toBeLessThan(32 << 20)
})

test('the bytes of a chunk are plain bytes, whose slice is a copy', async () => {
  const server = await rawServer((_, socket) => socket.end(bytes(head('200 OK'), 'abc')))
  const reader = (await endlessFetch(server.origin)).body?.getReader()
  const chunk = (await reader?.read())?.value
  const copy = chunk?.slice()
  chunk?.fill(0)
  expect(copy).toEqual(bytes('abc'))
})

test.skipIf(!needs('openssl'))('a certificate that nobody signed is one clear line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zoetrope-tls-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const [keyFile, certFile] = [join(folder, 'key'), join(folder, 'cert')]
  const wishes = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1']
  const files = ['-subj', '/CN=127.0.0.1', '-keyout', keyFile, '-out', certFile]
  await promisify(execFile)('openssl', ['req', '-x509', ...wishes, ...files])
  const [key, cert] = await Promise.all([readFile(keyFile), readFile(certFile)])
  const server = createServer({ key, cert }, (_, response) => response.end('never'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // TCP, so never a string
  for (const fetch of [endlessFetch, globalThis.fetch]) {
    await expect(watch(httpSource(`https://127.0.0.1:${port}`, { fetch }))).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringMatching(/is not signed by anybody known; NODE_EXTRA_CA_CERTS/),
    })
  }
})
