import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Bytes, Cameras } from 'zoetrope'
import { camera, diary, Feed, server } from '../../packages/server/test/http/makers.ts'
import { concat, exif, tinyJpeg } from '../../packages/zoetrope/test/frame/jpegs.ts'
import { type Eyes, openChromium, type Sight } from '../e2e/eyes.ts'
import { needs } from '../needs.ts'
import { startNginx } from '../nginx.ts'

/*
 * What Mainsail and Fluidd ask of a server, by readers that do what their own code does: Mainsail's
 * src/components/webcams/streamers/{Mjpegstreamer,MjpegstreamerAdaptive}.vue, Fluidd's
 * src/components/widgets/camera/services/Mjpegstreamer{,Adaptive}Camera.vue.
 */

/** Mjpegstreamer.vue, readStream: by each part's Content-Length, from FFD8 on, shown at the byte behind it. */
class MainsailReader {
  readonly shown: Bytes[] = []
  #headers = ''
  #left = 0
  #picture: number[] = []

  push(chunk: Uint8Array): void {
    chunk.forEach((byte, at) => {
      const isStart = byte === 0xff && chunk[at + 1] === 0xd8
      if (isStart) this.#left = Number(/content-length:(.*)/i.exec(this.#headers)?.[1] ?? -1)
      if (isStart) this.#picture = []
      if (this.#left <= 0) this.#headers += String.fromCharCode(byte)
      else if (this.#picture.length < this.#left) this.#picture.push(byte)
      else this.#show()
    })
  }

  #show(): void {
    this.shown.push(Uint8Array.from(this.#picture))
    this.#headers = ''
    this.#left = 0
  }
}

/** Mjpegstreamer.vue, startStream. */
async function streamAt(url: string): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const address = new URL(url)
  address.searchParams.append('timestamp', `${Date.now()}`)
  const response = await fetch(address, { mode: 'cors' })
  const reader = response.body?.getReader()
  if (!response.ok || !reader) throw new Error(`${response.status}`)
  return reader
}

/** The bytes of a stream up to the part behind so many pictures. */
async function wireOf(url: string, pictures: number): Promise<Uint8Array> {
  const stream = await streamAt(url)
  let bytes: Bytes = new Uint8Array()
  while (Buffer.from(bytes).toString('latin1').split('--frame\r\n').length < pictures + 2) {
    const { value = new Uint8Array() } = await stream.read()
    bytes = concat(bytes, value)
  }
  await stream.cancel()
  return bytes
}

describe('Mainsail’s reader', () => {
  test('shows each picture before the next is captured, thumbnails or not', async () => {
    const feed = new Feed()
    const { url } = await server({ cameras: new Cameras([camera('desk', feed)]) })
    const stream = await streamAt(`${url}?action=stream`)
    const reader = new MainsailReader()
    for (const [at, shade] of [10, 90, 170, 250].entries()) {
      feed.give(tinyJpeg({ shade, segments: at % 2 === 1 ? [exif(tinyJpeg())] : [] }))
      while (reader.shown.length === at) {
        const { value } = await stream.read()
        if (!value) throw new Error('Expected a picture, got the end of the stream')
        reader.push(value)
      }
      expect(reader.shown.at(-1)).toEqual(tinyJpeg({ shade }))
    }
    await stream.cancel()
  })

  test('finds every picture however the stream is cut, but between the two bytes it looks for', async () => {
    const feed = new Feed(tinyJpeg({ shade: 10 }))
    const desk = camera('desk', feed)
    const { url } = await server({ cameras: new Cameras([desk]) })
    const wire = wireOf(`${url}cameras/desk/stream`, 3)
    for (const shade of [90, 170]) {
      await desk.broadcast.waitFor(shade === 90 ? 0 : 1)
      feed.give(tinyJpeg({ shade }))
    }
    const bytes = Buffer.from(await wire)
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (places) => {
        const cuts = [0, ...places.filter((at) => bytes[at] !== 0xd8), bytes.length]
        cuts.sort((a, b) => a - b)
        const reader = new MainsailReader()
        for (const [at, from] of cuts.entries()) reader.push(bytes.subarray(from, cuts[at + 1]))
        expect(reader.shown).toEqual([10, 90, 170].map((shade) => tinyJpeg({ shade })))
      }),
    )
  })
})

describe.skipIf(!needs('nginx'))('Mainsail’s own nginx, told nothing new', () => {
  /** Its `location /webcam/` leads to an `upstream mjpgstreamer1`, whose name is then the host's. */
  async function frontOf(hosts: readonly string[]): Promise<string> {
    const { url } = await server({ hosts })
    const named = 'proxy_set_header Host mjpgstreamer1; proxy_ignore_headers X-Accel-Buffering'
    const loose = 'postpone_output 0; proxy_buffering off'
    const front = await startNginx(`location / { proxy_pass ${url}; ${loose}; ${named}; }`)
    onTestFinished(() => front.stop())
    return front.url
  }

  test('shows stream and snapshot where its name for the server is allowed', async () => {
    const url = await frontOf(['mjpgstreamer1'])
    const snapshot = await fetch(`${url}/?action=snapshot&bypassCache=1`)
    expect(new Uint8Array(await snapshot.arrayBuffer())).toEqual(tinyJpeg())
    const [stream, reader] = [await streamAt(`${url}/?action=stream`), new MainsailReader()]
    while (reader.shown.length === 0) reader.push((await stream.read()).value ?? new Uint8Array())
    expect(reader.shown).toEqual([tinyJpeg()])
    await stream.cancel()
  })

  test('is told how to allow it where it is not', async () => {
    const refused = await fetch(`${await frontOf([])}/?action=snapshot`)
    expect(refused.status).toBe(403)
    expect(await refused.text()).toContain('mjpgstreamer1')
  })
})

