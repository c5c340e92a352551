import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { run, start } from './commands.ts'

const isJpeg = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff && bytes[1] === 0xd8 && bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9

async function picture(url: string): Promise<Uint8Array> {
  const response = await fetch(url)
  expect(response.status).toBe(200)
  return new Uint8Array(await response.arrayBuffer())
}

async function file(name: string, text: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zoetrope-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

/** A port that some other program has. */
async function takenPort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  // A TCP server's address is never a path.
  return (other.address() as AddressInfo).port
}

describe('zoetrope without a source', () => {
  test('serves the test pattern, and says where', async () => {
    const server = start(['--port', '0'])
    const entry = await server.entry({ msg: 'listening' })
    expect(entry['cameras']).toMatchObject([{ name: 'camera' }])
    expect(isJpeg(await picture(String(entry['snapshot'])))).toBe(true)
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s ends it cleanly: exit code 0, streams ended, the port free',
    async (signal) => {
      const server = start(['--port', '0'])
      const url = await server.url()
      const stream = await fetch(`${url}stream`)
      const watched = stream.arrayBuffer()
      await server.entry({ msg: 'viewer joined' })
      server.child.kill(signal)
      expect((await server.ended).code).toBe(0)
      expect((await watched).byteLength).toBeGreaterThan(0)
      const again = createServer().listen(Number(new URL(url).port), '127.0.0.1')
      await once(again, 'listening')
      again.close()
    },
  )

  test.each(['::1', '[::1]'])('on %s says an address that a browser takes', async (host) => {
    const url = await start(['--host', host, '--port', '0']).url()
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+\/$/)
    expect(isJpeg(await picture(`${url}snapshot.jpg`))).toBe(true)
  })

  test('a second signal ends it at once', async () => {
    // It takes a second until a program that does not want to end is made to.
    const still = await file('a.jpg', tinyJpeg())
    const stubborn = `exec:sh -c "trap '' TERM; cat ${still}; exec sleep 5"`
    const server = start(['--port', '0', '--always', stubborn])
    await server.url()
    await server.entry({ camera: 'camera', to: 'live' })
    server.child.kill('SIGINT')
    await server.entry({ msg: 'ending' })
    server.child.kill('SIGINT')
    expect((await server.ended).code).toBe(130)
  })

  test('a banner is for people', async () => {
    const server = start(['--port', '0', '--log-format', 'human'])
    const [chunk] = server.child.stdout ? await once(server.child.stdout, 'data') : []
    expect(String(chunk)).toMatch(/snapshot {2}http:\/\/127\.0\.0\.1:\d+\/snapshot\.jpg/)
    expect(String(chunk)).not.toContain('\u001b')
  })
})

describe('cameras', () => {
  test('have the names they were given, below the base path', async () => {
    const server = start(['serve', 'front=pattern:', '--port', '0', '--base-path', '/webcam'])
    const url = await server.url()
    expect(new URL(url).pathname).toBe('/webcam/')
    expect(isJpeg(await picture(`${url}cameras/front/snapshot.jpg`))).toBe(true)
  })

  test('come and go in the log', async () => {
    const server = start(['--port', '0', 'front=pattern:', '--linger', '0'])
    await picture(`${await server.url()}snapshot.jpg`)
    await server.entry({ camera: 'front', from: 'starting', to: 'live' })
    await server.entry({ camera: 'front', from: 'live', to: 'idle' })
  })

  test('may be off before they are plugged in, where a file names them', async () => {
    const path = await file('site.yaml', 'cameras:\n  a: /dev/video987\n  b: "pattern:"\n')
    const server = start(['--port', '0', '--config', path])
    const url = await server.url()
    expect(isJpeg(await picture(`${url}cameras/b/snapshot.jpg`))).toBe(true)
    expect((await server.entry({ level: 'warn', camera: 'a' }))['msg']).toContain('/dev/video987')
  })
})

