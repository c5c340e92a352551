/** A browser as a camera, with Chromium's fake device: a picture that moves. @module */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { CHROMIUM } from '../chromium.ts'
import { needs } from '../needs.ts'
import { launchFirefox } from './firefox.ts'
import { type Running, serve } from './running.ts'

/** Waits for what another process and a browser do between them. */
const patiently = { timeout: 30_000, interval: 50 }
const QUIET = ['--no-sandbox', '--disable-background-networking', '--disable-sync']
const FAKE = '--use-fake-device-for-media-stream'
const ALLOWED = '--use-fake-ui-for-media-stream'

let browser: Browser

function launch(...args: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: [...QUIET, ...args] })
}

async function start(args: readonly string[] = ['phone=push:'], port?: number): Promise<Running> {
  const running = await serve(args, port ? { port } : {})
  onTestFinished(() => running.stop('SIGKILL'))
  return running
}

/** The page of a server, and what must not happen on it: errors, requests to elsewhere. */
async function visit(
  url: string,
  { by = browser, query = '' }: { by?: Browser; query?: string } = {},
): Promise<{ page: Page; context: BrowserContext; wrong: string[] }> {
  const context = await by.newContext({ viewport: { width: 390, height: 844 } })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`))
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${url}/`)) {
      wrong.push(`request: ${request.url()}`)
    }
  })
  page.on('console', (message) => {
    const text = message.text()
    if (/Content Security Policy|Permissions policy/i.test(text)) wrong.push(text)
  })
  await page.goto(`${url}/publish${query}`)
  return { page, context, wrong }
}

const headline = (page: Page): Promise<string> => page.innerText('[data-part="headline"]')
const detail = (page: Page): Promise<string> => page.innerText('[data-part="detail"]')
const act = (page: Page): Promise<void> => page.click('[data-part="act"]')

async function says(page: Page, expected: string | RegExp): Promise<void> {
  await expect.poll(() => headline(page), patiently).toMatch(expected)
}

/** Somebody watches a camera until the test is over: the frames as they come. */
async function watch({ url }: { readonly url: string }, camera = 'phone') {
  const leaving = new AbortController()
  const sizes: number[] = []
  let total = 0
  const { body } = await fetch(`${url}/cameras/${camera}/stream`, { signal: leaving.signal })
  const done = (async () => {
    for await (const chunk of body ?? []) {
      total += chunk.length
      const heads = Buffer.from(chunk)
        .toString('latin1')
        .matchAll(/Content-Length: (\d+)/g)
      for (const [, length] of heads) sizes.push(Number(length))
    }
  })().catch(() => undefined)
  const leave = async (): Promise<void> => {
    leaving.abort()
    await done
  }
  onTestFinished(leave)
  return { sizes, total: () => total, leave }
}

async function snapshot({ url }: Running): Promise<Buffer> {
  const response = await fetch(`${url}/cameras/phone/snapshot.jpg`)
  return Buffer.from(await response.arrayBuffer())
}

interface Status {
  readonly state: string
  readonly published: number
  readonly rejected: number
  readonly width: number
  readonly height: number
}

async function status({ url }: Running): Promise<Status> {
  return (await fetch(`${url}/cameras/phone`)).json()
}

/**
 * A way to a server that takes all that a browser sends at once, and passes on so many bytes a second.
 * `most` is how much ever waited in it.
 */
