import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Bytes, type Camera, Cameras, pattern, type Source } from 'zoetrope'
import { camera, Feed, folder, server } from '../../packages/server/test/http/makers.ts'
import { tinyJpeg } from '../../packages/zoetrope/test/frame/jpegs.ts'
import { needs } from '../needs.ts'
import { type Browser, browsers, type Window } from './windows.ts'

/** Waits for what a browser does. */
const patiently = { timeout: 30_000, interval: 20 }
const bundle = fileURLToPath(
  new URL('../../packages/zoetrope/dist/element/zoetrope-view.js', import.meta.url),
)
/** What costs little and is seen to move all the same. */
const moving = (): Source => pattern({ fps: 10, width: 160, height: 120 })
const shade = (value: number): Bytes => tinyJpeg({ width: 64, height: 48, shade: value })
/** Nothing inline, nothing from elsewhere, and nothing made of text. */
const STRICT = [
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'",
  "require-trusted-types-for 'script'",
].join('; ')

const view = (attributes: string, id = 'view'): string =>
  `<zoetrope-view id="${id}" ${attributes}></zoetrope-view>`

const canvas = `view.shadowRoot.querySelector('canvas')`

let browser: Browser

/** A page with `html` and the element, on a server that shows these cameras. */
async function scene(cameras: readonly Camera[], html: string, policy = '') {
  const publicDir = folder()
  const meta = policy && `<meta http-equiv="Content-Security-Policy" content="${policy}">`
  const page = `<!doctype html><meta charset="utf-8">${meta}<script type="module" src="element.js"></script>`
  writeFileSync(join(publicDir, 'look.html'), `${page}${html}`)
  writeFileSync(join(publicDir, 'blank.html'), '<!doctype html>')
  writeFileSync(join(publicDir, 'element.js'), readFileSync(bundle))
  const running = await server({ cameras: new Cameras(cameras), publicDir })
  const window = await browser.open()
  onTestFinished(() => window.close())
  await window.goto(`${running.url}look.html`)
  return { running, window }
}

/** A property of the element. */
const tell = (window: Window, property: string, id = 'view') => window.run(`${id}.${property}`)

async function becomes(window: Window, state: string, id = 'view'): Promise<void> {
  await expect.poll(() => tell(window, 'state', id), patiently).toBe(state)
}

/** The red of one pixel of an element's canvas, in parts of its width and height. */
function red(window: Window, x = 0.5, y = 0.5, id = 'view'): Promise<unknown> {
  return window.run(`(() => {
    const canvas = ${id}.shadowRoot.querySelector('canvas')
    const at = [canvas.width * ${x}, canvas.height * ${y}].map(Math.floor)
    return canvas.getContext('2d').getImageData(...at, 1, 1).data[0]
  })()`)
}

async function paints(window: Window, value: number, id = 'view'): Promise<void> {
  const difference = async () => Math.abs(Number(await red(window, 0.5, 0.5, id)) - value)
  await expect.poll(difference, patiently).toBeLessThan(6)
}

/** Waits until so many watch. */
async function watch(of: Camera, count: number): Promise<void> {
  await expect.poll(() => of.viewers, patiently).toBe(count)
}

/** Everybody in `/viewers`. */
async function viewers(url: string): Promise<{ transport: string; camera: string }[]> {
  const response = await fetch(`${url}viewers`)
  const { viewers } = (await response.json()) as { viewers: [] }
  return viewers
}

/** Makes a page believe that it is hidden: a browser without a screen hides none. */
function hide(window: Window, hidden: boolean): Promise<unknown> {
  return window.run(`(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} })
    document.dispatchEvent(new Event('visibilitychange'))
  })()`)
}

