import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { readFrames } from 'zoetrope/client'
import { run, start } from '../../packages/server/test/cli/commands.ts'
import { inspectJpeg } from '../../packages/zoetrope/src/frame/jpeg.ts'
import { needs } from '../needs.ts'
import { PATIENCE, realFrames, report, stream, upstream } from './upstream.ts'
import { faults } from './upstream-faults.ts'

const frames = await realFrames(3)

/** A viewer who stays: its frames come one by one, and their end is an error. */
async function viewer(url: string): Promise<() => Promise<Uint8Array>> {
  const leave = new AbortController()
  onTestFinished(() => leave.abort())
  const response = await fetch(url, { signal: leave.signal })
  const all = readFrames(response, { signal: leave.signal, silenceTimeout: 60_000 })
  return async () => {
    const { value, done } = await all.next()
    if (done) throw new Error(`${url} has ended`)
    expect(inspectJpeg(value.jpeg)).toMatchObject({ ok: true })
    return value.jpeg.slice()
  }
}

test('the command shows cameras that fail in every way, says why, and keeps their viewers', async () => {
  const upstreams = await Promise.all(faults.map(() => upstream(stream(frames))))
  const specs = upstreams.map(({ origin }, n) => `cam${n}=${origin}/video${PATIENCE}`)
  const command = start(['serve', ...specs, '--port', '0', '--linger', '0'])
  const url = await command.url()
  const views = await Promise.all(
    upstreams.flatMap((_, n) => [0, 1, 2].map(() => viewer(`${url}cameras/cam${n}/stream`))),
  )
  await Promise.all(views.map((next) => next()))
  expect(upstreams.map(({ connections }) => connections)).toEqual(faults.map(() => 1))

  await Promise.all(
    faults.map(async ({ name, answer, reason }, n) => {
      const server = upstreams[n]
      if (!server) throw new Error('one upstream each')
      server.answer = answer
      server.drop()
      const status = async (): Promise<{ state: string; reason: string }> =>
        (await fetch(`${url}cameras/cam${n}`)).json()
      let told = await status()
      while (!reason.test(told.reason)) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        told = await status()
      }
      expect(['lost', 'stalled'], name).toContain(told.state)
      server.answer = stream(frames)
      const back = performance.now()
      while ((await status()).state !== 'live') {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      report(name, told.reason, performance.now() - back)
    }),
  )
  // Everybody who looked before still does, and gets what is new.
  await Promise.all(
    views.map(async (next) => {
      for (let n = 0; n < 5; n++) await next()
    }),
  )
  expect((await (await fetch(`${url}cameras/cam0`)).json()).viewers).toBe(3)
  expect(upstreams.map(({ open }) => open)).toEqual(faults.map(() => 1))
  command.child.kill('SIGTERM')
  expect((await command.ended).code).toBe(0)
  await Promise.all(upstreams.map((server) => server.idle()))
})

test.skipIf(!needs('openssl'))(
  'a redirect from https to http is not followed into the open',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zoetrope-tls-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const [keyFile, certFile] = [join(folder, 'key'), join(folder, 'cert')]
    const wishes = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1']
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    const files = [...subject, '-keyout', keyFile, '-out', certFile]
    await promisify(execFile)('openssl', ['req', '-x509', ...wishes, ...files])
    const [key, cert] = await Promise.all([readFile(keyFile), readFile(certFile)])
    const open = await upstream(stream(frames))
    const server = createServer({ key, cert }, (_, response) => {
      response.writeHead(302, { location: `${open.origin}/video` }).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo // TCP, so never a string
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: certFile }
    const url = `https://eye:s3cret@localhost:${port}/video`
    const { code, err } = await run(['snapshot', url, '-o', '-'], { env })
    expect(code).toBe(1)
    expect(err).toContain(
      `https://localhost:${port}/video redirects to ${open.origin}/video, where`,
    )
    expect(err).not.toContain('s3cret')
    for (const { head } of open.asked) expect(head).not.toMatch(/authorization/i)
  },
)
