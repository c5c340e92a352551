import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { tinyJpeg } from '../../packages/zoetrope/test/frame/jpegs.ts'
import { runtime } from '../adapters/runtimes.ts'
import { CHROMIUM } from '../chromium.ts'
import { needs } from '../needs.ts'
import { launchFirefox } from './firefox.ts'

/*
 * One program, reading-program.mjs, reads cameras in every runtime; it must see the same everywhere,
 * but for digests, which browsers cannot answer, and leave no connection behind.
 */

const run = promisify(execFile)
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const library = at('../../packages/zoetrope/dist/client/index.js')
const program = fileURLToPath(new URL('./reading-program.mjs', import.meta.url))

const seen = {
  interrupted: {
    states: ['live', 'lost: SOURCE_FAILED', 'live', 'closed'],
    isOrdered: true,
    epochs: ['e1'],
    isStamped: true,
    isOwned: true,
    reconnects: 1,
    afterwards: 'undefined',
  },
  slow: { isNewest: true, isCounted: true },
  pictures: 3,
  late: 'TIMEOUT',
  missing: 'REFUSED',
  page: 'INVALID_STREAM',
  wrong: 'UNAUTHORIZED',
  basic: 'a frame of 300 bytes',
  digest: 'a frame of 300 bytes',
}

const shot = (index: number) => tinyJpeg({ bytes: 300 + index })
const MULTIPART = { 'content-type': 'multipart/x-mixed-replace; boundary=cam' }

/** A server with all that the program looks at, with the library and the program for pages. */
async function cameras(): Promise<{ url: string; idle(): Promise<void> }> {
  let streams = 0
  let interruptions = 0
  const stream = (response: ServerResponse, last = Number.POSITIVE_INFINITY): void => {
    response.writeHead(200, MULTIPART)
    response.flushHeaders()
    streams += 1
    const timer = setInterval(() => {
      if (index > last) return void response.end('--cam--\r\n')
      response.write(part(index++))
    }, 20)
    response.on('close', () => {
      streams -= 1
      clearInterval(timer)
    })
    let index = last === Number.POSITIVE_INFINITY ? 20 : 0
  }
  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
    '/': (_, response) => answer(response, '<!doctype html><title>Reading', 'text/html'),
    '/stream': (_, response) => stream(response),
    '/interrupted': (_, response) => {
      interruptions += 1
      stream(response, interruptions === 1 ? 9 : undefined)
    },
    '/silent': (_, response) => void response.writeHead(200, MULTIPART).flushHeaders(),
    '/picture.jpg': (_, response) => {
      pictures += 1
      answer(response, shot(pictures), 'image/jpeg')
    },
    '/basic': ({ headers }, response) => {
      const isKnown = headers.authorization === `Basic ${btoa('admin:secret')}`
      letIn(response, isKnown, 'Basic realm="x"')
    },
    '/digest': ({ headers }, response) => {
      const isKnown = headers.authorization?.includes(`response="${digest}"`) ?? false
      letIn(response, isKnown, 'Digest realm="x", nonce="1"')
    },
  }
  let pictures = 0
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const route = routes[path]
    if (route) return route(request, response)
    const file = path.startsWith('/dist/') ? at(`../../packages/zoetrope${path}`) : program
    const isThere = (path.startsWith('/dist/') || path === '/program.mjs') && existsSync(file)
    if (isThere) return answer(response, readFileSync(file), typeOf(file))
    answer(response, 'not here', 'text/plain', 404)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo // TCP, so never a string
  return {
    url: `http://127.0.0.1:${port}`,
    idle: () => expect.poll(() => streams, { timeout: 10_000 }).toBe(0),
  }
}

/** RFC 2069: what the server without `qop` is to be told. */
const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const digest = md5(`${md5('admin:x:secret')}:1:${md5('GET:/digest')}`)

function letIn(response: ServerResponse, isKnown: boolean, challenge: string): void {
  if (isKnown) answer(response, shot(0), 'image/jpeg')
  else answer(response, '', 'text/plain', 401, { 'www-authenticate': challenge })
}

function answer(
  response: ServerResponse,
  body: string | Uint8Array,
  type: string,
  status = 200,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'content-type': type, 'content-length': body.length, ...headers })
  response.end(body)
}

function part(index: number): Uint8Array {
  const jpeg = shot(index)
  const lines = [
    ...['--cam', 'Content-Type: image/jpeg', `Content-Length: ${jpeg.length}`],
    ...[`X-Timestamp: ${(Date.now() / 1000).toFixed(6)}`, `X-Frame-Index: ${index}`],
    ...['X-Frame-Epoch: e1', '', ''],
  ]
  return Buffer.concat([Buffer.from(lines.join('\r\n')), jpeg, Buffer.from('\r\n')])
}

function typeOf(file: string): string {
  return ['.js', '.mjs'].includes(extname(file)) ? 'text/javascript' : 'text/plain'
}

/** What a page sees. */
function inPage(): string {
  return `(async () => {
    const { look } = await import('/program.mjs')
    return look(await import('/dist/client/index.js'), location.origin)
  })()`
}

test('Node sees all', async () => {
  const { url, idle } = await cameras()
  const { stdout } = await run(process.execPath, [program, library, url])
  expect(JSON.parse(stdout)).toEqual(seen)
  await idle()
})

const bun = runtime('bun')

test.skipIf(!bun)('Bun sees the same', async () => {
  const { url, idle } = await cameras()
  const { stdout } = await run(bun ?? '', [program, library, url])
  expect(JSON.parse(stdout)).toEqual(seen)
  await idle()
})

const deno = runtime('deno')

test.skipIf(!deno)('Deno sees the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zoetrope-deno-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { url, idle } = await cameras()
  const options = ['run', '--no-config', '--no-lock', '--allow-net=127.0.0.1', '--allow-read']
  const env = { ...process.env, DENO_DIR: folder, DENO_NO_UPDATE_CHECK: '1' }
  const { stdout } = await run(deno ?? '', [...options, program, `file://${library}`, url], { env })
  expect(JSON.parse(stdout)).toEqual(seen)
  await idle()
})

describe.skipIf(!needs('chromium'))('Chromium', () => {
  test('sees the same, less digests', async () => {
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
    })
    onTestFinished(() => browser.close())
    const { url, idle } = await cameras()
    const page = await browser.newPage()
    await page.goto(url)
    expect(await page.evaluate(inPage())).toEqual({ ...seen, digest: 'UNAUTHORIZED' })
    await idle()
  })
})

describe.skipIf(!needs('firefox-esr'))('Firefox', () => {
  test('sees the same, less digests', async () => {
    const browser = await launchFirefox()
    onTestFinished(() => browser.close())
    const { url, idle } = await cameras()
    const page = await browser.newPage()
    await page.goto(url)
    expect(await page.evaluate(inPage())).toEqual({ ...seen, digest: 'UNAUTHORIZED' })
    await idle()
  })
})
