import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { describe, expect, type TestContext, test } from 'vitest'
import { checkFrame } from 'zoetrope'
import { readFrames } from 'zoetrope/client'
import { tinyJpeg } from '../packages/zoetrope/test/frame/jpegs.ts'
import { runtime } from './adapters/runtimes.ts'
import { CHROMIUM } from './chromium.ts'
import { freePort, serve } from './e2e/running.ts'
import { needs } from './needs.ts'
import { wrongs } from './snippets.ts'

/*
 * Every example is started as its first comment says, looked at, and ended as a person would end it.
 * Nothing may stay: no process of its own, nor of those that it started.
 */

const root = fileURLToPath(new URL('..', import.meta.url))
const examples = join(root, 'examples')
const adapters = join(root, 'test/adapters/node_modules')

// Most of their time is spent waiting.
describe.concurrent('the example', () => {
  test.for([
    ['publish.js', '/stream'],
    ['express.js', '/cameras/left/stream'],
    ['fastify.js', '/live/stream'],
    ['hono.js', '/live/stream'],
    ['koa.js', '/live/stream'],
    ['sharp.js', '/both/stream'],
    ['worker.js', '/stream'],
  ] as const)('%s shows pictures that change', async ([name, path], context) => {
    const program = await start(context, process.execPath, [name])
    await expectPictures(await answer(program, path))
    await program.end()
  })

  test.for([
    ['bun', ['bun.ts']],
    ['deno', ['run', '--allow-net', '--allow-env', 'deno.ts']],
  ] as const)('for %s shows pictures that change', async ([name, args], context) => {
    const program = await start(context, runtime(name) ?? name, args)
    await expectPictures(await answer(program, '/stream'))
    await program.end()
  })

  test('of a route of Next.js shows pictures that change', async (context) => {
    const program = await start(context, process.execPath, ['-e', asNext])
    await expectPictures(await answer(program, '/live/stream'))
    await program.end()
  })

  test.skipIf(!needs('ffmpeg'))('child.js shows what a program writes', async (context) => {
    const program = await start(context, process.execPath, ['child.js'])
    await expectPictures(await answer(program, '/stream'))
    await program.end()
  })

  test.skipIf(!needs('chromium'))('puppeteer.js shows what a web page paints', async (context) => {
    const program = await start(context, process.execPath, ['puppeteer.js'])
    await expectPictures(await answer(program, '/stream'))
    await program.end()
  })

  test('esp32.js reads a camera that serves one viewer, and reads on after it has restarted', async (context) => {
    const camera = await espCamera(context)
    const program = await start(context, process.execPath, ['esp32.js', camera.url])
    // A camera that ends after a picture or two is one of those that always do.
    await program.says(/live(.*bytes){20}/s)
    camera.restart()
    await program.says(/live.*lost.*live.*bytes/s)
    checkFrame(new Uint8Array(readFileSync(join(program.folder, 'latest.jpg'))))
    await program.end()
  })

  test('microscope.js shows its specimen, and finds the focus', async (context) => {
    const program = await start(context, process.execPath, ['microscope.js'])
    const live = await answer(program, '/microscope/live')
    const at = (path: string, init?: RequestInit) =>
      fetch(`${program.url}/microscope/${path}`, init)
    const headers = { 'content-type': 'application/json' }
    const dark = await at('properties/exposure', { method: 'PUT', headers, body: '21' })
    expect(await dark.json()).toMatchObject({ status: 400, parameter: 'exposure' })
    const [focused] = await Promise.all([
      at('actions/autofocus', { method: 'POST' }),
      expectPictures(live),
    ])
    const { position, isClear } = await focused.json()
    expect(isClear).toBe(true)
    expect(Math.abs(position - 62)).toBeLessThan(3)
    await program.end()
  })

  test('microscope.ts has the same as a class with decorators', async (context) => {
    const args = ['run', '--allow-net', '--allow-env', 'microscope.ts']
    const program = await start(context, runtime('deno') ?? 'deno', args)
    const description = await (await answer(program, '/microscope')).json()
    expect(Object.keys(description.properties)).toEqual(
      expect.arrayContaining(['live', 'exposure']),
    )
    expect(Object.keys(description.actions)).toEqual(['autofocus'])
    await expectPictures(await answer(program, '/microscope/live'))
    await program.end()
  })

  test('vision.js looks at one frame after the other', async (context) => {
    const program = await start(context, process.execPath, ['vision.js'])
    const said = await program.says(/frame 0: light [\d.]+, \d+ ms old, 0 missed.*frame 9: /s)
    const indices = Array.from(said.matchAll(/^frame (\d+): /gm), ([, index]) => Number(index))
    expect(indices).toEqual(indices.map((_, at) => at))
    await program.end()
  })

  test('record-frames.js keeps the frames before an event, and those after it', async (context) => {
    const program = await start(context, process.execPath, ['record-frames.js'])
    await answer(program, '/')
    const [first, second] = [await event(), await event()]
    expect(second).toHaveLength(20) // the first may have come when the ring was not yet full
    expect(second.map((at) => at - (second[0] ?? 0))).toEqual(second.map((_, at) => at))
    // What was kept of the second event from before it is what came after the first.
    expect(second.filter((at) => first.includes(at)).length).toBeGreaterThan(0)
    await program.end()

    async function event(): Promise<number[]> {
      const response = await fetch(`${program.url}/`, { method: 'POST' })
      const folder = join(program.folder, (await response.text()).trim())
      const names = readdirSync(folder).sort()
      for (const name of names) checkFrame(new Uint8Array(readFileSync(join(folder, name))))
      return names.map((name) => Number.parseInt(name, 10))
    }
  })
})

