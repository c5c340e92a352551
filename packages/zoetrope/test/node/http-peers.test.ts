/** Reading servers that other people wrote, as they are. @module */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, utimes, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { ZoetropeError } from '../../src/errors.ts'
import { inspectJpeg } from '../../src/frame/jpeg.ts'
import { openSource } from '../../src/node/open.ts'
import { concat, tinyJpeg } from '../frame/jpegs.ts'
import { jpegs, watch } from '../sources/watching.ts'
import { folder } from './taking.ts'

const [one, two] = [tinyJpeg({ shade: 10 }), tinyJpeg({ shade: 200, bytes: 400 })]

/** A port that nobody has at this moment. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo // TCP, so never a string
  probe.close()
  await once(probe, 'close')
  return port
}

/** Starts a program that ends with the test. */
function start(
  program: string,
  ...options: string[]
): { child: ChildProcess; ended: Promise<unknown> } {
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    // Not SIGKILL: nginx would leave its workers behind.
    child.kill()
    await ended
  })
  return { child, ended }
}

/** Everything the program says, once it has said `phrase`. */
async function says(
  stream: NodeJS.ReadableStream | null,
  phrase: RegExp,
): Promise<RegExpExecArray> {
  let text = ''
  for (;;) {
    const [chunk] = stream ? await once(stream, 'data') : []
    text += chunk
    const found = phrase.exec(text)
    if (found) return found
  }
}

/** Resolves when somebody listens there: some programs do not tell. */
async function listens(port: number): Promise<void> {
  for (let came = false; !came; await new Promise(setImmediate)) {
    const socket = connect(port, '127.0.0.1')
    came = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
  }
}

describe.skipIf(!needs('ffmpeg'))("ffmpeg's server, which takes one client", () => {
  /** Frames of its test picture, 15 a second; the first try that it accepts. */
  async function frames(count: number, layout: string): Promise<[Uint8Array[], Promise<unknown>]> {
    const url = `http://127.0.0.1:${await freePort()}/`
    const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=15']
    const { child, ended } = start('ffmpeg', ...input, '-f', layout, '-listen', '1', url)
    child.stdout?.resume()
    child.stderr?.resume()
    const source = await openSource(url)
    for (;;) {
      try {
        return [await jpegs(source, { frames: count }), ended]
      } catch (error) {
        if (!(error instanceof ZoetropeError) || error.code !== 'SOURCE_UNAVAILABLE') throw error
      }
      await new Promise(setImmediate)
    }
  }

  test.each(['mpjpeg', 'mjpeg'])('writing %s: each frame is whole and differs', async (layout) => {
    const [seen, ended] = await frames(20, layout)
    for (const jpeg of seen) {
      expect(inspectJpeg(jpeg)).toMatchObject({
        ok: true,
        width: 320,
        height: 240,
        length: jpeg.length,
      })
    }
    expect(new Set(seen.map((jpeg) => Buffer.from(jpeg).toString('latin1'))).size).toBe(20)
    // It ends when its client does, so the connection was closed.
    await ended
  })
})

describe.skipIf(!needs('python3'))("Python's http.server", () => {
  async function serve(home: string): Promise<{ child: ChildProcess; url: string }> {
    const options = ['--bind', '127.0.0.1', '--directory', home, '0']
    const { child } = start('python3', '-u', '-m', 'http.server', ...options)
    const [, port] = await says(child.stdout, /port (\d+)/)
    return { child, url: `http://127.0.0.1:${port}` }
  }

  test('gives a picture that somebody rewrites: 304 until it does', async () => {
    const home = await folder()
    const path = join(home, 'now.jpg')
    await writeFile(path, one)
    await utimes(path, 1_700_000_000, 1_700_000_000)
    const { child, url } = await serve(home)
    const watching = jpegs(await openSource(`${url}/now.jpg#fps=60`), { frames: 2 })
    await says(child.stderr, /(GET \/now.jpg HTTP\/1.1" 304[\s\S]*){3}/)
    await writeFile(path, two)
    expect(await watching).toEqual([one, two])
  })

  test('gives a file of frames end to end, once', async () => {
    const home = await folder()
    await writeFile(join(home, 'film.mjpeg'), concat(one, two, one))
    const { url } = await serve(home)
    expect(await jpegs(await openSource(`${url}/film.mjpeg`))).toEqual([one, two, one])
  })

  test('gives a page for a folder, which is told from a stream', async () => {
    const { url } = await serve(await folder())
    await expect(watch(await openSource(url))).rejects.toMatchObject({
      code: 'INVALID_STREAM',
      message: expect.stringContaining('got text/html; expected multipart/x-mixed-replace'),
    })
  })
})

describe.skipIf(!needs('nginx'))('nginx with a password', () => {
  async function serve(): Promise<{ path: string; url: string; log: string }> {
    const home = await folder()
    // Its workers may run as somebody else.
    await chmod(home, 0o755)
    const port = await freePort()
    const path = join(home, 'now.jpg')
    const log = join(home, 'log')
    await writeFile(path, one)
    await utimes(path, 1_700_000_000, 1_700_000_000)
    await writeFile(join(home, 'users'), 'jö:{PLAIN}p@ss/w\n')
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    const configuration = `daemon off; pid ${home}/pid; error_log stderr; events {}
      http {
        types { image/jpeg jpg; }
        log_format short '$status'; access_log ${log} short;
        ${temporary.map((name) => `${name}_temp_path ${home}/${name};`).join('\n')}
        server {
          listen 127.0.0.1:${port};
          root ${home};
          auth_basic "the \\"camera\\""; auth_basic_user_file ${home}/users;
        }
      }`
    await writeFile(join(home, 'nginx.conf'), configuration)
    start('nginx', '-p', home, '-e', 'stderr', '-c', join(home, 'nginx.conf'))
    await listens(port)
    return { path, log, url: `127.0.0.1:${port}/now.jpg` }
  }

  test('lets in who knows it, and answers 304 until the picture changes', async () => {
    const { path, log, url } = await serve()
    const watching = jpegs(await openSource(`http://j%C3%B6:p%40ss%2Fw@${url}#fps=60`), {
      frames: 2,
    })
    const answers = async (): Promise<string[]> => (await readFile(log, 'utf8')).trim().split('\n')
    while ((await answers()).length < 5) await new Promise(setImmediate)
    await writeFile(path, two)
    expect(await watching).toEqual([one, two])
    expect((await answers()).slice(0, 5)).toEqual(['401', '200', '304', '304', '304'])
  })

  test.each([
    ['', /asks for a user and a password; write http:\/\/USER:PASSWORD@127/],
    ['j%C3%B6:wrong@', /refuses the user and the password in its URL$/],
  ])('turns away "%s"', async (credentials, message) => {
    const { url } = await serve()
    const watching = watch(await openSource(`http://${credentials}${url}`))
    await expect(watching).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: expect.stringMatching(message),
    })
  })
})
