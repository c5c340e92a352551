import {
  type Browser,
  type BrowserContext,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM } from '../chromium.ts'
import { needs } from '../needs.ts'
import { type Running, serve } from './running.ts'
import { layWire } from './wire.ts'

const QUIET = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const desktop = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }

/** Waits for what another process and a browser do between them. */
const patiently = { timeout: 30_000, interval: 100 }

let browser: Browser
const open: (() => Promise<void>)[] = []

async function start(...args: Parameters<typeof serve>): Promise<Running> {
  const running = await serve(...args)
  open.push(() => running.stop())
  return running
}

/** Servers that several tests look at and none ends, by their cameras. They end with the last test. */
const standing = new Map<string, Promise<Running>>()

function stand(cameras: readonly string[]): Promise<Running> {
  const key = cameras.join(' ')
  const running = standing.get(key) ?? serve(cameras)
  standing.set(key, running)
  return running
}

/** A page that notes what must not happen: errors in the console, requests to elsewhere. */
async function visit(
  { url: root }: { readonly url: string },
  path: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; context: BrowserContext; wrong: string[] }> {
  const context = await browser.newContext({ viewport: desktop, ...options })
  open.push(() => context.close())
  const page = await context.newPage()
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text())
  })
  page.on('request', (request) => {
    const elsewhere = !request.url().startsWith(`${root}/`) && !/^(data|blob):/.test(request.url())
    if (elsewhere) wrong.push(`request: ${request.url()}`)
  })
  await page.goto(`${root}${path}`)
  return { page, context, wrong }
}

/** What costs little and is seen to move all the same. */
const SMALL = 'pattern:?fps=5&size=160x120'
const desk = [`desk=${SMALL}`]
const patterns = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `cam${at}=${SMALL}`)

const signs = (page: Page): Promise<(string | undefined)[]> =>
  page.$$eval('camera-tile', (tiles) => tiles.map((tile) => (tile as HTMLElement).dataset['sign']))

async function shows(page: Page, expected: readonly string[]): Promise<void> {
  await expect.poll(() => signs(page), patiently).toEqual(expected)
}

/** Waits until the pixels inside `stage` become others, and others again, `times` times. */
async function moves(stage: Locator, times = 2): Promise<void> {
  for (let change = 0; change < times; change += 1) {
    const before = await stage.screenshot()
    await expect.poll(async () => before.equals(await stage.screenshot()), patiently).toBe(false)
  }
}