describe.skipIf(!needs('chromium')).concurrent('in a browser the example', () => {
  test('wall.html shows all its cameras, over one connection', async (context) => {
    const page = await shown(context, examples, 'wall.html')
    await page.goesLive(3)
    const viewers = await (await fetch(`${page.server}/viewers`)).json()
    expect(viewers.viewers.map(({ transport }: { transport: string }) => transport)).toEqual(
      Array(3).fill('websocket'),
    )
  })

  test('react.jsx shows its camera, says its state, and lets go of it', async (context) => {
    const folder = folderOf(context, {
      'index.html':
        '<!doctype html><div id="root"></div><script type="module" src="page.js"></script>',
    })
    await build({
      stdin: { contents: reactPage, resolveDir: examples, loader: 'jsx' },
      nodePaths: [adapters, join(root, 'node_modules')],
      bundle: true,
      jsx: 'automatic',
      format: 'esm',
      outfile: join(folder, 'page.js'),
    })
    const page = await shown(context, folder, 'index.html')
    await page.goesLive(1)
    await page.page.getByText('The left one: live').waitFor()
    await page.page.evaluate('unmount()')
    const watched = async (): Promise<number> =>
      (await (await fetch(`${page.server}/viewers`)).json()).viewers.length
    while ((await watched()) > 0) await pause(20) // a connection ends when it ends
  })
})

describe('the examples', () => {
  const programs = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.([jt]sx?|html)$/.test(name) && !name.includes('node_modules'),
  )

  test('are what TypeScript finds nothing wrong with', () => {
    const scripts = programs.filter((name) => !name.endsWith('.html'))
    const files = scripts.map((name): [string, string] => {
      const text = readFileSync(join(examples, name), 'utf8')
      const platform = { 'bun.ts': 'Bun', 'deno.ts': 'Deno', 'microscope.ts': 'Deno' }[name]
      return [
        name.replaceAll('/', '+').replace(/\.js(x?)$/, '.js.ts$1'),
        platform ? `${text}declare const ${platform}: any\n` : text,
      ]
    })
    expect(wrongs(new Map(files))).toEqual([])
  })

  test('are listed in their README, each of them', () => {
    const text = readFileSync(join(examples, 'README.md'), 'utf8')
    const missing = programs.filter((name) => !text.includes(`(${name})`))
    expect(missing).toEqual([])
  })

  test('name what they import in their package.json, in the version that is tested', () => {
    const { dependencies } = JSON.parse(readFileSync(join(examples, 'package.json'), 'utf8'))
    for (const name of programs) {
      const text = readFileSync(join(examples, name), 'utf8')
      for (const [, from = ''] of text.matchAll(/from '((?:@[\w-]+\/)?[\w-]+)(?:\/[^'.:]*)?'/g)) {
        expect(Object.keys(dependencies), `${name} imports ${from}`).toContain(from)
      }
    }
    for (const [name, version] of Object.entries(dependencies)) {
      if (name === 'zoetrope') continue
      const folder = [adapters, join(root, 'node_modules')].find((at) => existsSync(join(at, name)))
      const installed = JSON.parse(readFileSync(join(folder ?? '', name, 'package.json'), 'utf8'))
      expect(installed.version, name).toBe(version)
    }
  })
})

/** Next.js itself is the conformance suite's (test/adapters): here it is the route that counts. */
const asNext = `
  const { GET } = await import('./next/app/live/[[...path]]/route.js')
  const { createServer } = await import('node:http')
  const { nodeListener } = await import('zoetrope/node')
  createServer(nodeListener(GET)).listen(process.env.PORT)`

const reactPage = `
  import { StrictMode } from 'react'
  import { createRoot } from 'react-dom/client'
  import { Live } from './react.jsx'
  const root = createRoot(document.getElementById('root'))
  root.render(<StrictMode><Live src="cameras/left" title="The left one" /></StrictMode>)
  globalThis.unmount = () => root.unmount()`

