/* The built command, at servers that others wrote, at Zoetrope, and where there is no server at all. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, type onTestFinished, test } from 'vitest'
import { pictures } from '../broken/pictures.mjs'
import { needs } from '../needs.ts'
import { PYTHON } from './players.ts'
import { probed, wrongsOf } from './probing.ts'
import { freePort, type Running, serve } from './running.ts'

const script = fileURLToPath(new URL('../broken/camera-script.py', import.meta.url))

/** Starts a program that ends with the test. */
function start(
  program: string,
  args: readonly string[],
  done: typeof onTestFinished,
): ChildProcess {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(child, 'close')
  done(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return child
}

/** The address of a stream by Python's http.server, as programs for the Raspberry Pi write it. */
async function python(layout: 'picamera' | 'generator', done: typeof onTestFinished) {
  const folder = await mkdtemp(join(tmpdir(), 'zoetrope-frames-'))
  done(() => rm(folder, { recursive: true }))
  await Promise.all(pictures.map((jpeg, at) => writeFile(join(folder, `${at + 100}.jpg`), jpeg)))
  const child = start(PYTHON, [script, folder, layout], done)
  const [port] = child.stdout ? await once(child.stdout, 'data') : []
  return `http://127.0.0.1:${Number(`${port}`)}/stream.mjpg`
}

/** The address of ffmpeg's own server in this format, which listens once. */
async function ffmpeg(done: typeof onTestFinished): Promise<string> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=15']
  start('ffmpeg', ['-v', 'error', ...input, '-f', 'mpjpeg', '-listen', '1', url], done)
  // It says nothing when it begins to listen, and whoever asks is its only viewer: the kernel knows.
  while (!(await isListening(port))) await pause(20)
  return url
}

/** Whether a port of IPv4 is listened on; asked of the kernel. */
async function isListening(port: number): Promise<boolean> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return new RegExp(`:${hex} 0{8}:0000 0A `).test(await readFile('/proc/net/tcp', 'latin1'))
}

// What is found in them is true of these servers: whoever asks why a camera fails is told the same.
describe.concurrent('the probe says', () => {
  test.skipIf(!needs(PYTHON))(
    'of a PiCamera script that browsers show each frame one late',
    async ({ onTestFinished: done }) => {
      const report = await probed(await python('picamera', done), '--quick')
      expect(wrongsOf(report)).toEqual(['DELIMITER_LATE'])
      expect(report).toMatchObject({ kind: 'stream', verdict: 'warnings', code: 3 })
      expect(report.facts).toMatchObject({ width: 160, height: 120 })
      expect(report.findings.map(({ code }) => code)).toContain('HEAD_REFUSED')
    },
  )

  test.skipIf(!needs(PYTHON))(
    'of a generator of parts that it tells no lengths, which Mainsail wants',
    async ({ onTestFinished: done }) => {
      const report = await probed(await python('generator', done), '--quick')
      const wrongs = ['LENGTH_MISSING', 'CACHEABLE', 'DELIMITER_LATE']
      expect(wrongsOf(report).sort()).toEqual(wrongs.sort())
      const [first] = report.findings
      expect(first).toMatchObject({ code: 'LENGTH_MISSING', severity: 'error' })
      expect(first?.breaks).toContain('Mainsail')
      expect(report.code).toBe(4)
    },
  )

  test.skipIf(!needs('ffmpeg'))(
    'of ffmpeg’s own server that it is gone after the first viewer, and calls the stream something else',
    async ({ onTestFinished: done }) => {
      const report = await probed(await ffmpeg(done), '--quick')
      const wrongs = ['TYPE_NOT_REPLACE', 'GONE_AFTER_VIEWER', 'CHUNKED', 'CACHEABLE']
      expect(wrongsOf(report).sort()).toEqual(wrongs.sort())
      expect(report).toMatchObject({ kind: 'stream', verdict: 'errors', code: 4 })
      expect(report.facts).toMatchObject({ width: 320, height: 240 })
    },
  )

  test.each([
    ['nobody listens', async () => `http://127.0.0.1:${await freePort()}/`, 'CONNECTION_REFUSED'],
    ['there is no such name', async () => 'http://camera.invalid/', 'ADDRESS_UNKNOWN'],
  ])('that %s', async (_, address, code) => {
    const report = await probed(await address(), '--quick', '--timeout', '4')
    expect(report.findings).toMatchObject([{ code, severity: 'error' }])
    expect(report).toMatchObject({ kind: 'none', code: 4 })
  })
})

describe.concurrent('the probe', () => {
  let server: Running
  beforeAll(async () => {
    // Too much for a slow viewer.
    server = await serve(['pattern:?fps=12&bytes=120000'])
    // A process that has just begun is slow to paint its first picture; that is no stream's fault.
    await (await fetch(`${server.url}/snapshot`)).arrayBuffer()
  })
  afterAll(() => server.stop())

  test('has nothing against Zoetrope, not even that it lets a slow viewer see the past', async () => {
    const report = await probed(`${server.url}/stream`)
    expect(wrongsOf(report), JSON.stringify(report.findings)).toEqual([])
    expect(report).toMatchObject({ kind: 'stream', verdict: 'clean', code: 0 })
    expect(report.facts).toMatchObject({ width: 640, height: 480 })
    expect(report.facts['slow'], 'a slow viewer was looked at').toBeDefined()
  })

  test('has nothing against its snapshot', async () => {
    const report = await probed(`${server.url}/snapshot`)
    expect(wrongsOf(report), JSON.stringify(report.findings)).toEqual([])
    expect(report).toMatchObject({ kind: 'snapshot', verdict: 'clean', code: 0 })
  })

  test('tells where its stream is when its page is given', async () => {
    const report = await probed(`${server.url}/`, '--quick')
    expect(report).toMatchObject({ kind: 'none', code: 4, findings: [{ code: 'NOT_A_STREAM' }] })
    expect(report.findings[0]?.seen).toContain(`${server.url}/stream`)
  })

  test('says that it speaks no TLS where it does not', async () => {
    const report = await probed(`${server.url.replace('http:', 'https:')}/stream`, '--quick')
    expect(report).toMatchObject({ code: 4, findings: [{ code: 'TLS_FAILED' }] })
  })
})
