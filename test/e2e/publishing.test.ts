import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkFrame } from '../../packages/zoetrope/src/frame/check.ts'
import { CHROMIUM } from '../chromium.ts'
import { needs } from '../needs.ts'

/*
 * Publishing where there is no Node: a worker of a page paints on an OffscreenCanvas and publishes to
 * a broadcast in the page, over the worker's own port.
 */

const worker = `
  import { portPublisher } from 'zoetrope'

  const out = portPublisher(self)
  const canvas = new OffscreenCanvas(64, 48)
  const painter = canvas.getContext('2d')
  for (let n = 0; !out.closed; n++) {
    painter.fillStyle = 'hsl(' + n * 20 + ' 80% 50%)'
    painter.fillRect(0, 0, 64, 48)
    const blob = await canvas.convertToBlob({ type: 'image/jpeg' })
    await out.ready()
    out.publish(await blob.arrayBuffer(), { index: n })
    if (n === 3) out.publish(new Uint8Array(9))
  }`

const page = `
  import { Broadcast, portFrames } from 'zoetrope'

  const worker = new Worker('/worker.js', { type: 'module' })
  const broadcast = new Broadcast({ capacity: 100 })
  const refused = []
  const piped = broadcast.pipe(portFrames(worker), { onReject: ({ code }) => refused.push(code) })
  while (broadcast.published < 10 || refused.length < 1) await broadcast.next()
  broadcast.close()
  window.result = {
    piped: await piped,
    refused,
    published: broadcast.published,
    jpegs: broadcast.frames().map(({ jpeg }) => Array.from(jpeg)),
  }`

async function bundle(contents: string): Promise<string> {
  const resolveDir = fileURLToPath(new URL('.', import.meta.url))
  const options = { bundle: true, format: 'esm', target: 'es2022', write: false } as const
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir } })
  return outputFiles[0]?.text ?? ''
}

async function serve(): Promise<string> {
  const files = new Map([
    ['/', ['text/html', '<script type="module" src="/page.js"></script>']],
    ['/page.js', ['text/javascript', await bundle(page)]],
    ['/worker.js', ['text/javascript', await bundle(worker)]],
  ])
  const server = createServer((request, response) => {
    const [type = 'text/plain', text = ''] = files.get(request.url ?? '') ?? []
    response.writeHead(200, { 'content-type': type }).end(text)
  })
  server.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/` // it listens on a port
}

describe.skipIf(!needs('chromium'))('in Chromium', () => {
  test('a worker’s canvas is published to a broadcast in its page', async () => {
    const url = await serve()
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox'],
    })
    onTestFinished(() => browser.close())
    const tab = await browser.newPage()
    await tab.goto(url)
    const handle = await tab.waitForFunction(() => Reflect.get(globalThis, 'result'))
    const { piped, refused, published, jpegs } = await handle.jsonValue()
    expect(piped).toBe(published)
    expect(refused).toEqual(['INVALID_FRAME'])
    expect(jpegs.length).toBe(published)
    for (const jpeg of jpegs) {
      expect(checkFrame(Uint8Array.from(jpeg))).toMatchObject({ width: 64, height: 48 })
    }
  })
})
