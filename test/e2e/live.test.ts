import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Cameras, pattern } from 'zoetrope'
import { camera, Feed, folder, server } from '../../packages/server/test/http/makers.ts'
import { viewers } from '../../packages/server/test/http/wires.ts'
import { tinyJpeg } from '../../packages/zoetrope/test/frame/jpegs.ts'
import { CHROMIUM } from '../chromium.ts'
import { needs } from '../needs.ts'

const QUIET = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const root = fileURLToPath(new URL('../..', import.meta.url))
/** Waits for what a browser does. */
const patiently = { timeout: 30_000, interval: 20 }
const shade = (value: number) => tinyJpeg({ width: 16, height: 16, shade: value })

/** The page that docs/live.md shows. */
function example(): string {
  const [, html = ''] = /```html\n(.*?)```/s.exec(readFileSync(`${root}docs/live.md`, 'utf8')) ?? []
  return html
}

let browser: Browser

/** A page of a server that shows these cameras; it has the built library. */
async function visit(cameras: Cameras, html = ''): Promise<{ page: Page; url: string }> {
  const publicDir = folder()
  writeFileSync(join(publicDir, 'look.html'), `<!doctype html>${html}`)
  cpSync(`${root}packages/zoetrope/dist`, join(publicDir, 'zoetrope'), { recursive: true })
  const { url } = await server({ cameras, publicDir })
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  await page.goto(`${url}look.html`)
  return { page, url }
}

/** Runs JavaScript in the page, with a reader of `/live` at hand. */
function run(page: Page, script: string): Promise<unknown> {
  return page.evaluate(`(async () => {
    const { LiveReader, liveFrames } = await import('/zoetrope/client/index.js')
    const url = new URL('/live', location).href.replace('http', 'ws')
    ${script}
  })()`)
}

describe.skipIf(!needs('chromium'))('/live in Chromium', () => {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET })
  })

  afterAll(() => browser.close())

  test('the page of the documentation shows each frame before the next is captured', async () => {
    const feed = new Feed()
    const { page } = await visit(new Cameras([camera('camera', feed)]), example())
    for (const grey of [20, 200, 90, 250]) {
      feed.give(shade(grey))
      const red = `document.querySelector('canvas').getContext('2d').getImageData(8, 8, 1, 1).data[0]`
      const difference = async () => Math.abs((await page.evaluate<number>(red)) - grey)
      await expect.poll(difference, patiently).toBeLessThan(6)
    }
  })

  test('two cameras come over one connection, and one that is left comes no more', async () => {
    const feeds = [new Feed(shade(1)), new Feed(shade(2))]
    const cameras = feeds.map((feed, at) => camera(`cam${at}`, feed))
    const { page } = await visit(new Cameras(cameras))
    await run(
      page,
      `
      window.came = { cam0: 0, cam1: 0 }
      window.reader = new LiveReader(url)
      for (const name of ['cam0', 'cam1']) reader.subscribe(name)
      const read = async () => { for await (const { camera } of reader) came[camera] += 1 }
      void read()
    `,
    )
    const came = (): Promise<unknown> => page.evaluate('came')
    for (let count = 1; count <= 4; count += 1) {
      await expect.poll(came, patiently).toEqual({ cam0: count, cam1: count })
      for (const feed of feeds) feed.give(shade(count))
    }
    await expect.poll(came, patiently).toEqual({ cam0: 5, cam1: 5 })
    await page.evaluate(`reader.unsubscribe('cam0')`)
    for (const one of cameras.slice(0, 1)) await viewers(one, 0)
    for (const feed of feeds) feed.give(shade(50))
    await expect.poll(came, patiently).toEqual({ cam0: 5, cam1: 6 })
    await page.evaluate('reader.close()')
    for (const one of cameras) await viewers(one, 0)
  })

  test('a cap holds', async () => {
    const { page } = await visit(
      new Cameras([camera('desk', pattern({ fps: 30, width: 160, height: 120 }))]),
    )
    const stamps = await run(
      page,
      `
      const stamps = []
      for await (const { capturedAt } of liveFrames(url, { cameras: ['desk'], fps: 6 })) {
        stamps.push(capturedAt)
        if (stamps.length === 10) return stamps
      }
    `,
    )
    const list = Array.isArray(stamps) ? stamps.map(Number) : []
    // By when they were captured: a busy machine may give fewer, and never more.
    const between = ((list.at(-1) ?? 0) - (list[1] ?? 0)) / (list.length - 2)
    expect(between).toBeGreaterThan(1000 / 8)
  })

  test('a page that takes its time for each frame is not sent what it would show late', async () => {
    const desk = camera('desk', pattern({ fps: 30, width: 160, height: 120 }))
    const { page } = await visit(new Cameras([desk]))
    await page.exposeFunction('newest', () => desk.broadcast.newest?.index)
    // Every frame that comes is shown, in its turn: whoever sent more would be seen in the lateness.
    const late = await page.evaluate<number[]>(`(async () => {
      const { readFrameMessage } = await import('/zoetrope/client/index.js')
      const socket = new WebSocket(new URL('/live', location), 'zoetrope.live.1')
      socket.binaryType = 'arraybuffer'
      socket.onopen = () => socket.send('{"type":"subscribe","camera":"desk"}')
      const [waiting, late] = [[], []]
      socket.onmessage = ({ data }) => typeof data === 'string' || waiting.push(data)
      while (late.length < 20) {
        const data = waiting.shift()
        const { camera, epoch, index } = data ? readFrameMessage(new Uint8Array(data)) : {}
        if (data) late.push(await newest() - index)
        await new Promise((resolve) => setTimeout(resolve, data ? 200 : 1))
        if (data) socket.send(JSON.stringify({ type: 'shown', camera, epoch, index }))
      }
      return late
    })()`)
    // 20 frames take 4 s, in which 120 are captured: 6 for each that is shown.
    expect(Math.max(...late.slice(5))).toBeLessThan(30)
  })
})