describe('standard input', () => {
  test.skipIf(!needs('ffmpeg'))('is a camera; with its end the server ends', async () => {
    const server = start(['serve', '-', '--port', '0'])
    const input = ['-re', '-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=20']
    const feeder = spawn('ffmpeg', ['-loglevel', 'error', ...input, '-f', 'mjpeg', '-'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void feeder.kill('SIGKILL'))
    if (server.child.stdin) feeder.stdout.pipe(server.child.stdin)
    expect(isJpeg(await picture(`${await server.url()}snapshot.jpg`))).toBe(true)
    feeder.kill('SIGTERM')
    expect((await server.entry({ msg: 'ending' }))['reason']).toBe('standard input ended')
    expect((await server.ended).code).toBe(0)
  })

  test.each(['', 'no picture at all'])('of %j is a failure', async (input) => {
    const server = start(['-', '--port', '0'])
    server.child.stdin?.end(input)
    const { code, err } = await server.ended
    expect(err).toMatch(/^zoetrope: no picture came from standard input; it takes JPEGs/m)
    expect(code).toBe(1)
  })

  test('that ends does not take other cameras with it', async () => {
    const server = start(['-', 'b=pattern:', '--port', '0'])
    server.child.stdin?.end()
    await server.entry({ camera: 'camera', to: 'lost' })
    expect(isJpeg(await picture(`${await server.url()}cameras/b/snapshot.jpg`))).toBe(true)
  })
})

describe('what cannot be is one clear line', () => {
  test('a port that is taken, and the next one that is free', async () => {
    const port = await takenPort()
    const { code, err, out } = await run(['--port', `${port}`])
    expect(err).toMatch(
      new RegExp(`^zoetrope: port ${port} is taken( by .* \\(pid \\d+\\))?; try --port \\d+\n$`),
    )
    expect({ code, out: `${out}` }).toEqual({ code: 1, out: '' })
  })

  test('an address for others without consent, with the command that gives it', async () => {
    const { code, err } = await run(['--host', '0.0.0.0', 'my cam=1.mp4'])
    expect(code).toBe(2)
    expect(err).toContain("    zoetrope --open --host 0.0.0.0 'my cam=1.mp4'\n")
  })

  test('with consent it listens, and says where others find it', async () => {
    const server = start(['--host', '0.0.0.0', '--open', '--port', '0'])
    expect(isJpeg(await picture(`${await server.url()}snapshot.jpg`))).toBe(true)
  })

  test.each([
    [['nothing.mp4'], 1, 'There is no file or directory nothing.mp4; zoetrope help serve lists'],
    [['foo:bar'], 2, '"foo:" is no kind of source known here'],
    [['/dev/video987'], 1, '/dev/video987 does not exist'],
    [['a=pattern:', 'a=pattern:'], 2, 'two cameras are called "a"; give one another name'],
    [['stream=pattern:'], 2, '"stream" cannot be a camera\'s name'],
    [['--config', 'nothing.yaml'], 2, 'there is no file nothing.yaml; --config takes a YAML file'],
    [['--public', 'nowhere'], 2, 'nowhere is not a folder'],
    [['--prot', '80'], 2, "unknown option '--prot'; did you mean --port?"],
    [['--port', 'http'], 2, 'Expected a port from 0 to 65535'],
    [['--trust-proxy', 'x.example'], 2, 'Expected trustProxy to be IP addresses'],
    [['--allow-push', 'x.example'], 2, 'Expected push.allow to be IP addresses'],
    [['push:?second=maybe'], 2, 'Expected second to be refuse or replace, got "maybe"'],
  ])('%j', async (words, code, text) => {
    const outcome = await run(words)
    expect(outcome.err).toContain(text)
    expect(outcome.err).toMatch(/^zoetrope: /)
    expect(outcome.err).not.toMatch(/^\s+at /m)
    expect(outcome.code).toBe(code)
    expect(`${outcome.out}`).toBe('')
  })

  test('a configuration, with all that is wrong in it', async () => {
    const path = await file('site.yaml', 'server:\n  prot: 1\ncameras:\n  a: { linger: 5 }\n')
    const { code, err } = await run(['--config', path])
    expect(err).toBe(
      [
        `zoetrope: 2 errors in ${path}`,
        `  ${path}:2:3 server.prot is not a known key; did you mean port?`,
        `  ${path}:4:6 cameras.a.source: expected a source, such as /dev/video0, got nothing\n`,
      ].join('\n'),
    )
    expect(code).toBe(2)
  })

  test('but whoever looks for a fault gets the stack', async () => {
    const { err } = await run(['nothing.mp4', '--log-level', 'debug'])
    expect(err).toMatch(/^\s+at .*\bcaused by ZoetropeError/ms)
  })
})
