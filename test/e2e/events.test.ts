/** A browser's own reader of events, and what happens when its connection does not last. @module */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { CHROMIUM } from '../chromium.ts'
import { needs } from '../needs.ts'
import { type Running, serve } from './running.ts'

/** What a page has noted of an event. */
interface Noted {
  readonly type: string
  readonly lastEventId: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Waits for what another process and a browser do between them. */
const patiently = { timeout: 30_000, interval: 50 }

let browser: Browser

async function start(port?: number): Promise<Running> {
  const running = await serve(['desk=pattern:?fps=5', '--linger', '0'], port ? { port } : {})
  onTestFinished(() => running.stop('SIGKILL'))
  return running
}

/** A way to a server that can be cut; whoever comes afterwards gets through again. */
async function cuttable(port: number): Promise<{ url: string; cut(): void }> {
  const sockets = new Set<Socket>()
  const server = createServer((reader) => {
    const upstream = connect(port, '127.0.0.1')
    for (const socket of [reader, upstream]) {
      sockets.add(socket)
      // The other end is told by the end of the pipe.
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    reader.on('close', () => upstream.destroy()).pipe(upstream)
    upstream.on('close', () => reader.destroy()).pipe(reader)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(() => {
    cut()
    server.close()
  })
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('Expected a port, got none')
  return { url: `http://127.0.0.1:${address.port}`, cut }
}

/** A page that follows the events of the server at `url`. */
async function follow(url: string): Promise<{ page: Page; noted(): Promise<Noted[]> }> {
  const page = await browser.newPage()
  onTestFinished(() => page.close())
  await page.goto(`${url}/healthz`)
  await page.evaluate(() => {
    const noted: unknown[] = []
    const source = new EventSource('events')
    for (const type of ['now', 'gap', 'state', 'watched', 'unwatched']) {
      source.addEventListener(type, ({ data, lastEventId }) => {
        noted.push({ type, lastEventId, data: JSON.parse(data) })
      })
    }
    Object.assign(window, { noted })
  })
  const noted = (): Promise<Noted[]> => page.evaluate(() => Reflect.get(window, 'noted'))
  return { page, noted }
}

/** Somebody watches for a moment. */
async function watch({ url }: Running): Promise<void> {
  const leaving = new AbortController()
  const { body } = await fetch(`${url}/stream`, { signal: leaving.signal })
  await body?.getReader().read()
  leaving.abort()
}

const visit = ['watched', 'state starting', 'state live', 'unwatched', 'state idle']

function inShort({ type, data }: Noted): string {
  return type === 'state' ? `state ${data['to']}` : type
}

describe.skipIf(!needs('chromium'))('an EventSource in Chromium', () => {
  beforeAll(async () => {
    const args = ['--no-sandbox', '--disable-background-networking', '--disable-sync']
    browser = await chromium.launch({ executablePath: CHROMIUM, args })
  })
  afterAll(() => browser.close())

  test('gets what it missed while its connection was cut, each event once', async () => {
    const running = await start()
    const { url, cut } = await cuttable(running.port)
    const { noted } = await follow(url)
    const types = async () => (await noted()).map(inShort)
    await expect.poll(types, patiently).toEqual(['now'])
    await watch(running)
    await expect.poll(types, patiently).toEqual(['now', ...visit])
    cut()
    // It comes back two seconds later.
    await watch(running)
    await expect.poll(types, patiently).toEqual(['now', ...visit, 'now', ...visit])
    const ids = (await noted()).filter(({ type }) => type !== 'now').map(({ data }) => data['id'])
    const [, epoch] = /^(.*)-1$/.exec(String(ids[0])) ?? []
    expect(ids).toEqual(ids.map((_, place) => `${epoch}-${place + 1}`))
  })

  test('that leaves before anything happened misses nothing either', async () => {
    const running = await start()
    const { url, cut } = await cuttable(running.port)
    const { noted } = await follow(url)
    const types = async () => (await noted()).map(inShort)
    await expect.poll(types, patiently).toEqual(['now'])
    cut()
    await watch(running)
    await expect.poll(types, patiently).toEqual(['now', 'now', ...visit])
  })

  test('survives the server: it is told of the gap, and of what happened since', async () => {
    const first = await start()
    const { noted } = await follow(first.url)
    const types = async () => (await noted()).map(inShort)
    await expect.poll(types, patiently).toEqual(['now'])
    await watch(first)
    await expect.poll(types, patiently).toEqual(['now', ...visit])
    await first.stop('SIGKILL')
    const second = await start(first.port)
    await expect.poll(types, patiently).toContain('gap')
    await watch(second)
    const all = ['now', ...visit, 'now', 'gap', ...visit]
    await expect.poll(types, patiently).toEqual(all)
    const gap = (await noted()).find(({ type }) => type === 'gap')
    expect(gap?.data).toMatchObject({ reason: 'unknown', missed: null })
  })
})
