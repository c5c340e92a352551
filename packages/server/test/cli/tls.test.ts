/** HTTPS and Unix sockets, by the real command. @module */
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect, type PeerCertificate } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { identity } from '../http/identities.ts'
import { run, start } from './commands.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'zoetrope-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

/** What a server shows to who comes. */
async function shown(url: string, options: ConnectionOptions = {}): Promise<PeerCertificate> {
  const port = Number(new URL(url).port)
  const at = { port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false }
  const socket = connect({ ...at, ...options })
  await once(socket, 'secureConnect')
  const certificate = socket.getPeerCertificate()
  socket.destroy()
  return certificate
}

/** Writes a new certificate and its key over those in `at`; its fingerprint. */
async function write(at: string): Promise<string> {
  const { cert, key } = await identity()
  await writeFile(join(at, 'cert.pem'), cert)
  await writeFile(join(at, 'key.pem'), key)
  return new X509Certificate(cert).fingerprint256
}

describe('--tls-cert and --tls-key', () => {
  test('serve by HTTPS; SIGHUP has a renewed certificate shown, and ends nothing', async () => {
    const at = await folder()
    const first = await write(at)
    const server = start(['--tls-cert', 'cert.pem', '--tls-key', 'key.pem', '--port', '0'], {
      cwd: at,
    })
    const url = await server.url()
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/$/)
    expect((await server.entry({ msg: 'certificate' }))['fingerprint']).toBe(first)
    expect((await shown(url)).fingerprint256).toBe(first)

    const second = await write(at)
    server.child.kill('SIGHUP')
    await server.entry({ msg: 'certificate', fingerprint: second })
    expect((await shown(url)).fingerprint256).toBe(second)

    await writeFile(join(at, 'key.pem'), 'nonsense')
    server.child.kill('SIGHUP')
    const entry = await server.entry({ msg: 'the certificate stays as it was' })
    expect(entry).toMatchObject({
      level: 'error',
      reason: expect.stringContaining('key.pem is no'),
    })
    expect((await shown(url)).fingerprint256).toBe(second)

    server.child.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
  })

  test('of a configuration file are beside it', async () => {
    const at = await folder()
    const fingerprint = await write(at)
    const path = join(at, 'site.yaml')
    await writeFile(path, 'server:\n  port: 0\n  tls: { cert: cert.pem, key: key.pem }\n')
    const server = start(['--config', path])
    expect((await shown(await server.url())).fingerprint256).toBe(fingerprint)
  })

  test('that are no use are one line, and nothing is opened', async () => {
    const at = await folder()
    await write(at)
    await writeFile(join(at, 'key.pem'), (await identity()).key)
    const { code, err } = await run(['--tls-cert', 'cert.pem', '--tls-key', 'key.pem'], { cwd: at })
    expect(err).toMatch(/^zoetrope: key\.pem does not fit the certificate; .*\n$/)
    expect(code).toBe(2)
  })
})

test('--tls-self-signed warns, with the fingerprint; the next start shows the same one', async () => {
  const state = await folder()
  const env = { ...process.env, XDG_STATE_HOME: state }
  const seen: unknown[] = []
  for (let n = 0; n < 2; n++) {
    const server = start(['--tls-self-signed', '--port', '0'], { env })
    const url = await server.url()
    const entry = await server.entry({ msg: 'self-signed certificate: browsers will warn' })
    const ca = await readFile(join(state, 'zoetrope', 'self-signed-certificate.pem'))
    const { fingerprint256 } = await shown(url, { ca, rejectUnauthorized: true })
    expect(entry).toMatchObject({ level: 'warn', fingerprint: fingerprint256 })
    seen.push(fingerprint256)
    server.child.kill('SIGTERM')
    await server.ended
  }
  expect(seen[1]).toBe(seen[0])
})

describe.skipIf(process.platform === 'win32')('--socket', () => {
  test('listens there, and takes it away at the end', async () => {
    const at = await folder()
    const server = start(['--socket', 'a.sock'], { cwd: at })
    const socketPath = join(at, 'a.sock')
    const entry = await server.entry({ msg: 'listening' })
    expect(entry['url']).toBe(`http://unix:${socketPath}:/`)
    const asked = request({ socketPath, path: '/healthz', agent: false }).end()
    const [answer] = await once(asked, 'response')
    expect(answer.statusCode).toBe(200)
    answer.resume()
    server.child.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
    expect(existsSync(socketPath)).toBe(false)
  })

  test('of a server that was killed is taken over', async () => {
    const at = await folder()
    const killed = start(['--socket', 'a.sock'], { cwd: at })
    await killed.entry({ msg: 'listening' })
    killed.child.kill('SIGKILL')
    await killed.ended
    expect(existsSync(join(at, 'a.sock'))).toBe(true)
    const server = start(['--socket', 'a.sock'], { cwd: at })
    await server.entry({ msg: 'listening' })
    const { code, err } = await run(['--socket', 'a.sock'], { cwd: at })
    expect(err).toMatch(/^zoetrope: Cannot listen on the socket .*: another program listens there/)
    expect(code).toBe(1)
  })
})
