import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, type onTestFinished, test } from 'vitest'
import { pictures } from '../broken/pictures.mjs'
import { needs } from '../needs.ts'
import { PYTHON } from './players.ts'
import { probed, wrongsOf } from './probing.ts'
import { freePort } from './running.ts'

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

/** The addresses of ffmpeg's own server in this format, which listens once. */
async function ffmpeg(done: typeof onTestFinished): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}/`
  const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=15']
  start('ffmpeg', ['-v', 'error', ...input, '-f', 'mpjpeg', '-listen', '1', url], done)
  return url
}

// What is found in them is true of these servers: whoever asks why a camera fails is told the same.
describe.concurrent('the probe says', () => {
  test.skipIf(!needs(PYTHON))(
    'of a PiCamera script that browsers show each frame one late',
    async ({ onTestFinished: done }) => {
      const report = await probed(await python('picamera', done), '--quick')
      expect(wrongsOf(report)).toEqual(['DELIMITER_LATE'])
      expect(report).toMatchObject({ kind: 'stream', verdict: 'warnings', code: 3 })
      expect(report.facts).toMatchObject({ width: 320, height: 240 })
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
      const url = await ffmpeg(done)
      let report = await probed(url, '--quick')
      // It says nothing when it begins to listen.
      while (report.findings.some(({ code }) => code === 'CONNECTION_REFUSED')) {
        report = await probed(url, '--quick')
      }
      const wrongs = ['TYPE_NOT_REPLACE', 'GONE_AFTER_VIEWER', 'CHUNKED', 'CACHEABLE']
      expect(wrongsOf(report).sort()).toEqual(wrongs.sort())
      expect(report).toMatchObject({ kind: 'stream', verdict: 'errors', code: 4 })
      expect(report.facts).toMatchObject({ width: 320, height: 240 })
    },
  )
})
