import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Camera, Cameras, pattern } from 'zoetrope'
import { camera, diary, folder, server } from '../../packages/server/test/http/makers.ts'
import { needs } from '../needs.ts'
import { type Browser, startChromium } from './windows.ts'

/*
 * Six cameras on one page over HTTP/1.1, of which a browser opens six connections at most. Plain
 * <img>s take all of them, and whatever else the page asks for waits; elements share one WebSocket.
 */

/** Waits for what a browser does. */
const patiently = { timeout: 30_000, interval: 20 }
const bundle = fileURLToPath(
  new URL('../../packages/zoetrope/dist/element/zoetrope-view.js', import.meta.url),
)
const names = Array.from({ length: 6 }, (_, at) => `cam${at}`)
const asElement = (name: string): string =>
  `<zoetrope-view src="/cameras/${name}" style="width:120px;height:90px"></zoetrope-view>`
const asImage = (name: string): string =>
  `<img src="/cameras/${name}/stream" alt="" style="width:120px;height:90px">`

/** A button that asks the server something when it is clicked, and tells what came; WebSockets are counted. */
const BUTTON = `
  <button style="position:absolute;left:0;top:0;width:100px;height:40px">how many?</button>
  <output></output>
  <script>
    const opened = []
    globalThis.WebSocket = class extends WebSocket {
      constructor(...to) { super(...to); opened.push(this.url) }
    }
    document.querySelector('button').onclick = async () => {
      const { cameras } = await (await fetch('/cameras')).json()
      document.querySelector('output').textContent = cameras.length
    }
  </script>`

let browser: Browser

/** A wall of six cameras with a button, on a server that notes who asks. */
async function wall(html: (name: string) => string) {
  const publicDir = folder()
  writeFileSync(join(publicDir, 'element.js'), readFileSync(bundle))
  const script = '<script type="module" src="element.js"></script>'
  const cells = `<p style="margin-top:50px">${names.map(html).join('')}</p>`
  writeFileSync(join(publicDir, 'wall.html'), `<!doctype html>${BUTTON}${cells}${script}`)
  const cameras = names.map((name) => camera(name, pattern({ fps: 10, width: 160, height: 120 })))
  const { log, entries } = diary()
  const { url } = await server({ cameras: new Cameras(cameras), publicDir, log })
  const window = await browser.open()
  onTestFinished(() => window.close())
  await window.goto(`${url}wall.html`)
  for (const one of cameras) await expect.poll(() => one.viewers, patiently).toBe(1)
  return {
    window,
    cameras,
    click: () => window.click(50, 20),
    answer: () => window.run(`document.querySelector('output').textContent`),
    isAsked: () => entries.some(({ facts }) => facts['path'] === '/cameras'),
  }
}

/** Waits until each camera has given so many pictures more. */
async function goOn(cameras: readonly Camera[], count: number): Promise<void> {
  const newest = (one: Camera): number => one.broadcast.newest?.index ?? -1
  const until = cameras.map((one) => newest(one) + count)
  for (const [at, one] of cameras.entries()) await one.broadcast.waitFor(until[at] ?? 0)
}

describe.skipIf(!needs('chromium'))('a wall of six cameras in Chromium', () => {
  beforeAll(async () => {
    browser = await startChromium()
  })

  afterAll(() => browser?.close())

  test('answers clicks while all six elements are live, over one WebSocket', async () => {
    const { window, cameras, click, answer } = await wall(asElement)
    const states = () =>
      window.run(`Array.from(document.querySelectorAll('zoetrope-view'), (one) => one.state)`)
    await expect.poll(states, patiently).toEqual(Array(6).fill('live'))
    await click()
    await expect.poll(answer, patiently).toBe('6')
    await goOn(cameras, 5)
    expect(await states()).toEqual(Array(6).fill('live'))
    expect(await window.run('opened.length')).toBe(1)
    expect(window.wrong).toEqual([])
  })

  test('answers none while six <img>s are live, and at once when one of them is gone', async () => {
    const { window, cameras, click, answer, isAsked } = await wall(asImage)
    await click()
    await goOn(cameras, 20)
    expect(isAsked()).toBe(false)
    expect(await answer()).toBe('')
    await window.run(`void (document.querySelector('img').src = '')`)
    await expect.poll(answer, patiently).toBe('6')
    expect(isAsked()).toBe(true)
  })
})