/** Waits for what a browser does. */
const patiently = { timeout: 30_000, interval: 20 }
const shade = (value: number): Bytes => tinyJpeg({ width: 64, height: 48, shade: value })

/** A page of another server: its origin, which it has before it is known what it shows. */
async function elsewhere(): Promise<{ origin: string; show(script: string): void }> {
  let script = ''
  const http = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><body style="margin:0"><script type="module">${script}</script>`)
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  const { port } = http.address() as AddressInfo // listens on TCP, so it is not a path
  return {
    origin: `http://127.0.0.1:${port}`,
    show: (text) => {
      script = text
    },
  }
}

/** Each picture that the page at `origin` paints, while the camera gives one after the other. */
async function paints(eyes: Eyes, feed: Feed): Promise<void> {
  for (const value of [20, 200, 90, 240]) {
    feed.give(shade(value))
    const difference = async (): Promise<number> => Math.abs((await eyes.red(32, 24)) - value)
    await expect.poll(difference, patiently).toBeLessThan(6)
  }
}

/** Mjpegstreamer.vue and its worker, in the page. */
const streaming = (url: string): string => `
  ${MainsailReader}
  ${streamAt}
  const canvas = document.body.appendChild(document.createElement('canvas'))
  const stream = await streamAt('${url}')
  const reader = new MainsailReader()
  for (let shown = 0; ; ) {
    reader.push((await stream.read()).value)
    if (reader.shown.length === shown) continue
    shown = reader.shown.length
    const bitmap = await createImageBitmap(new Blob([reader.shown.at(-1)], { type: 'image/jpeg' }))
    Object.assign(canvas, { width: bitmap.width, height: bitmap.height })
    canvas.getContext('2d').drawImage(bitmap, 0, 0)
  }`

/** MjpegstreamerAdaptive.vue, refreshFrame and onLoad; Fluidd's differs by the parameter. One error ends it. */
const polling = (url: string, parameter: string, attributes: object = {}): string => `
  const image = document.body.appendChild(Object.assign(new Image(), ${JSON.stringify(attributes)}))
  let [asked, took] = [0, 0]
  const refresh = () => {
    const address = new URL('${url}')
    address.searchParams.append('${parameter}', Date.now())
    image.src = address
    asked = performance.now()
  }
  image.onload = () => {
    took = took * 0.2 + (performance.now() - asked) * 0.8
    setTimeout(refresh, Math.max(0, 1000 / 15 - took))
  }
  refresh()`

/** Fluidd's MjpegstreamerCamera.vue, startPlayback. */
const showing = (url: string): string => `
  const address = new URL('${url}')
  address.searchParams.set('cacheBust', Date.now())
  const image = document.body.appendChild(new Image())
  image.crossOrigin = 'anonymous'
  image.src = address`

describe.skipIf(!needs('chromium'))('a printer’s page in Chromium, on another port', () => {
  let browser: Sight

  beforeAll(async () => {
    browser = await openChromium()
  })

  afterAll(() => browser?.close())

  /** A window that shows what `script` makes of the camera's addresses. */
  async function scene(script: (url: string) => string, { isKnown = true } = {}) {
    const feed = new Feed(shade(20))
    const desk = camera('desk', feed, { linger: 10_000 })
    const page = await elsewhere()
    const { log, entries } = diary()
    const origins = isKnown ? [page.origin] : []
    const { url } = await server({ cameras: new Cameras([desk]), origins, log })
    page.show(script(url))
    const eyes = await browser.open()
    onTestFinished(() => eyes.close())
    await eyes.goto(page.origin)
    return { eyes, feed, desk, url, entries }
  }

  test('reads the stream with fetch, as Mainsail does, where the server knows the page', async () => {
    const { eyes, feed } = await scene((url) => streaming(`${url}?action=stream`))
    await paints(eyes, feed)
  })

  test('may not read it where the server does not know the page', async () => {
    const { eyes, url } = await scene(() => '', { isKnown: false })
    expect(await eyes.reaches(`${url}?action=snapshot&timestamp=1`)).toBe(false)
    const known = await scene(() => '')
    expect(await known.eyes.reaches(`${known.url}?action=snapshot&timestamp=1`)).toBe(true)
  })

  test.each([
    ['Mainsail', 'bypassCache', {}, false],
    ['Fluidd', 'cacheBust', { crossOrigin: 'anonymous' }, true],
  ] as const)(
    'asks for one snapshot after the other, as %s does, and the camera is started once',
    async (_, parameter, attributes, isKnown) => {
      const { eyes, feed, desk, entries } = await scene(
        (url) => polling(`${url}?action=snapshot`, parameter, attributes),
        { isKnown },
      )
      await paints(eyes, feed)
      const asked = () => entries.filter(({ text }) => text === 'request')
      await expect.poll(() => asked().length, patiently).toBeGreaterThan(20)
      expect(new Set(asked().map(({ facts }) => facts['status']))).toEqual(new Set([200]))
      expect(feed.opened).toBe(1)
      expect(desk.viewers).toBe(0)
    },
  )

  test('shows the stream as it is, as Fluidd does', async () => {
    const { eyes, feed } = await scene((url) => showing(`${url}?action=stream`))
    await paints(eyes, feed)
  })
})
