/** `/live` behind a real nginx with its usual buffering. @module */
import { describe, expect, onTestFinished, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { needs } from '../../../../test/needs.ts'
import { startNginx } from '../../../../test/nginx.ts'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { LiveWire } from './live-wire.ts'
import { camera, diary, Feed, server } from './makers.ts'
import { viewers } from './wires.ts'

/** Starts nginx as docs/live.md has it; resolves with the address of `/webcam/` when it listens. */
async function proxy(upstream: number): Promise<string> {
  const { url, stop } = await startNginx(`location /webcam/ {
    proxy_pass http://127.0.0.1:${upstream}/;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection upgrade;
    proxy_set_header X-Forwarded-Prefix /webcam;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Host $http_host;
  }`)
  onTestFinished(stop)
  return `${url}/webcam/`
}

describe.skipIf(!needs('nginx'))('behind nginx', () => {
  test('a viewer is welcomed, known by its address, and gone when it goes', async () => {
    const desk = camera()
    const { log, comes } = diary()
    const { port } = await server({ cameras: new Cameras([desk]), log })
    const url = await proxy(port)
    const origin = new URL(url).origin
    const headers = { origin, 'x-forwarded-for': '192.0.2.9' }
    const wire = await new LiveWire(`${url}live`, { headers }).say({
      type: 'subscribe',
      camera: 'desk',
    })
    await wire.shows('desk', 1)
    expect((await comes('viewer joined')).facts).toMatchObject({ address: '127.0.0.1' })
    wire.socket.terminate()
    await viewers(desk, 0)
  })

  test('of what is captured while nothing is shown nearly nothing waits in the proxy, and the newest comes next', async () => {
    const frame = (): ReturnType<typeof tinyJpeg> => tinyJpeg({ bytes: 40_000 })
    const feed = new Feed(frame())
    const desk = camera('desk', feed)
    const { port } = await server({ cameras: new Cameras([desk]) })
    const wire = await new LiveWire(`${await proxy(port)}live`).say({
      type: 'subscribe',
      camera: 'desk',
    })
    for (let count = 1; count <= 30; count += 1) {
      await wire.shows('desk', count)
      feed.give(frame())
    }
    wire.acknowledges = false
    const before = wire.frames.length
    for (let index = 31; index <= 230; index += 1) {
      feed.give(frame())
      await published(desk, index)
    }
    // What was sent before the answer has come before it.
    await wire.say({ type: 'ping', at: 1 })
    await wire.hears('pong', { at: 1 })
    const came = wire.frames.length
    expect(came - before).toBeLessThan(20)
    const last = wire.frames.at(-1)
    if (last) await wire.shown(last)
    expect((await wire.shows('desk', came + 1)).at(-1)?.index).toBe(230)
  })
})

/** Resolves when the camera has published that index. */
async function published(desk: ReturnType<typeof camera>, index: number): Promise<void> {
  while ((desk.broadcast.newest?.index ?? -1) < index) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}