/** Makes a page believe that it is hidden: a browser without a screen hides none. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}

async function viewers(running: Running): Promise<number[]> {
  const response = await fetch(`${running.url}/cameras`)
  const { cameras } = (await response.json()) as { cameras: { viewers: number }[] }
  return cameras.map((camera) => camera.viewers)
}

describe.skipIf(!needs('chromium'))('the page', () => {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET })
  })

  afterAll(async () => {
    await browser.close()
    for (const running of standing.values()) await (await running).stop()
  })

  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close()
  })

  it('shows every camera live, with its name, rate, size and viewers', async () => {
    const running = await start([...desk, 'door=pattern:?fps=5&size=320x240'])
    const { page, wrong } = await visit(running, '/')
    await shows(page, ['live', 'live'])
    await moves(page.locator('camera-tile .stage').nth(0))
    await moves(page.locator('camera-tile .stage').nth(1))
    const tile = page.locator('camera-tile').nth(1)
    await expect.poll(() => tile.innerText(), patiently).toMatch(/fps · 320 × 240 · 1 viewer/)
    expect(await tile.innerText()).toContain('door')
    expect(await tile.innerText()).toContain('Live')
    await expect.poll(() => page.title()).toContain('2 cameras')
    expect(wrong).toEqual([])
  })

  it('opens a camera on a click, and lets it fill the window', async () => {
    const running = await start(['desk=pattern:?fps=5&size=640x360'])
    const { page, wrong } = await visit(running, '/')
    await page.click('camera-tile a')
    await page.waitForURL('**/cameras/desk/viewer')
    const stage = page.locator('.stage')
    await moves(stage)
    const bar = await page.locator('.bar').boundingBox()
    const room = await stage.boundingBox()
    expect(room?.width).toBe(desktop.width)
    expect((room?.height ?? 0) + (bar?.height ?? 0)).toBe(desktop.height)
    await expect.poll(() => page.title(), patiently).toBe('desk: live – Zoetrope')
    await expect
      .poll(() => page.innerText('.facts'), patiently)
      .toMatch(/fps · 640 × 360 · 1 viewer · .* old · .*bit\/s/)
    expect(wrong).toEqual([])
  })

  it('is worked with the keyboard alone', async () => {
    const running = await stand(desk)
    const { page, wrong } = await visit(running, '/')
    await shows(page, ['live'])
    await page.keyboard.press('Tab')
    const outline = await page.evaluate(() => {
      const focused = document.activeElement
      return focused?.tagName === 'A' ? getComputedStyle(focused).outlineStyle : focused?.tagName
    })
    expect(outline).toBe('solid')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/viewer')
    const full = (): Promise<boolean> => page.evaluate(() => document.fullscreenElement !== null)
    await page.waitForSelector('camera-view[data-sign=live]')
    await page.keyboard.press('f')
    await expect.poll(full, patiently).toBe(true)
    await page.keyboard.press('f')
    await expect.poll(full, patiently).toBe(false)
    await page.keyboard.press('Escape')
    await page.waitForURL(`${running.url}/`)
    expect(wrong).toEqual([])
  })

  it('copies the URL of the stream, says so, and saves a snapshot', async () => {
    const running = await stand(desk)
    const { page, wrong } = await visit(running, '/cameras/desk/viewer', {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await page.click('[data-part=copy]')
    await expect
      .poll(() => page.innerText('[role=status]'), patiently)
      .toBe(`Copied ${running.url}/cameras/desk/stream`)
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toBe(`${running.url}/cameras/desk/stream`)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('[data-part=snapshot]'),
    ])
    expect(download.suggestedFilename()).toMatch(/^desk-\d{4}-\d\d-\d\dT.*Z\.jpg$/)
    expect(wrong).toEqual([])
  })

  it('shows eight cameras, answers clicks meanwhile, and holds four streams', async () => {
    const running = await start(patterns(8))
    const { page, wrong } = await visit(running, '/')
    const streaming = Array(4).fill('live')
    await shows(page, [...streaming, ...Array(4).fill('refreshing')])
    for (let at = 0; at < 8; at += 1) await moves(page.locator('camera-tile .stage').nth(at), 1)
    expect((await viewers(running)).reduce((sum, count) => sum + count)).toBe(4)
    const answer = await page.evaluate(async () => (await fetch('cameras')).status)
    expect(answer).toBe(200)
    await page.click('camera-tile >> nth=7')
    await page.waitForURL('**/cameras/cam7/viewer')
    await moves(page.locator('.stage'))
    await expect.poll(() => viewers(running), patiently).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
    expect(wrong).toEqual([])
  })

  it('closes the streams of tiles that are scrolled away', async () => {
    const running = await start(patterns(6))
    const { page, wrong } = await visit(running, '/', { viewport: phone })
    await expect.poll(async () => (await signs(page))[0], patiently).toBe('live')
    await page.locator('camera-tile').last().scrollIntoViewIfNeeded()
    await expect.poll(async () => (await viewers(running))[0], patiently).toBe(0)
    await expect.poll(async () => (await signs(page))[5], patiently).toBe('live')
    await moves(page.locator('camera-tile .stage').last())
    expect(wrong).toEqual([])
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'recovers by itself when the server is ended by %s and started again',
    async (signal) => {
      const running = await start(patterns(2))
      const wall = await visit(running, '/')
      const view = await visit(running, '/cameras/cam1/viewer')
      await shows(wall.page, ['live', 'live'])
      await view.page.waitForSelector('camera-view[data-sign=live]')
      await running.stop(signal)
      await shows(wall.page, ['silent', 'silent'])
      await view.page.waitForSelector('camera-view[data-sign=silent]')
      const trouble = await wall.page.innerText('contact-banner')
      expect(trouble).toMatch(/The server does not answer\.\s+Trying again/)
      await start(patterns(2), { port: running.port })
      await shows(wall.page, ['live', 'live'])
      await moves(wall.page.locator('camera-tile .stage').first())
      await moves(view.page.locator('.stage'))
      expect(await wall.page.locator('contact-banner').isVisible()).toBe(false)
    },
  )

  it('notices a stream that stopped without a word, and opens it again', async () => {
    const running = await stand(desk)
    const wire = await layWire(running.port)
    open.push(() => wire.close())
    const { page, wrong } = await visit(wire, '/')
    await shows(page, ['live'])
    const stage = page.locator('camera-tile .stage')
    await moves(stage)
    expect(wire.freeze()).toBe(1)
    await expect.poll(() => wire.opened, patiently).toBe(2)
    await shows(page, ['live'])
    await moves(stage)
    expect(wrong).toEqual([])
  })

  it('closes its streams while nobody sees the page, and opens them again', async () => {
    const running = await start(patterns(2))
    const { page, wrong } = await visit(running, '/')
    await shows(page, ['live', 'live'])
    await hide(page, true)
    await expect.poll(() => viewers(running), patiently).toEqual([0, 0])
    await shows(page, ['paused', 'paused'])
    await hide(page, false)
    await shows(page, ['live', 'live'])
    await moves(page.locator('camera-tile .stage').first())
    expect(wrong).toEqual([])
  })

  it('never shows a lost camera as live, and says why it is lost', async () => {
    const running = await stand(['gone=exec:false', ...desk])
    const { page, wrong } = await visit(running, '/')
    await shows(page, ['lost', 'live'])
    const tile = page.locator('camera-tile').first()
    expect(await tile.innerText()).toMatch(/Lost since \d\d:\d\d:\d\d/)
    expect(await page.title()).toBe('2 cameras, 1 lost – Zoetrope')
    expect(wrong).toEqual([])
  })

  it('lives below a path', async () => {
    const running = await start(desk, { basePath: '/webcam' })
    const { page, wrong } = await visit(running, '/')
    await shows(page, ['live'])
    await page.click('camera-tile a')
    await page.waitForURL('**/webcam/cameras/desk/viewer')
    await moves(page.locator('.stage'))
    await page.click('.back')
    await page.waitForURL('**/webcam/')
    expect(wrong).toEqual([])
  })

  it.each([320, 390, 844, 1440])('never scrolls sideways, %i pixels wide', async (width) => {
    const long = `${'long-'.repeat(12)}name=exec:false`
    const running = await stand([...patterns(2), long, 'phone=push:'])
    for (const path of ['/', '/cameras/cam0/viewer']) {
      const { page, wrong } = await visit(running, path, {
        viewport: { width, height: 700 },
      })
      await page.waitForSelector('[data-sign=live] live-picture')
      const across = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(across).toBeLessThanOrEqual(width)
      const small = await page.$$eval(
        'a, button',
        (targets) =>
          targets.filter((target) => {
            const { width: across, height } = target.getBoundingClientRect()
            return target.checkVisibility() && (across < 44 || height < 44)
          }).length,
      )
      expect(small).toBe(0)
      expect(wrong).toEqual([])
    }
  })

  it.each(['light', 'dark'] as const)('is easy to read in %s colours', async (colorScheme) => {
    const running = await stand(['gone=exec:false', ...desk])
    for (const path of ['/', '/cameras/desk/viewer', '/cameras/gone/viewer']) {
      const { page } = await visit(running, path, { colorScheme })
      await page.waitForSelector('[data-sign=live], [data-sign=lost]')
      const paper = await page.evaluate(
        () => getComputedStyle(document.documentElement).backgroundColor,
      )
      expect(luminance(paper) > 0.5).toBe(colorScheme === 'light')
      const texts = await page.evaluate(readTexts)
      expect(texts.length).toBeGreaterThan(3)
      for (const { text, ink, behind } of texts) {
        expect(contrast(ink, behind), `${text}: ${ink} on ${behind}`).toBeGreaterThanOrEqual(4.5)
      }
    }
  })
})