/** A folder with these files. */
function folderOf(
  { onTestFinished }: TestContext,
  files: Readonly<Record<string, string>>,
): string {
  const folder = mkdtempSync(join(root, 'test-results-docs-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

/** A page of one's own, in Chromium, served beside three cameras. */
async function shown({ onTestFinished }: TestContext, folder: string, name: string) {
  const cameras = ['left=pattern:', 'right=pattern:?fps=5', 'door=pattern:']
  const server = await serve([...cameras, '--public', folder])
  onTestFinished(() => server.stop())
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
  })
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  await page.goto(`${server.url}/${name}`)
  const goesLive = (count: number) =>
    page.waitForFunction(`
      [...document.querySelectorAll('zoetrope-view')].filter(({ state }) => state === 'live').length === ${count}`)
  return { page, goesLive, server: server.url }
}

/**
 * As Espressif's CameraWebServer does it: one viewer at a time, a chunked body, the delimiter before
 * each part; and it restarts, which cuts everybody off.
 */
async function espCamera({
  onTestFinished,
}: TestContext): Promise<{ url: string; restart(): void }> {
  const jpeg = tinyJpeg()
  const server = createServer((_request, response) => {
    response.writeHead(200, {
      'content-type': 'multipart/x-mixed-replace;boundary=123456789000000000000987654321',
      'access-control-allow-origin': '*',
      'x-framerate': '60',
    })
    const timer = setInterval(() => {
      response.write('\r\n--123456789000000000000987654321\r\n')
      response.write(`Content-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n`)
      response.write(`X-Timestamp: ${Math.floor(performance.now() / 1000)}.000000\r\n\r\n`)
      response.write(jpeg)
    }, 50)
    response.on('close', () => clearInterval(timer))
  })
  server.maxConnections = 1
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}/stream`, restart: () => server.closeAllConnections() }
}

/** An example that runs. */
interface Program {
  readonly url: string
  /** Where it runs. */
  readonly folder: string
  readonly process: ChildProcess
  /** All that it wrote, once that matches. */
  says(pattern: RegExp): Promise<string>
  /** Interrupts it, and sees that nothing stays. */
  end(): Promise<void>
}

/** Starts an example in a folder of its own, beside what it imports. */
async function start(
  { onTestFinished }: TestContext,
  command: string,
  args: readonly string[],
): Promise<Program> {
  const folder = mkdtempSync(join(root, 'test-results-docs-'))
  cpSync(examples, folder, { recursive: true, filter: (path) => !path.includes('node_modules') })
  symlinkSync(adapters, join(folder, 'node_modules'))
  const port = await freePort()
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, PORT: `${port}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let family: Relative[] = []
  onTestFinished(() => {
    child.kill('SIGKILL')
    for (const relative of family) if (isAlive(relative)) process.kill(relative.pid, 'SIGKILL')
    rmSync(folder, { recursive: true })
  })
  let said = ''
  const listen = (chunk: unknown) => {
    said += `${chunk}`
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  const says = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = () => pattern.test(said) && resolve(said)
      child.stdout.on('data', look)
      child.once('exit', () => reject(new Error(`It ended, and said only: ${said}`)))
      look()
    })
  const end = async (): Promise<void> => {
    family = descendants(child.pid ?? 0)
    const exited = once(child, 'exit')
    child.kill('SIGINT')
    const [code, signal] = await exited
    expect([0, 130, 'SIGINT'], said).toContain(code ?? signal)
    while (family.some(isAlive)) await pause(20) // another process ends when it ends
  }
  return { url: `http://127.0.0.1:${port}`, folder, process: child, says, end }
}

/** What the program answers, as soon as it listens. */
async function answer(program: Program, path: string): Promise<Response> {
  while (program.process.exitCode === null) {
    const response = await fetch(program.url + path).catch(() => undefined)
    if (response) return response
    await pause(20)
  }
  throw new Error(`It ended before it answered: ${await program.says(/^/)}`)
}

/** Reads a stream until it has shown three different pictures. */
async function expectPictures(response: Response): Promise<void> {
  expect(response.status).toBe(200)
  const seen = new Set<string>()
  for await (const { jpeg } of readFrames(response)) {
    checkFrame(jpeg)
    seen.add(Buffer.from(jpeg).toString('latin1'))
    if (seen.size === 3) return
  }
  throw new Error(`Expected three different pictures, got ${seen.size}`)
}

/** A process: its number, and when it began, because numbers come again. */
interface Relative {
  readonly pid: number
  readonly born: string
}

/** All processes that `pid` started, and that those did. */
function descendants(pid: number): Relative[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const children = all.map(statOf).filter((stat) => stat?.parent === pid)
  return children.flatMap((child) => (child ? [child, ...descendants(child.pid)] : []))
}

function isAlive({ pid, born }: Relative): boolean {
  const now = statOf(`${pid}`)
  return now?.born === born && now.state !== 'Z'
}

function statOf(pid: string): (Relative & { parent: number; state: string }) | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [state = '', parent = ''] = fields
    return { pid: Number(pid), parent: Number(parent), state, born: fields[19] ?? '' }
  } catch {
    return undefined // it has ended
  }
}
