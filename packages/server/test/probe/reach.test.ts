import { once } from 'node:events'
import { createServer as createSecure } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Reached, reach } from '../../src/probe/reach.ts'
import { type Target, targetOf } from '../../src/probe/target.ts'
import { identity } from '../http/identities.ts'
import { serverThat } from './camera.ts'

const { signal } = new AbortController()
const OK = 'HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 0\r\n\r\n'

/** The same server, asked as somebody. */
function as(login: string, { url, timeout }: Target): Target {
  const target = targetOf(url.href.replace('//', `//${login}@`), timeout)
  if (!target) throw new Error('Expected an address, got none')
  return target
}

/** Goes there, and comes back. */
async function goTo(target: Target): Promise<Reached> {
  const reached = await reach(target, signal)
  onTestFinished(() => reached.conversation?.close())
  return reached
}

async function codesAt(target: Target): Promise<string[]> {
  return (await goTo(target)).findings.map(({ code }) => code)
}

/** A server that wants a login by this challenge. */
function guarded(challenge: string): Promise<Target> {
  return serverThat((socket, asked) => {
    const refusal = `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: ${challenge}\r\nConnection: close\r\n\r\n`
    socket.end(/^authorization:/im.test(asked) ? OK : refusal)
  })
}

/** A server with a certificate that it made itself. */
async function secure(): Promise<Target> {
  const server = createSecure(await identity(), (request, response) => {
    const isKnown = request.headers.authorization !== undefined
    response.setHeader('content-type', 'image/jpeg')
    if (!isKnown) response.setHeader('www-authenticate', 'Basic realm="camera"')
    response.writeHead(isKnown ? 200 : 401).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  // A TCP server that listens has a port.
  const { port } = server.address() as AddressInfo
  return { url: new URL(`https://127.0.0.1:${port}/snapshot`), timeout: 10_000 }
}

/** A port that is listened on by somebody who takes no more connections: Linux answers no question then. */
async function crowdedPort(): Promise<number> {
  const program = `
    const { parentPort } = require('node:worker_threads')
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    })`
  const thread = new Worker(program, { eval: true })
  const [port] = await once(thread, 'message')
  const waiting: Socket[] = []
  onTestFinished(async () => {
    for (const socket of waiting) socket.destroy()
    await thread.terminate()
  })
  // As many as wait in line, and then some.
  for (let count = 0; count < 4; count += 1) {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.on('error', () => {})
    waiting.push(socket)
  }
  await Promise.race(waiting.map((socket) => once(socket, 'connect')))
  return port
}

describe('the way there', () => {
  test('through a certificate that nobody trusts is told, and goes on', async () => {
    const reached = await goTo(as('me:secret', await secure()))
    expect(reached.findings).toMatchObject([
      {
        code: 'TLS_UNTRUSTED',
        severity: 'warning',
        seen: 'its certificate: DEPTH_ZERO_SELF_SIGNED_CERT',
      },
    ])
    expect(reached.conversation?.head?.status).toBe(200)
  })

  test('to a port that speaks no TLS is told', async () => {
    const { url, timeout } = await serverThat((socket) => socket.end(OK))
    const target = { url: new URL(url.href.replace('http:', 'https:')), timeout }
    expect(await codesAt(target)).toEqual(['TLS_FAILED'])
  })

  test.runIf(process.platform === 'linux')('that nobody answers on is told', async () => {
    const url = new URL(`http://127.0.0.1:${await crowdedPort()}/stream`)
    const { findings } = await goTo({ url, timeout: 500 })
    expect(findings).toMatchObject([{ code: 'CONNECTION_TIMEOUT', severity: 'error' }])
    expect(findings[0]?.seen).toContain(url.host)
  })

  test('with a password that anybody can read is told, and not where it is hidden', async () => {
    const clear = await goTo(as('me:secret', await guarded('Basic realm="camera"')))
    expect(clear.findings).toMatchObject([{ code: 'LOGIN_IN_CLEAR', severity: 'note' }])
    expect(clear.scheme).toBe('basic')
    const digest = 'Digest realm="camera", nonce="0123456789abcdef", algorithm=MD5'
    expect(await codesAt(as('me:secret', await guarded(digest)))).toEqual([])
  })

  test.each([
    ['application/problem+json', '{"status":403,"detail":"Names of\\u001b[31m one word"}'],
    ['text/plain', 'Names of\u001b[31m one word\r\n'],
  ])('to a server that refuses in words (%s) tells these', async (type, words) => {
    const lines = [
      'HTTP/1.1 403 Forbidden',
      `Content-Type: ${type}`,
      'Connection: close',
      '',
      words,
    ]
    const target = await serverThat((socket) => socket.end(lines.join('\r\n')))
    const { findings } = await goTo(target)
    const seen = 'it answers 403: Names of [31m one word'
    expect(findings).toMatchObject([
      { code: 'STATUS_BAD', seen, evidence: 'HTTP/1.1 403 Forbidden' },
    ])
  })

  test('to a server that refuses without words tells the status', async () => {
    const target = await serverThat((socket) => socket.end('HTTP/1.1 404 Not Found\r\n\r\n'))
    expect((await goTo(target)).findings).toMatchObject([{ seen: 'it answers 404' }])
  })

  test('by a redirect is told with the place, and the login stays with its server', async () => {
    let heard = ''
    const there = await serverThat((socket, asked) => {
      heard = asked
      socket.end(OK)
    })
    const here = await serverThat((socket, asked) => {
      const moved = `HTTP/1.1 302 Found\r\nLocation: ${there.url.href}\r\nContent-Length: 0\r\n\r\n`
      const wanted =
        'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="a"\r\nContent-Length: 0\r\n\r\n'
      socket.end(/^authorization:/im.test(asked) ? moved : wanted)
    })
    const { findings, target } = await goTo(as('me:secret', here))
    expect(findings).toMatchObject([{ code: 'REDIRECTED', severity: 'note' }])
    expect(findings[0]?.seen).toContain(there.url.href)
    expect(target.url.href).toBe(there.url.href)
    expect(heard).toContain('GET /stream')
    expect(heard).not.toMatch(/^authorization:/im)
  })
})
