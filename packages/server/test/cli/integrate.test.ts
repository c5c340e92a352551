import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { freePort } from '../../../../test/e2e/running.ts'
import { Failure } from '../../src/cli/failure.ts'
import { paint } from '../../src/cli/paint.ts'
import { createProgram } from '../../src/cli/program.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import { run, start } from './commands.ts'

interface Said {
  readonly out: string
  readonly err: string
  /** Why it was refused; `undefined` where it was not. */
  readonly refused: unknown
}

/** The command in this process: it opens nothing and ends nothing. */
async function said(...words: string[]): Promise<Said> {
  const out: string[] = []
  const err: string[] = []
  const terminal: Terminal = {
    print: (text) => void out.push(`${text}`),
    remark: (text) => void err.push(text),
    attended: false,
    paint: paint(false),
    remarkPaint: paint(false),
  }
  const program = createProgram({ terminal, version: '0', words })
  const refused: unknown = await program
    .parseAsync(['integrate', ...words], { from: 'user' })
    .then(() => undefined)
    .catch((error: unknown) => error)
  return { out: out.join(''), err: err.join(''), refused }
}

/** What is printed, or an error with what was said instead. */
async function printed(...words: string[]): Promise<string> {
  const { out, refused } = await said(...words)
  if (refused === undefined) return out
  throw refused
}

/** How it is refused, as what was typed wrong. */
async function refusal(...words: string[]): Promise<string> {
  const { out, err, refused } = await said(...words)
  expect(out).toBe('')
  if (refused instanceof Failure) expect(refused.exitCode).toBe(2)
  else expect(refused).toBeInstanceOf(CommanderError)
  return `${err}${refused instanceof Failure ? refused.message : ''}`
}

