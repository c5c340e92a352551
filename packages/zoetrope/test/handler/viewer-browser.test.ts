/**
 * The viewer's page in a real browser, from a handler behind a real server.
 *
 * @module
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { CHROMIUM } from '../../../../test/chromium.ts'
import { needs } from '../../../../test/needs.ts'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { broadcastHandler, type HandlerOptions } from '../../src/handler/handler.ts'
import { nodeListener } from '../../src/node/listener.ts'
import type { Viewer } from '../../src/viewer/viewer.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

/** A broadcast on a server of its own, and those who came and left. */
interface Site {
  readonly broadcast: Broadcast
  readonly url: string
  readonly joined: Viewer[]
  readonly left: Viewer[]
  /** Resolves at the next coming or leaving. */
  turn(): Promise<void>
}

async function site(more: HandlerOptions = {}): Promise<Site> {
  const broadcast = new Broadcast()
  broadcast.publish(tinyJpeg())
  const [joined, left]: [Viewer[], Viewer[]] = [[], []]
  const waiting: (() => void)[] = []
  const note = (list: Viewer[]) => (viewer: Viewer) => {
    list.push(viewer)
    for (const wake of waiting.splice(0)) wake()
  }
  const options = { base: '/api/live', onJoin: note(joined), onLeave: note(left), ...more }
  const server = createServer(nodeListener(broadcastHandler(broadcast, options)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    broadcast.close()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // listens on TCP, so it is not a path
  const turn = () => new Promise<void>((resolve) => waiting.push(resolve))
  return { broadcast, joined, left, turn, url: `http://127.0.0.1:${port}/api/live/viewer` }
}

describe.skipIf(!needs('chromium'))('the viewer’s page', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox'],
    })
  })
  afterAll(() => browser.close())

  /** A page whose clock moves only when it is told to, and what it complains of. */
  async function open(url: string): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.clock.install()
    await page.goto(url)
    return { page, complaints }
  }

  /** Lets the page's clock go on until it has asked once more. Gives what it asked. */
  async function look(page: Page): Promise<string> {
    const answered = page.waitForResponse(/viewers/)
    await page.clock.runFor(2000)
    return (await answered).url()
  }

  // Not waitForFunction: it needs eval() in the page, which the page does not allow.
  async function painted(page: Page): Promise<void> {
    const width = (): Promise<number> =>
      page
        .locator('img')
        .evaluate((one) => (one instanceof HTMLImageElement ? one.naturalWidth : 0))
    while ((await width()) === 0);
  }

  test('shows the picture, and nothing in it is refused', async () => {
    const { url, joined } = await site()
    const { page, complaints } = await open(url)
    await painted(page)
    expect(joined.map(({ key }) => key)).toEqual([expect.stringMatching(/^page-/)])
    expect(await look(page)).toMatch(/\/api\/live\/viewers\?key=page-/)
    expect(complaints).toEqual([])
    expect(await page.textContent('p')).toBe('')
  })

  test('says when there was no new picture for a while, and takes it back', async () => {
    const { url, broadcast } = await site()
    const { page } = await open(url)
    await painted(page)
    for (let looks = 0; looks < 3; looks++) await look(page)
    await page.locator('p', { hasText: /^No new picture for \d+ s$/ }).waitFor()
    broadcast.publish(tinyJpeg({ shade: 9 }))
    await look(page)
    await page.locator('p:empty').waitFor({ state: 'attached' })
  })

  test('comes again when its stream has ended', async () => {
    const { url, joined } = await site()
    const { page } = await open(url)
    await painted(page)
    joined[0]?.connection?.destroy()
    while (joined.length < 2) await look(page)
    expect(joined[1]?.key).not.toBe(joined[0]?.key)
  })

  test('leaves its stream when one goes elsewhere', async () => {
    const { url, left, turn } = await site()
    const { page } = await open(url)
    await painted(page)
    const gone = turn()
    await page.goto('about:blank')
    await gone
    expect(left).toHaveLength(1)
  })

  test('says that there is no picture where the stream is refused', async () => {
    const { url } = await site({ maxViewers: 0 })
    const { page } = await open(url)
    for (let looks = 0; looks < 3; looks++) await look(page)
    await page.locator('p', { hasText: /^No new picture for/ }).waitFor()
  })

  test('says nothing of what it may not know', async () => {
    const { url } = await site({ authorize: (_, { operation }) => operation !== 'viewers' })
    const { page } = await open(url)
    await painted(page)
    for (let looks = 0; looks < 4; looks++) await look(page)
    await page.locator('p:empty').waitFor({ state: 'attached' })
  })
})
