import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Bytes, Cameras } from 'zoetrope'
import { camera, Feed, folder, server } from '../../packages/server/test/http/makers.ts'
import { tinyJpeg } from '../../packages/zoetrope/test/frame/jpegs.ts'
import { needs } from '../needs.ts'
import { type Eyes, openChromium, openFirefox, type Sight } from './eyes.ts'

/** The greys that frames show; white is the page. */
const SHADES = [20, 180, 60, 220, 100, 140]
const size = 64

/** Waits for what a browser does. */
const patiently = { timeout: 30_000, interval: 20 }

const frame = (shade: number): Bytes => tinyJpeg({ width: size, height: size, shade })

/** A server whose camera shows a frame when the test gives one, and a page with `html` in a window. */
async function scene(sight: Sight, html: string) {
  const publicDir = folder()
  writeFileSync(join(publicDir, 'look.html'), `<!doctype html><body style="margin:0">${html}`)
  const feed = new Feed()
  const cameras = new Cameras([camera('desk', feed, { linger: 3_600_000 })])
  const running = await server({ cameras, publicDir })
  const eyes = await sight.open()
  onTestFinished(() => eyes.close())
  await eyes.goto(`${running.url}look.html`)
  return { running, feed, eyes, give: (shade: number) => feed.give(frame(shade)) }
}

/** The grey that is painted in the picture at `place`, from the left; the nearest of ours. */
async function seen(eyes: Eyes, place = 0): Promise<number> {
  const red = await eyes.red(place * size + size / 2, size / 2)
  return [...SHADES, 255].find((shade) => Math.abs(shade - red) < 10) ?? red
}

/** Waits until this grey is painted. No other frame is given meanwhile. */
async function paints(eyes: Eyes, shade: number): Promise<void> {
  await expect.poll(() => seen(eyes), patiently).toBe(shade)
}

const box = `width:${size}px;height:${size}px;display:block;border:0`
const places = {
  '<img>': `<img src="/stream" style="${box}">`,
  '<iframe>': `<iframe src="/stream" style="${box}"></iframe>`,
  background: `<div style="${box};background:url(/stream)"></div>`,
}

describe.each([
  ['Chromium', 'chromium', openChromium],
  ['Firefox', 'firefox-esr', openFirefox],
])('%s', (_, program, launch) => {
  describe.skipIf(!needs(program))('without a screen', () => {
    let sight: Sight

    beforeAll(async () => {
      sight = await launch()
    })

    afterAll(() => sight?.close())

    test.each(Object.entries(places))(
      'paints each frame before the next is there, the first one too: %s',
      async (_place, html) => {
        const { eyes, give } = await scene(sight, html)
        for (const shade of SHADES) {
          give(shade)
          await paints(eyes, shade)
        }
      },
    )

    test('paints each frame before the next at two frames a second', async () => {
      const { eyes, give } = await scene(sight, places['<img>'])
      for (const shade of SHADES) {
        give(shade)
        // The source's rhythm. A frame that is painted later than that fails the next round.
        await Promise.all([paints(eyes, shade), pause(500)])
      }
    })

    test('paints the newest of many frames when the source pauses', async () => {
      const { eyes, give } = await scene(sight, places['<img>'])
      for (let round = 0; round < 3; round++) {
        for (const shade of SHADES) {
          give(shade)
          await pause(20) // the source's rhythm
        }
        await paints(eyes, SHADES.at(-1) ?? 0)
      }
    })

    test('paints the last frame before the server ends, and keeps it after', async () => {
      const { running, eyes, give } = await scene(sight, places['<img>'])
      give(20)
      await paints(eyes, 20)
      expect(await eyes.reaches('/healthz')).toBe(true)
      give(180)
      const { broadcast } = running.cameras.get('desk') ?? {}
      await expect.poll(() => broadcast?.published, patiently).toBe(2)
      // Resolves when the browser has closed its end too.
      await running.close()
      await paints(eyes, 180)
      expect(await eyes.reaches('/healthz')).toBe(false)
      expect(await seen(eyes)).toBe(180)
    })

    test('paints each frame from repeats alone, as for an engine that nobody knows', async () => {
      const html = `<img src="/stream?advance_headers=0&dual_final_frames=1" style="${box}">`
      const { eyes, give } = await scene(sight, html)
      for (const shade of SHADES) {
        give(shade)
        await paints(eyes, shade)
      }
    })
  })
})

describe.skipIf(!needs('chromium'))('what the tests above would not pass', () => {
  test('Chromium in the default layout, which is one frame late', async () => {
    const sight = await openChromium()
    onTestFinished(() => sight.close())
    const late = '/stream?advance_headers=0&dual_final_frames=0'
    const pictures = [late, '/stream'].map((url) => `<img src="${url}" style="${box};float:left">`)
    const { running, eyes, give } = await scene(sight, pictures.join(''))
    await expect.poll(() => running.cameras.get('desk')?.viewers, patiently).toBe(2)
    let before = 255
    for (const shade of SHADES) {
      give(shade)
      // Both came in one moment over the same machine: when the right one is painted and the left
      // one shows what the frame before it brought, the left one has its bytes too, and waits.
      const both = async () => [await seen(eyes, 0), await seen(eyes, 1)]
      await expect.poll(both, patiently).toEqual([before, shade])
      expect(await seen(eyes, 0)).toBe(before)
      before = shade
    }
  })
})