function fileOf(text: string): string {
  const home = mkdtempSync(join(tmpdir(), 'zoetrope-integrate-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  const path = join(home, 'zoetrope.yaml')
  writeFileSync(path, text)
  return path
}

describe('zoetrope integrate', () => {
  test('prints addresses at which the server of the same words answers', async () => {
    const words = ['left=pattern:?fps=20', 'right=pattern:', '--port', `${await freePort()}`]
    const running = start(['serve', ...words, '--log-format', 'json'])
    await running.url()
    const text = await printed('home-assistant', ...words)
    const [fields] = parseAllDocuments(text).map((document) => document.toJS())
    expect(fields).toHaveLength(2)
    for (const { 'MJPEG URL': stream, 'Still Image URL': still } of fields) {
      const snapshot = await fetch(still)
      expect([snapshot.status, snapshot.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
      const watched = await fetch(stream)
      expect(watched.headers.get('content-type')).toMatch(/^multipart\/x-mixed-replace/)
      await watched.body?.cancel()
    }
  })

  test('writes what is to be pasted to standard output, and where to standard error', async () => {
    const { code, out, err } = await run(['integrate', 'octoprint'])
    expect(code).toBe(0)
    expect(Object.keys(parse(`${out}`))).toEqual(['plugins'])
    expect(err).toContain('~/.octoprint/config.yaml')
    for (const line of `${out}${err}`.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('takes cameras and address from the configuration file', async () => {
    const config = fileOf(`
server: { host: 192.0.2.7, port: 9000, open: true, basePath: /cams }
cameras:
  bed: { source: "pattern:?size=1280x720&fps=10", rotate: 90 }
  nozzle: "push:"
`)
    const text = await printed('fluidd', '--config', config)
    expect(text).toContain('[webcam bed]\n')
    expect(text).toContain('stream_url: http://192.0.2.7:9000/cams/cameras/nozzle/stream\n')
    // A picture that is turned by a quarter is taller than wide.
    expect(text).toContain('target_fps: 10\n')
    expect(text).toContain('aspect_ratio: 9:16\n')
    expect(await printed('nginx', '--config', config)).toContain('client_max_body_size 0;')
    expect(await printed('nginx', 'pattern:')).not.toContain('client_max_body_size')
  })

  test('opens nothing: a camera that is not there is fine', async () => {
    expect(await printed('frigate', 'yard=/dev/video250', '--url', 'http://10.0.0.5')).toContain(
      'ffmpeg:http://10.0.0.5/cameras/yard/stream#',
    )
  })

  test.each([
    ['http://camera.example:81/a/', 'http://camera.example:81/a/cameras/camera/stream'],
    ['HTTPS://Camera.Example', 'https://camera.example/cameras/camera/stream'],
    ['/webcam', '/webcam/cameras/camera/stream'],
    ['http://[2001:db8::7]:8080', 'http://[2001:db8::7]:8080/cameras/camera/stream'],
  ])('says --url %s as others reach it', async (url, stream) => {
    expect(await printed('moonraker', '--url', url)).toContain(`stream_url: ${stream}\n`)
  })

  test('below its base path it is found also where only the host was said', async () => {
    const words = ['--base-path', '/cams', '--url', 'http://10.0.0.5']
    expect(await printed('moonraker', ...words)).toContain('http://10.0.0.5/cams/cameras/')
  })

  test.each([
    'ftp://10.0.0.5',
    'camera.example',
    'http://',
    'http://10.0.0.5/?action=stream',
    'http://10.0.0.5/#a',
    'http://10.0.0.5/web cam',
    'http://10.0.0.5/;}',
  ])('refuses --url %s', async (url) => {
    expect(await refusal('nginx', '--url', url)).toContain('Expected http://HOST')
  })

  test('keeps no password that somebody gives away in --url', async () => {
    const err = await refusal('nginx', '--url', 'http://ann:secret@10.0.0.5')
    expect(err).toContain('Leave out name and password')
  })

  test('knows what somebody meant', async () => {
    expect(await refusal('octopint')).toContain('did you mean octoprint?')
    expect(await refusal('zoneminder')).toContain('there are octoprint, mainsail, fluidd')
  })

  test('says which programs there are where none was named, or a source came first', async () => {
    expect(await refusal()).toContain('integrate octoprint /dev/video0')
    expect(await refusal('bed=/dev/video2')).toContain('integrate octoprint bed=/dev/video2')
    expect(await refusal('http://10.0.0.7/stream')).toMatch(/say first .* frigate, nginx/)
  })

  test('says where nobody named a camera', async () => {
    expect((await said('nginx')).err).toContain('You named no camera')
    expect((await said('nginx', 'pattern:')).err).not.toContain('You named no camera')
  })

  test('a port that is another each time is refused', async () => {
    expect(await refusal('octoprint', '--port', '0')).toContain('choose one')
  })

  test('a name that the server would not answer to, and a host it would not listen on, are pointed at', async () => {
    const steps = async (...words: string[]): Promise<string> =>
      (await said('frigate', ...words)).err.replaceAll(/\s+/g, ' ')
    const url = ['--url', 'http://printer.local:8080']
    expect(await steps(...url)).toContain('--allow-host printer.local')
    expect(await steps(...url, '--allow-host', 'printer.local')).not.toContain('--allow-host')
    expect(await steps('--host', '192.0.2.7')).toContain('without --open')
    expect(await steps('--host', '192.0.2.7', '--open')).not.toContain('--open')
  })

  test('what no server would take, or no other program, is refused in words', async () => {
    const url = ['--url', 'http://printer.local/']
    expect(await refusal('frigate', '--allow-host', 'a b', ...url)).toContain(
      'Expected hosts to be',
    )
    expect(await refusal('moonraker', '--url', 'http://a;b/')).toContain('Expected an address')
    expect(await refusal('nginx', '--host', 'fe80::1%eth0')).toContain('Expected an address')
  })

  test('a service has the words that serve was given, its paths absolute', async () => {
    const config = fileOf('cameras: { bed: "pattern:" }\n')
    const words = [
      'clip=a b.mp4',
      '-p',
      '9000',
      '--config',
      config,
      '--allow-host',
      'x,y',
      '--open',
    ]
    const unit = await printed('systemd', ...words)
    const [, command = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? []
    expect(command.startsWith(`${process.execPath} /`)).toBe(true)
    expect(command.slice(command.indexOf(' serve '))).toBe(
      ` serve "clip=${process.cwd()}/a b.mp4" --port 9000 --config ${config} --allow-host x,y --open`,
    )
    expect(await refusal('systemd', '-')).toContain('no standard input')
  })

  test('prints what docs/integrations.md shows', async () => {
    const page = await readFile(
      new URL('../../../../docs/integrations.md', import.meta.url),
      'utf8',
    )
    const shown = page.matchAll(
      /^```console\nzoetrope integrate (.*)\n```\n\n```\w+\n([\s\S]*?)^```$/gm,
    )
    const examples = Array.from(shown, ([, command = '', block = '']) => ({ command, block }))
    expect(examples.length).toBeGreaterThan(4)
    for (const { command, block } of examples) {
      const words = command.split(' ').map((word) => word.replaceAll("'", ''))
      expect(await printed(...words), command).toBe(block)
    }
  })

  test('its help tells of what serve takes without saying it all again', async () => {
    const { out } = await run(['help', 'integrate'])
    expect(`${out}`).toContain('--url')
    expect(`${out}`).toContain('home-assistant')
    expect(`${out}`).not.toContain('--stall-timeout')
    for (const line of `${out}`.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })
})
