/**
 * What pages in a real browser can and cannot do with a server. Names like `evil.test` lead to this
 * machine, but are no secure context: there the browser sends no `Sec-Fetch-*`, as on every LAN.
 *
 * @module
 */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setInterval } from 'node:timers/promises'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Bytes, Cameras } from 'zoetrope'
import { CHROMIUM } from '../../../../test/chromium.ts'
import { needs } from '../../../../test/needs.ts'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import type { ServeOptions } from '../../src/index.ts'
import { brightness, Dials, withControls } from '../http/dials.ts'
import { camera, diary, folder, server } from '../http/makers.ts'

/** Frames without end: Chromium shows the first one when the second comes. */
const running = {
  async *open(signal: AbortSignal): AsyncGenerator<Bytes> {
    for await (const _tick of setInterval(20, undefined, { signal })) yield tinyJpeg()
  },
}

/** A page on a server of its own, at that host: opened, and asked what it can do with `url`. */
interface Visit {
  readonly page: Page
  /** Whether `<img>` shows it. */
  shows(url: string): Promise<boolean>
  /** Whether `fetch` reads it. */
  reads(url: string): Promise<boolean>
}

describe.skipIf(!needs('chromium'))('in a browser', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--host-resolver-rules=MAP *.test 127.0.0.1, MAP 192.0.2.1 127.0.0.1'],
    })
  })
  afterAll(() => browser.close())

  async function open(host: string, headers: Record<string, string> = {}): Promise<Visit> {
    const site = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', ...headers }).end('<!doctype html>')
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    const page = await browser.newPage()
    onTestFinished(async () => {
      await page.close()
      site.closeAllConnections()
      site.close()
    })
    const { port } = site.address() as AddressInfo // listens on TCP, so it is not a path
    await page.goto(`http://${host}:${port}/`)
    return {
      page,
      shows: (url) => page.evaluate(shows, url),
      reads: (url) => page.evaluate(reads, url),
    }
  }

  /** A server under a name; its address as pages on `host` write it. */
  async function cameraAt(host: string, options: Partial<ServeOptions> = {}): Promise<string> {
    const cameras = new Cameras([camera('desk', running)])
    const { port } = await server({ cameras, hosts: ['camera.test'], ...options })
    return `http://${host}:${port}`
  }

  test.each([
    ['a name', 'camera.test'],
    ['an IP address on the LAN', '192.0.2.1'],
    ['loopback', '127.0.0.1'],
    ['localhost', 'localhost'],
  ])('another port of %s may show pictures, but not read', async (_what, host) => {
    const [visit, at] = [await open(host), await cameraAt(host)]
    expect(await visit.shows(`${at}/stream`)).toBe(true)
    expect(await visit.shows(`${at}/snapshot.jpg`)).toBe(true)
    expect(await visit.reads(`${at}/cameras`)).toBe(false)
    expect(await visit.reads(`${at}/snapshot.jpg`)).toBe(false)
  })

  test.each([
    ['a camera on the LAN', 'camera.test', {}],
    [
      'a camera on the LAN, saying nothing of itself',
      'camera.test',
      { 'referrer-policy': 'no-referrer' },
    ],
    ['an IP address, saying nothing of itself', '192.0.2.1', { 'referrer-policy': 'no-referrer' }],
    ['a camera on loopback', '127.0.0.1', {}],
    ['a camera on localhost', 'localhost', { 'referrer-policy': 'no-referrer' }],
  ])('a foreign page can neither show nor read %s', async (_what, host, headers) => {
    const [visit, at] = [await open('evil.test', headers), await cameraAt(host)]
    expect(await visit.shows(`${at}/stream`)).toBe(false)
    expect(await visit.shows(`${at}/snapshot.jpg`)).toBe(false)
    expect(await visit.reads(`${at}/cameras`)).toBe(false)
  })

  test('a foreign page that cannot show a camera stands in the log, with what would let it', async () => {
    const { log, entries } = diary()
    const [{ page, shows }, at] = [await open('evil.test'), await cameraAt('127.0.0.1', { log })]
    expect(await shows(`${at}/stream`)).toBe(false)
    const warned = entries.filter(({ level }) => level === 'warn').map(({ text }) => text)
    const { origin } = new URL(page.url())
    expect(warned).toEqual([expect.stringContaining(`--allow-origin ${origin}`)])
  })

  test.each([['camera.test'], ['127.0.0.1']])(
    'a named page can show and read a camera at %s',
    async (host) => {
      const visit = await open('dashboard.test')
      const at = await cameraAt(host, { origins: [new URL(visit.page.url()).origin] })
      expect(await visit.shows(`${at}/stream`)).toBe(true)
      expect(await visit.shows(`${at}/snapshot.jpg`)).toBe(true)
      expect(await visit.reads(`${at}/cameras`)).toBe(true)
    },
  )

  test('a name that was pointed at this machine reads nothing', async () => {
    const { port } = await server()
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    // The browser takes it for one site: page and server share scheme, host and port.
    const response = await page.goto(`http://rebound.test:${port}/cameras`)
    expect(response?.status()).toBe(403)
    expect(await response?.json()).toMatchObject({ code: 'FORBIDDEN_HOST' })
  })

  test.each([
    ['a camera on the LAN', 'camera.test'],
    ['an IP address', '192.0.2.1'],
    ['a camera on loopback', '127.0.0.1'],
  ])('a foreign page that hides sets nothing by a GET at %s', async (_what, host) => {
    const dials = new Dials(brightness)
    const { page } = await open('evil.test', { 'referrer-policy': 'no-referrer' })
    const { log, entries } = diary()
    const at = await cameraAt(host, { cameras: withControls(dials), log })
    const url = `${at}/?action=command&id=brightness&value=7`
    expect(await page.evaluate(shows, url)).toBe(false)
    await page.evaluate(asks, url)
    await page.evaluate((to) => location.assign(to), url)
    await page.waitForURL(url)
    const commands = entries.filter(({ facts }) => facts['path'] === '/')
    expect(commands.map(({ facts }) => facts['status'])).toEqual([403, 403, 403])
    expect(dials.asked).toEqual([])
  })

  test.each([['camera.test'], ['127.0.0.1']])(
    'an address that somebody types, and that leads on to a camera at %s, sets nothing',
    async (host) => {
      const dials = new Dials(brightness)
      const at = await cameraAt(host, { cameras: withControls(dials) })
      const url = `${at}/?action=command&id=brightness&value=7`
      const trap = createServer((_request, response) => {
        response.writeHead(302, { location: url }).end()
      })
      onTestFinished(() => void trap.close())
      await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
      const page = await browser.newPage()
      onTestFinished(() => page.close())
      const { port } = trap.address() as AddressInfo // listens on TCP, so it is not a path
      const answer = await page.goto(`http://evil.test:${port}/`)
      expect([answer?.url(), answer?.status(), dials.asked]).toEqual([url, 403, []])
    },
  )

  test.each([['camera.test'], ['127.0.0.1']])(
    "a page of the user's own sets controls by a GET at %s",
    async (host) => {
      const dials = new Dials(brightness)
      const publicDir = folder()
      writeFileSync(join(publicDir, 'control.htm'), '<!doctype html>')
      const at = await cameraAt(host, { cameras: withControls(dials), publicDir })
      const page = await browser.newPage()
      onTestFinished(() => page.close())
      await page.goto(`${at}/control.htm`)
      expect(await page.evaluate(reads, './?action=command&id=brightness&value=7')).toBe(true)
      expect(dials.asked).toEqual([{ brightness: 7 }])
    },
  )

  test('a link from a foreign page leads here', async () => {
    const [{ page }, at] = [await open('evil.test'), await cameraAt('127.0.0.1')]
    await page.evaluate((url) => location.assign(url), `${at}/cameras`)
    await page.waitForURL(`${at}/cameras`)
    expect(await page.textContent('body')).toContain('"cameras"')
  })

  test.each([['camera.test'], ['127.0.0.1']])(
    'a foreign page cannot frame a camera at %s',
    async (host) => {
      const [{ page }, at] = [await open('evil.test'), await cameraAt(host)]
      const refused = page.waitForEvent('requestfailed').catch(() => undefined)
      const answered = page.waitForResponse(`${at}/cameras`)
      await page.evaluate((url) => {
        const frame = document.createElement('iframe')
        frame.src = url
        document.body.append(frame)
      }, `${at}/cameras`)
      const status = (await answered).status()
      // Refused by the server, or by the browser on the server's word.
      if (status !== 403) expect(await refused).toBeDefined()
      expect(page.frames().some((frame) => frame.url() === `${at}/cameras` && status === 200)).toBe(
        false,
      )
    },
  )
})

/** Runs in the page. */
function shows(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const image = new Image()
    image.onload = () => resolve(image.naturalWidth > 0)
    image.onerror = () => resolve(false)
    image.src = url
  })
}

/** Runs in the page. */
async function asks(url: string): Promise<void> {
  await fetch(url, { mode: 'no-cors' }).catch(() => {})
}

/** Runs in the page. */
async function reads(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok && response.type !== 'opaque',
    () => false,
  )
}
