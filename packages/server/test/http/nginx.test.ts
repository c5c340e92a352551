/** Behind a real reverse proxy, under a path of its own, with nginx's defaults. @module */
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { needs } from '../../../../test/needs.ts'
import { startNginx } from '../../../../test/nginx.ts'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { camera, diary, Feed, folder, server } from './makers.ts'
import { viewers, Wire } from './wires.ts'

/** Starts nginx with this location; resolves with its port when it listens. */
async function proxy(location: string): Promise<number> {
  const { port, stop } = await startNginx(location)
  onTestFinished(stop)
  return port
}

describe.skipIf(!needs('nginx'))('behind nginx', () => {
  test('under a path that it takes off, all works, and the links know the path', async () => {
    const feed = new Feed(tinyJpeg())
    const desk = camera('desk', feed)
    const { log, entries } = diary()
    const { port } = await server({ cameras: new Cameras([desk]), log })
    const at = await proxy(`location /webcam/ {
      proxy_pass http://127.0.0.1:${port}/;
      proxy_set_header X-Forwarded-Prefix /webcam;
      proxy_set_header X-Forwarded-For $remote_addr;
    }`)
    const base = `http://127.0.0.1:${at}/webcam/`
    const { links } = await (await fetch(`${base}cameras/desk`)).json()
    expect(links.stream).toBe('/webcam/cameras/desk/stream')
    expect((await fetch(`${base}viewer`)).url).toBe(`${base}cameras/desk/viewer`)
    expect((await fetch(`${base}?action=snapshot`)).headers.get('content-type')).toBe('image/jpeg')
    const asked = entries.find(({ text }) => text === 'request')
    expect(asked?.facts).toMatchObject({ path: '/cameras/desk', address: '127.0.0.1' })
  })

  test('a stream passes frame by frame, and its viewer is gone when it goes', async () => {
    const feed = new Feed(tinyJpeg())
    const desk = camera('desk', feed)
    const { port } = await server({ cameras: new Cameras([desk]), basePath: '/webcam' })
    const at = await proxy(`location /webcam/ { proxy_pass http://127.0.0.1:${port}; }`)
    const viewer = new Wire(at).ask('GET /webcam/?action=stream HTTP/1.0', 'Host: localhost')
    for (let n = 1; n < 5; n++) {
      // Not held back until a buffer of the proxy is full: the next comes only after this one came.
      await viewer.until((received) => received.includes(`X-Frame-Index: ${n - 1}\r\n`))
      feed.give(tinyJpeg({ shade: n }))
    }
    await viewer.parts(5)
    expect(desk.viewers).toBe(1)
    await viewer.cut()
    while (desk.viewers > 0) {
      // The proxy finds out when it has something to hand on.
      feed.give(tinyJpeg())
      await new Promise((resolve) => setImmediate(resolve))
    }
    await viewers(desk, 0)
  })

  test('events pass one by one, and their reader is gone when it goes', async () => {
    const desk = camera('desk', new Feed())
    const { port, url } = await server({ cameras: new Cameras([desk]) })
    const at = await proxy(`location / { proxy_pass http://127.0.0.1:${port}; }`)
    const reader = new Wire(at).ask('GET /events HTTP/1.1', 'Host: localhost')
    await reader.until((received) => received.includes('event: now'))
    const release = desk.demand()
    await reader.until((received) => received.includes('"to":"starting"'))
    release()
    await reader.until((received) => received.includes('"to":"idle"'))
    await reader.cut()
    const readers = async (): Promise<number> =>
      (await (await fetch(`${url}server`)).json()).events.readers
    await expect.poll(readers).toBe(0)
  })

  test('on a Unix socket it is found by the address that the server tells', async () => {
    const desk = camera('desk', new Feed(tinyJpeg()))
    const { log, entries } = diary()
    const cameras = new Cameras([desk])
    const { url } = await server({ cameras, socket: join(folder(), 'a.sock'), log })
    const at = await proxy(`location /webcam/ {
      proxy_pass ${url};
      proxy_set_header X-Forwarded-Prefix /webcam;
      proxy_set_header X-Forwarded-For $remote_addr;
    }`)
    const base = `http://127.0.0.1:${at}/webcam/`
    const { links } = await (await fetch(`${base}cameras/desk`)).json()
    expect(links.stream).toBe('/webcam/cameras/desk/stream')
    expect(entries[0]?.facts).toMatchObject({ path: '/cameras/desk', address: '127.0.0.1' })
    const viewer = new Wire(at).ask('GET /webcam/stream HTTP/1.0', 'Host: localhost')
    await viewer.parts(1)
    expect(desk.viewers).toBe(1)
  })

  test('the name by which the proxy was asked must be known', async () => {
    const location = (port: number): string =>
      `location / { proxy_pass http://127.0.0.1:${port}; proxy_set_header Host $host; }`
    const ask = async (port: number): Promise<string> =>
      new Wire(await proxy(location(port)))
        .ask('GET /healthz HTTP/1.0', 'Host: camera.example')
        .over()
    expect(await ask((await server()).port)).toContain('"code":"FORBIDDEN_HOST"')
    const named = await server({ hosts: ['camera.example'] })
    expect(await ask(named.port)).toContain('"status":"ok"')
  })
})