async function slowUplink(port: number, bytesPerSecond: number) {
  const sockets = new Set<Socket>()
  let most = 0
  const server = createServer((browserSide) => {
    const upstream = connect(port, '127.0.0.1')
    const waiting: Buffer[] = []
    let bytes = 0
    const timer = setInterval(() => {
      for (let left = bytesPerSecond / 50; left > 0 && waiting[0]; ) {
        const piece = waiting[0].subarray(0, left)
        left -= piece.length
        bytes -= piece.length
        upstream.write(piece)
        waiting[0] = waiting[0].subarray(piece.length)
        if (waiting[0].length === 0) waiting.shift()
      }
    }, 20) // the measure of the link
    browserSide.on('data', (chunk: Buffer) => {
      waiting.push(chunk)
      bytes += chunk.length
      most = Math.max(most, bytes)
    })
    upstream.pipe(browserSide)
    const end = (): void => {
      clearInterval(timer)
      browserSide.destroy()
      upstream.destroy()
    }
    for (const socket of [browserSide, upstream]) {
      sockets.add(socket.on('close', end).on('error', () => undefined))
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('Expected a port, got none')
  return { url: `http://127.0.0.1:${address.port}`, most: () => most }
}

describe.skipIf(!needs('chromium'))('a browser as a camera', () => {
  beforeAll(async () => {
    browser = await launch(FAKE, ALLOWED)
  })
  afterAll(() => browser.close())

  test('is watched: its picture arrives, and moves; when it stops the camera is off', async () => {
    const server = await start()
    const { page, wrong } = await visit(server.url)
    await says(page, 'Nothing is sent yet')
    expect(await page.inputValue('[data-part="camera"]')).toBe('phone')
    await act(page)
    const { sizes } = await watch(server)
    await says(page, /^Live$/)
    await expect.poll(() => sizes.length, patiently).toBeGreaterThan(10)
    const [first, { width, height }] = [await snapshot(server), await status(server)]
    expect([width, height]).toEqual([1280, 960])
    await expect.poll(async () => first.equals(await snapshot(server)), patiently).toBe(false)
    expect((await status(server)).rejected).toBe(0)
    expect(await page.innerText('[data-part="facts"]')).toMatch(/ fps · 1280 × 960 · /)
    await act(page)
    await says(page, 'Nothing is sent yet')
    await expect.poll(async () => (await status(server)).state, patiently).toBe('lost')
    expect(await page.locator('video').isHidden()).toBe(true)
    const tracks = () => page.evaluate(() => document.querySelector('video')?.srcObject === null)
    expect(await tracks()).toBe(true)
    expect(wrong).toEqual([])
  })

  test('sends nothing while nobody watches, and at once when somebody does', async () => {
    const server = await start(['phone=push:', '--linger', '0'])
    const { page } = await visit(server.url)
    const { leave } = await watch(server)
    await act(page)
    await says(page, /^Live$/)
    await leave()
    await says(page, 'Ready: nobody is watching')
    const { published } = await status(server)
    const { sizes } = await watch(server)
    await expect.poll(() => sizes.length, patiently).toBeGreaterThan(3)
    await says(page, /^Live$/)
    expect((await status(server)).published).toBeGreaterThan(published)
  })

  test('takes other settings while it sends', async () => {
    const server = await start(['phone=push:', '--always'])
    const { page } = await visit(server.url)
    await page.selectOption('[data-part="size"]', '320')
    await act(page)
    await expect.poll(async () => (await status(server)).width, patiently).toBe(320)
    await page.selectOption('[data-part="size"]', '640')
    await expect.poll(async () => (await status(server)).width, patiently).toBe(640)
    await page.reload()
    expect(await page.inputValue('[data-part="size"]')).toBe('640')
  })

  test('stays live over a slow uplink: what waits on the way is never more than it has under way', async () => {
    const server = await start(['phone=push:', '--always'])
    const link = await slowUplink(server.port, 40_000)
    const { sizes } = await watch(server)
    const { page } = await visit(link.url)
    await act(page)
    await says(page, 'Live, over a slow link')
    expect(await detail(page)).toMatch(/^Of 15 pictures a second \d+ are left out/)
    await expect.poll(() => sizes.length, patiently).toBeGreaterThan(10)
    // Ten and more went by. Had they queued, as many as were left out would lie there.
    expect(link.most()).toBeLessThan(3 * Math.max(...sizes))
  })

  test('goes on by itself when the server was restarted', async () => {
    const first = await start(['phone=push:', '--always'])
    const { page } = await visit(first.url)
    await act(page)
    await says(page, /^Live$/)
    await first.stop('SIGKILL')
    await says(page, 'The server does not answer')
    const second = await start(['phone=push:', '--always'], first.port)
    await says(page, /^Live$/)
    await expect.poll(async () => (await status(second)).published, patiently).toBeGreaterThan(3)
  })

  test('in the background it says so, and sends what the browser lets it', async () => {
    const server = await start(['phone=push:', '--always'])
    const { page } = await visit(server.url)
    await act(page)
    await says(page, /^Live$/)
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await expect.poll(() => detail(page), patiently).toContain('in the background')
    const { published } = await status(server)
    await expect
      .poll(async () => (await status(server)).published, patiently)
      .toBeGreaterThan(published)
  })

  test('whose camera is unplugged says so, and goes on when there is one again', async () => {
    const server = await start(['phone=push:', '--always'])
    const { page } = await visit(server.url)
    await act(page)
    await says(page, /^Live$/)
    await page.evaluate(() => {
      const stream = document.querySelector('video')?.srcObject
      const [track] = stream instanceof MediaStream ? stream.getVideoTracks() : []
      track?.stop()
      // A page that stops a track is not told; one that loses its device is.
      track?.dispatchEvent(new Event('ended'))
    })
    await says(page, 'The camera is gone')
    await page.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')))
    await says(page, /^Live$/)
  })

  test('waits until another one leaves the camera', async () => {
    const server = await start(['phone=push:', '--always'])
    const { page: first } = await visit(server.url)
    await act(first)
    await says(first, /^Live$/)
    const { page: second } = await visit(server.url)
    await act(second)
    await says(second, 'Somebody else is sending to “phone”')
    await act(first)
    await says(second, /^Live$/)
  })

  test.each([
    ['other', 'The server has no camera “other”'],
    ['desk', '“desk” has pictures of its own'],
    ['server', 'A camera cannot be called “server”|The server has no camera “server”'],
  ])('sent to the camera %s it is refused in words', async (camera, words) => {
    const server = await start(['phone=push:', 'desk=pattern:'])
    const { page } = await visit(server.url, { query: `?camera=${camera}` })
    await act(page)
    await says(page, new RegExp(words))
    expect((await detail(page)).length).toBeGreaterThan(10)
    expect(await page.innerText('[data-part="act"]')).toBe('Start')
    // The light of the device is off.
    await expect
      .poll(
        () => page.evaluate(() => document.querySelector('video')?.srcObject === null),
        patiently,
      )
      .toBe(true)
  })

  test('whoever presses the button before the server has told its cameras need not press it again', async () => {
    const server = await start()
    const { page } = await visit(server.url)
    let tell = (): void => {}
    const told = new Promise<void>((resolve) => {
      tell = resolve
    })
    await page.route('**/cameras', async (route) => {
      await told
      await route.continue()
    })
    await page.reload()
    await act(page)
    expect(await headline(page)).toBe('Nothing is sent yet')
    tell()
    await says(page, /^(Live|Ready)/)
  })

  test('where no camera waits for pictures it says how to have one', async () => {
    const server = await start(['pattern:'])
    const { page } = await visit(server.url)
    await expect
      .poll(() => page.innerText('[data-part="none"]'), patiently)
      .toContain('phone=push:')
  })
})

describe.skipIf(!needs('chromium'))('a browser that gives no camera', () => {
  async function opened(...args: string[]): Promise<Browser> {
    const own = await launch(...args)
    onTestFinished(() => own.close())
    return own
  }

  test('because the page is not secure: the ways out are named, and nothing can be started', async () => {
    const by = await opened(FAKE, ALLOWED, '--host-resolver-rules=MAP camera.test 127.0.0.1')
    const server = await start(['phone=push:', '--allow-host', 'camera.test'])
    const { page } = await visit(`http://camera.test:${server.port}`, { by })
    await says(page, 'only to secure pages')
    expect(await detail(page)).toContain(`https://camera.test:${server.port}/publish`)
    expect(await page.isVisible('[data-part="act"]')).toBe(false)
  })

  test.each([
    ['because somebody said no', [FAKE, `${ALLOWED}=deny`], 'This page may not use the camera'],
    ['because there is none', [`${FAKE}=device-count=0`, ALLOWED], 'There is no camera'],
  ])('%s: that is said, with what to do', async (_why, args, words) => {
    const by = await opened(...args)
    const server = await start()
    const { page } = await visit(server.url, { by })
    await act(page)
    await says(page, words)
    expect(await page.innerText('[data-part="act"]')).toBe('Start')
  })
})

describe.skipIf(!needs('firefox-esr'))('Firefox', () => {
  test('is a camera too', async () => {
    const server = await start(['phone=push:', '--always'])
    const firefox = await launchFirefox({
      // Its own fake device, and nobody who has to be asked.
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
    })
    onTestFinished(() => firefox.close())
    const page = await firefox.newPage()
    await page.goto(`${server.url}/publish`)
    await page.waitForSelector('[data-part="act"]')
    await page.waitForFunction(() => document.querySelector('input')?.value === 'phone')
    await page.click('[data-part="act"]')
    await expect.poll(async () => (await status(server)).published, patiently).toBeGreaterThan(5)
    expect((await status(server)).rejected).toBe(0)
    const told = () => page.$eval('[data-part="headline"]', ({ textContent }) => textContent)
    await expect.poll(told, patiently).toBe('Live')
  })
})