/** A JPEG whose quarters are black, dark, bright and white, row by row. */
async function quarters(): Promise<Bytes> {
  const values = [0, 85, 170, 255]
  const tiles = values.map((value, at) => ({
    input: {
      create: { width: 32, height: 24, channels: 3 as const, background: grey(value) },
    },
    left: (at % 2) * 32,
    top: at > 1 ? 24 : 0,
  }))
  const base = { create: { width: 64, height: 48, channels: 3 as const, background: grey(0) } }
  return new Uint8Array(await sharp(base).composite(tiles).jpeg({ quality: 95 }).toBuffer())
}

const grey = (value: number) => ({ r: value, g: value, b: value })

/** Somebody else's MJPEG server, which counts its connections. `tick` sends everybody a picture. */
async function foreign(headers: Record<string, string> = {}) {
  const open = new Set<Socket>()
  const watching = new Set<ServerResponse>()
  const http = createServer((_, response) => {
    const type = 'multipart/x-mixed-replace;boundary=BoundaryString'
    response.writeHead(200, { 'content-type': type, ...headers })
    response.flushHeaders()
    watching.add(response)
    response.on('close', () => watching.delete(response))
  })
  http.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  let turn = 0
  const tick = (): void => {
    turn = (turn + 40) % 240
    const jpeg = shade(turn)
    const head = `--BoundaryString\r\nContent-type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`
    for (const response of watching) {
      response.write(head)
      response.write(jpeg)
      response.write('\r\n')
    }
  }
  const timer = setInterval(tick, 50) // the camera's rhythm
  onTestFinished(() => {
    clearInterval(timer)
    for (const socket of open) socket.destroy()
    http.close()
  })
  // Pages and this server are of the same machine, and of other origins.
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/?action=stream`
  return { url, open, watching, silence: () => clearInterval(timer) }
}

describe.each(browsers)('<zoetrope-view> in %s', (_, program, start) => {
  describe.skipIf(!needs(program))('without a screen', () => {
    beforeAll(async () => {
      browser = await start()
    })

    afterAll(() => browser?.close())

    test.each(['auto', 'websocket', 'fetch', 'img'])('shows what comes: %s', async (way) => {
      const feed = new Feed(shade(20))
      const desk = camera('desk', feed)
      const { window, running } = await scene(
        [desk],
        view(`src="/cameras/desk" transport="${way}"`),
      )
      for (const value of [20, 200, 90, 240]) {
        feed.give(shade(value))
        await paints(window, value)
      }
      await becomes(window, 'live')
      const used = way === 'auto' ? 'websocket' : way
      expect(await tell(window, 'activeTransport')).toBe(used)
      const [viewer] = await viewers(running.url)
      expect(viewer?.transport).toBe(used === 'websocket' ? 'websocket' : 'tcp')
      await window.run('view.remove()')
      // Firefox ends an <img> that has loaded all it was sent only when it is sent more.
      if (used === 'img') feed.give(shade(60))
      await watch(desk, 0)
      await expect.poll(() => viewers(running.url), patiently).toEqual([])
      expect(window.wrong).toEqual([])
    })

    test.each(['/stream', '/live?camera=desk', '/cameras/desk/stream', '/'])(
      'takes %s for an address',
      async (src) => {
        const desk = camera('desk', new Feed(shade(120)))
        const named = src === '/' ? 'camera="desk"' : ''
        const { window } = await scene([desk], view(`src="${src}" ${named}`))
        await paints(window, 120)
        await becomes(window, 'live')
      },
    )

    test.each(['websocket', 'fetch', 'img'])(
      'lets go of the camera when it is paused, hidden, off screen, turned away or left: %s',
      async (way) => {
        const [desk, door] = [camera('desk', moving()), camera('door', moving())]
        const far = '<div style="height:5000px"></div>'
        const html = `${view(`src="/cameras/desk" transport="${way}"`)}${far}`
        const { window, running } = await scene([desk, door], html)
        await becomes(window, 'live')
        const interludes = [
          ['view.pause()', 'view.play()'],
          ['scrollTo(0, 5000)', 'scrollTo(0, 0)'],
        ] as const
        for (const [end, begin] of interludes) {
          await window.run(end)
          await watch(desk, 0)
          await becomes(window, 'paused')
          await window.run(begin)
          await becomes(window, 'live')
        }
        await hide(window, true)
        await watch(desk, 0)
        await hide(window, false)
        await becomes(window, 'live')
        await window.run(`view.src = '/cameras/door'`)
        await watch(desk, 0)
        await watch(door, 1)
        await becomes(window, 'live')
        await window.goto(`${running.url}blank.html`)
        await watch(door, 0)
        expect(window.wrong).toEqual([])
      },
    )

    test('watches on where nobody sees it, if it is eager', async () => {
      const feed = new Feed(shade(30))
      const html = `<div style="height:5000px"></div>${view('src="/cameras/desk" eager')}`
      const { window } = await scene([camera('desk', feed)], html)
      await paints(window, 30)
      await hide(window, true)
      feed.give(shade(200))
      await paints(window, 200)
    })

    test('twelve on one page share one WebSocket', async () => {
      const cameras = Array.from({ length: 6 }, (_, at) => camera(`cam${at}`, moving()))
      const twice = [...cameras, ...cameras]
      const html = twice
        .map(({ name }, at) => view(`src="/cameras/${name}" style="width:120px"`, `v${at}`))
        .join('')
      const { window, running } = await scene(cameras, `<p>wall</p><template>${html}</template>`)
      await window.run(`(() => {
        const Native = WebSocket
        globalThis.opened = 0
        globalThis.WebSocket = class extends Native {
          constructor(...args) { super(...args); opened += 1 }
        }
        document.body.append(document.querySelector('template').content)
      })()`)
      for (const at of twice.keys()) await becomes(window, 'live', `v${at}`)
      expect(await window.run('opened')).toBe(1)
      const seen = await viewers(running.url)
      expect(seen.map(({ camera }) => camera).sort()).toEqual(cameras.map(({ name }) => name))
      await window.run(`document.querySelectorAll('zoetrope-view').forEach((one) => one.remove())`)
      for (const one of cameras) await watch(one, 0)
    })

    test('a camera that is lost is dimmed and says so, and is live again by itself', async () => {
      const feed = new Feed(shade(200))
      let cable: AbortController | undefined = new AbortController()
      const source = {
        label: 'cable:',
        async *open(signal: AbortSignal) {
          if (cable) yield* feed.open(AbortSignal.any([signal, cable.signal]))
          if (!signal.aborted) throw new Error('the cable is out')
        },
      }
      const { window } = await scene([camera('desk', source)], view('src="/cameras/desk"'))
      await becomes(window, 'live')
      const filter = () => window.run(`getComputedStyle(${canvas}).filter`)
      await expect.poll(filter, patiently).toBe('none')
      const unplugged = cable
      cable = undefined
      unplugged.abort()
      await becomes(window, 'lost')
      expect(await tell(window, 'reason')).toContain('the cable is out')
      await expect.poll(filter, patiently).toBe('grayscale(1) brightness(0.55)')
      const text = await window.run(`view.shadowRoot.querySelector('.overlay').innerText`)
      expect(text).toMatch(/Lost[\s\S]*the cable is out/)
      // What was seen last stays to be seen.
      expect(Number(await red(window))).toBeGreaterThan(190)
      cable = new AbortController()
      feed.give(shade(60))
      await paints(window, 60)
      await becomes(window, 'live')
      await expect.poll(filter, patiently).toBe('none')
    })

    test('says what is wrong with its address', async () => {
      const { window } = await scene([], view('src="/cameras/cellar"'))
      await becomes(window, 'lost')
      expect(await tell(window, 'reason')).toContain('There is no camera "cellar"')
      await window.run(`view.src = 'ftp://somewhere'`)
      await expect.poll(() => tell(window, 'reason'), patiently).toContain('no address')
    })

    test('goes on by itself when its server was ended and started again', async () => {
      const { window, running } = await scene(
        [camera('desk', moving())],
        view('src="/cameras/desk"'),
      )
      await becomes(window, 'live')
      const port = Number(new URL(running.url).port)
      await running.close()
      await becomes(window, 'lost')
      await server({ cameras: new Cameras([camera('desk', moving())]), port })
      await becomes(window, 'live')
      expect(await tell(window, 'activeTransport')).toBe('websocket')
    })

    test('gives the picture that is seen as it came', async () => {
      const jpeg = shade(77)
      const { window } = await scene(
        [camera('desk', new Feed(jpeg))],
        view('src="/cameras/desk" rotate="90"'),
      )
      await paints(window, 77)
      const bytes = await window.run(
        `view.snapshot().then(async (blob) => [blob.type, ...new Uint8Array(await blob.arrayBuffer())])`,
      )
      expect(bytes).toEqual(['image/jpeg', ...jpeg])
    })

    test('has no snapshot before the first picture', async () => {
      const { window } = await scene([camera('desk', new Feed())], view('src="/cameras/desk"'))
      const error = await window.run('view.snapshot().catch(({ name }) => name)')
      expect(error).toBe('InvalidStateError')
    })

    test('turns and mirrors by pixels', async () => {
      const { window } = await scene(
        [camera('desk', new Feed(await quarters()))],
        view('src="/cameras/desk"'),
      )
      await becomes(window, 'live')
      const corners = async () => {
        const at = [0.25, 0.75]
        const values = at.flatMap((y) => at.map((x) => red(window, x, y)))
        return (await Promise.all(values)).map((value) => Math.round(Number(value) / 85))
      }
      const poses = [
        ['0', 'none', [0, 1, 2, 3]],
        ['90', 'none', [2, 0, 3, 1]],
        ['180', 'none', [3, 2, 1, 0]],
        ['270', 'none', [1, 3, 0, 2]],
        ['0', 'horizontal', [1, 0, 3, 2]],
        ['0', 'vertical', [2, 3, 0, 1]],
        ['90', 'both', [1, 3, 0, 2]],
      ] as const
      for (const [rotate, mirror, expected] of poses) {
        await window.run(`void Object.assign(view, { rotate: ${rotate}, mirror: '${mirror}' })`)
        await expect.poll(corners, patiently).toEqual(expected)
      }
    })

    test.each([
      ['contain', [14, 200, 14]],
      ['cover', [200, 200, 200]],
      ['fill', [200, 200, 200]],
      ['none', [14, 200, 14]],
    ] as const)('fits by pixels: %s', async (fit, expected) => {
      const style = 'display:block;position:absolute;left:0;top:0;width:400px;height:100px'
      const { window } = await scene(
        [camera('desk', new Feed(shade(200)))],
        view(`src="/cameras/desk" fit="${fit}" style="${style}"`),
      )
      await becomes(window, 'live')
      const seen = async () => {
        const png = await window.look({ x: 0, y: 0, width: 400, height: 100 })
        const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
        return [20, 200, 380].map((x) => data[(50 * info.width + x) * info.channels])
      }
      await expect.poll(seen, patiently).toEqual(expected)
    })

    test('is worked with the keyboard alone', async () => {
      const { window } = await scene(
        [camera('desk', moving())],
        view('src="/cameras/desk" controls alt="The desk"'),
      )
      await becomes(window, 'live')
      await window.run(`document.addEventListener('click', (event) => {
        const [link] = event.composedPath()
        if (link.download) globalThis.saved = link.download
      }, true)`)
      // A link that is in no document tells nobody of its click.
      await window.run(
        `void (HTMLAnchorElement.prototype.click = function () { saved = this.download })`,
      )
      await window.press('Tab')
      expect(await window.run(`view.shadowRoot.activeElement.ariaLabel`)).toBe('The desk')
      await window.press(' ')
      await becomes(window, 'paused')
      await window.press(' ')
      await becomes(window, 'live')
      await window.press('s')
      await expect.poll(() => window.run(`globalThis.saved`), patiently).toMatch(/^desk-.*Z\.jpg$/)
      await window.press('f')
      const full = () => window.run('document.fullscreenElement === view')
      await expect.poll(full, patiently).toBe(true)
      await window.press('f')
      await expect.poll(full, patiently).toBe(false)
      const names = await window.run(
        `Array.from(view.shadowRoot.querySelectorAll('button:not([hidden])'), (one) => one.ariaLabel)`,
      )
      expect(names).toContain('Pause')
      expect(names).toContain('Save a snapshot')
    })

    test('takes keys where it has controls, and nowhere else', async () => {
      const { window } = await scene(
        [camera('desk', moving())],
        view('src="/cameras/desk" tabindex="0"'),
      )
      await becomes(window, 'live')
      await window.run('view.focus()')
      await window.press(' ')
      expect(await tell(window, 'paused')).toBe(false)
      await window.run('void (view.controls = true)')
      await window.press(' ')
      expect(await tell(window, 'paused')).toBe(true)
    })

    test('looks and works the same in the document of another window, and back again', async () => {
      const desk = camera('desk', moving())
      const { window } = await scene(
        [desk],
        `<iframe id="other"></iframe>${view('src="/cameras/desk"')}`,
      )
      await becomes(window, 'live')
      const styled = 'getComputedStyle(moved.shadowRoot.querySelector(".stage")).position'
      await window.run('void (moved = view, other.contentDocument.body.append(moved))')
      await expect.poll(() => tell(window, 'state', 'moved'), patiently).toBe('live')
      expect(await window.run(`other.contentWindow.${styled}`)).toBe('relative')
      await window.run('document.body.append(moved)')
      await expect.poll(() => tell(window, 'state', 'moved'), patiently).toBe('live')
      expect(await window.run(styled)).toBe('relative')
      await window.run('moved.remove()')
      await watch(desk, 0)
      expect(window.wrong).toEqual([])
    })

    test('tells of each frame and each change', async () => {
      const feed = new Feed()
      const { window } = await scene([camera('desk', feed)], view(''))
      await window.run(`void (() => {
        globalThis.heard = []
        view.addEventListener('statechange', ({ state }) => heard.push(state))
        view.addEventListener('frame', (event) => { globalThis.last = event })
        view.src = '/cameras/desk'
      })()`)
      await becomes(window, 'connecting')
      const jpeg = shade(9)
      feed.give(jpeg, jpeg.slice())
      await becomes(window, 'live')
      // The camera may say in between that it starts.
      const heard = await window.run('heard.filter((state, at) => state !== heard[at - 1])')
      expect(heard).toEqual(['connecting', 'live'])
      const { index, bytes, age, capturedAt } = (await window.run(
        `(({ index, bytes, age, capturedAt }) => ({ index, bytes, age, capturedAt }))(last)`,
      )) as Record<string, number>
      expect(bytes).toBe(jpeg.length)
      expect(index).toBeGreaterThanOrEqual(0)
      expect(age).toBeGreaterThanOrEqual(0)
      expect(Math.abs((capturedAt ?? 0) - Date.now())).toBeLessThan(60_000)
    })

    test('works under the strictest policy of a page', async () => {
      for (const way of ['auto', 'fetch', 'img']) {
        const html = view(`src="/cameras/desk" transport="${way}" controls`)
        const { window } = await scene([camera('desk', new Feed(shade(50)))], html, STRICT)
        await paints(window, 50)
        const shown = await window.run(
          `getComputedStyle(view.shadowRoot.querySelector('.stage')).position`,
        )
        expect(shown).toBe('relative')
        expect(window.wrong).toEqual([])
      }
    })

    test('reads a foreign server that lets it', async () => {
      const other = await foreign({ 'access-control-allow-origin': '*' })
      const { window } = await scene([], view(`src="${other.url}"`))
      await becomes(window, 'live')
      expect(await tell(window, 'activeTransport')).toBe('fetch')
      expect(await window.run('view.snapshot().then(({ type }) => type)')).toBe('image/jpeg')
      other.silence()
      await becomes(window, 'stalled')
      const filter = () => window.run(`getComputedStyle(${canvas}).filter`)
      await expect.poll(filter, patiently).toMatch(/grayscale\(1\)/)
      await window.run('view.remove()')
      await expect.poll(() => other.watching.size, patiently).toBe(0)
    })

    test('shows a foreign server that does not let it read, and does not call that live', async () => {
      const other = await foreign()
      const { window } = await scene([], view(`src="${other.url}"`))
      await becomes(window, 'unchecked')
      expect(await tell(window, 'activeTransport')).toBe('img')
      // What nobody can see is not told.
      await window.run(`void view.addEventListener('frame', () => { globalThis.told = true })`)
      expect(await window.run(`[view.age ?? 'unknown', view.rate]`)).toEqual(['unknown', 0])
      expect(await window.run('view.snapshot().catch(({ name }) => name)')).toBe('SecurityError')
      const text = await window.run(`view.shadowRoot.querySelector('.overlay').innerText`)
      expect(text).toContain('Not checked')
      const clip = (await window.run(
        `(({ x, y, width, height }) => ({ x, y, width, height }))(view.getBoundingClientRect())`,
      )) as { x: number; y: number; width: number; height: number }
      for (let change = 0; change < 2; change += 1) {
        const before = await window.look(clip)
        const same = async () => Buffer.from(before).equals(await window.look(clip))
        await expect.poll(same, patiently).toBe(false)
      }
      expect(await window.run('globalThis.told === undefined')).toBe(true)
      await window.run('view.remove()')
      await expect.poll(() => other.watching.size, patiently).toBe(0)
    })

    test('goes on in a small window above all others while nobody sees the page', async () => {
      const desk = camera('desk', moving())
      const { window } = await scene([desk], view('src="/cameras/desk" controls'))
      await becomes(window, 'live')
      await window.run('view.requestPictureInPicture().then(() => true)')
      await hide(window, true)
      expect(await tell(window, 'state')).toBe('live')
      await window.run('document.exitPictureInPicture()')
      await watch(desk, 0)
      await becomes(window, 'paused')
    })

    test('the small window follows to another camera, and does not look live where that is lost', async () => {
      const cable = new AbortController()
      const source = {
        label: 'cable:',
        async *open(signal: AbortSignal) {
          if (cable.signal.aborted) throw new Error('the cable is out')
          yield shade(230)
          await new Promise((resolve) => {
            for (const end of [signal, cable.signal]) end.addEventListener('abort', resolve)
          })
        },
      }
      const cameras = [camera('desk', new Feed(shade(60))), camera('door', source)]
      const { window } = await scene(cameras, view('src="/cameras/desk" controls'))
      await becomes(window, 'live')
      await window.run('view.requestPictureInPicture().then(() => true)')
      const floating = () =>
        window.run(`(() => {
          const small = document.createElement('canvas').getContext('2d')
          small.drawImage(document.pictureInPictureElement, 0, 0, 1, 1)
          return small.getImageData(0, 0, 1, 1).data[0]
        })()`)
      await expect.poll(floating, patiently).toBeLessThan(80)
      await window.run(`void (view.src = '/cameras/door')`)
      await expect.poll(floating, patiently).toBeGreaterThan(200)
      cable.abort()
      await becomes(window, 'lost')
      await expect.poll(floating, patiently).toBeLessThan(150)
    })

    test('says why where there is no such window', async () => {
      const { window } = await scene([], view(''))
      await window.run(
        `void Object.defineProperty(document, 'pictureInPictureEnabled', { value: false })`,
      )
      const reason = `view.requestPictureInPicture().catch(({ name, message }) => [name, message])`
      expect(await window.run(reason)).toEqual([
        'NotSupportedError',
        expect.stringContaining('browser'),
      ])
    })
  })
})