interface Text {
  readonly text: string
  readonly ink: string
  readonly behind: string
}

/**
 * All visible text, and the colour behind it. Runs in the page. What is half transparent there is
 * taken as if white shone through it: nothing behind it can be worse for light letters.
 */
function readTexts(): Text[] {
  const backdrop = (element: Element | null): string => {
    if (!element) return 'rgb(255, 255, 255)'
    const colour = getComputedStyle(element).backgroundColor
    const parts = colour.match(/[\d.]+/g)?.map(Number) ?? []
    const [red = 0, green = 0, blue = 0, alpha = 1] = parts
    if (alpha === 0) return backdrop(element.parentElement)
    const over = (channel: number): number => channel * alpha + 255 * (1 - alpha)
    return `rgb(${over(red)}, ${over(green)}, ${over(blue)})`
  }
  return [...document.querySelectorAll<HTMLElement>('h1, h2, p, strong, span, a, button, code')]
    .filter((element) => element.checkVisibility() && element.children.length === 0)
    .filter((element) => element.textContent?.trim())
    .map((element) => ({
      text: element.textContent ?? '',
      ink: getComputedStyle(element).color,
      behind: backdrop(element),
    }))
}

/** Relative luminance as in WCAG 2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((channel) => {
    const share = Number(channel) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}
