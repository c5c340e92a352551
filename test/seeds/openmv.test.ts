/**
 * OpenMV's "WiFi camera" chapter, section by section: what each does, here. The sections from 10.5 on
 * are of the server (`@zoetrope/server`), and tested there.
 *
 * @module
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import {
  Broadcast,
  broadcastHandler,
  Camera,
  Cameras,
  camerasHandler,
  iterableResponse,
  snapshotResponse,
} from 'zoetrope'
import { nodeListener } from 'zoetrope/node'
import { tinyJpeg } from '../../packages/zoetrope/test/frame/jpegs.ts'
import { publishMany, readUntil, serving } from './serving.ts'

/** A camera that counts how often it was opened, and how many frames it captured. */
function countingCamera() {
  const counts = { opened: 0, captured: 0 }
  const camera = new Camera(
    'desk',
    {
      async *open(signal) {
        counts.opened += 1
        while (!signal.aborted) {
          counts.captured += 1
          yield tinyJpeg({ shade: counts.captured % 256 })
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
      },
    },
    { linger: 0 },
  )
  return { camera, counts }
}

/** Resolves when the camera is in that state. */
function reached(camera: Camera, state: string): Promise<void> {
  return new Promise((resolve) => {
    if (camera.state === state) resolve()
    else camera.onChange(({ to }) => to === state && resolve())
  })
}

test('10.1 GET /status: the cameras, as JSON', async () => {
  const { camera } = countingCamera()
  await using cameras = new Cameras([camera])
  await using server = await serving(camerasHandler(cameras))
  const response = await fetch(`${server.url}/`)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(JSON.stringify(await response.json())).toContain('"desk"')
})

describe('10.2 GET /snapshot.jpg', () => {
  test('answers with one image/jpeg', async () => {
    const { camera } = countingCamera()
    await using cameras = new Cameras([camera])
    await using server = await serving(camerasHandler(cameras))
    const response = await fetch(`${server.url}/desk/snapshot.jpg`)
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    const [first, second] = new Uint8Array(await response.arrayBuffer())
    expect([first, second]).toEqual([0xff, 0xd8])
  })

  test('stalls nothing while it waits for a capture', async () => {
    await using silent = new Camera('silent', { open: () => new Broadcast().subscribe() })
    const request = new Request('http://x/snapshot.jpg')
    const waiting = snapshotResponse(silent, request, { timeout: 200 })
    const other = new Broadcast()
    publishMany(other, 1)
    expect((await snapshotResponse(other, request)).status).toBe(200)
    expect((await waiting).status).toBe(503)
  })
})

describe('10.3 GET /stream.jpg', () => {
  test('the layout: --frame, Content-Type, blank line, JPEG, CRLF', async () => {
    const broadcast = new Broadcast()
    publishMany(broadcast, 1)
    await using server = await serving(broadcastHandler(broadcast))
    const text = await readUntil(await fetch(`${server.url}/stream.jpg`), '\r\n--frame\r\n')
    expect(text).toMatch(
      /^--frame\r\nContent-Type: image\/jpeg\r\n[\s\S]*\r\n\r\n\xff\xd8[\s\S]*\xff\xd9\r\n--frame/,
    )
  })

  test('a fresh iterator for each viewer, dropped when the browser leaves', async () => {
    const made: string[] = []
    async function* pictures(): AsyncGenerator<Uint8Array> {
      made.push('begun')
      try {
        for (;;) {
          yield tinyJpeg()
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
      } finally {
        made.push('dropped')
      }
    }
    await using server = await serving(async (request) => iterableResponse(pictures, request))
    for (const _ of [1, 2]) await readUntil(await fetch(server.url), '--frame', 2)
    await expect.poll(() => made.toSorted()).toEqual(['begun', 'begun', 'dropped', 'dropped'])
  })

  test('a viewer triggers no capture of its own: one camera is opened once, for all', async () => {
    const { camera, counts } = countingCamera()
    await using cameras = new Cameras([camera])
    await using server = await serving(camerasHandler(cameras))
    const viewers = Array.from({ length: 5 }, async () =>
      readUntil(await fetch(`${server.url}/desk/stream`), 'X-Frame-Index', 3),
    )
    await Promise.all(viewers)
    expect(counts.opened).toBe(1)
  })

  test('a disconnect cleans up: the camera stops when the last viewer has left', async () => {
    const { camera } = countingCamera()
    await using cameras = new Cameras([camera])
    await using server = await serving(camerasHandler(cameras))
    await readUntil(await fetch(`${server.url}/desk/stream`), 'X-Frame-Index')
    await reached(camera, 'idle')
    expect(camera.viewers).toBe(0)
  })

  test('the bytes are copied, because the camera rewrites its buffer', async () => {
    const buffer = tinyJpeg({ shade: 1 })
    await using camera = new Camera('desk', {
      async *open() {
        yield buffer
        buffer.set(tinyJpeg({ shade: 200 }))
        yield buffer
      },
    })
    const reader = camera.subscribe({ pace: 'every' })
    const [one, other] = [await reader.read(), await reader.read()]
    expect(Buffer.from(one?.jpeg ?? []).equals(Buffer.from(other?.jpeg ?? []))).toBe(false)
  })

  test('the server is one task among others, inside of the program’s own loop', async () => {
    const broadcast = new Broadcast()
    const listener = nodeListener(broadcastHandler(broadcast, { base: '/camera' }))
    const server = createServer((incoming, outgoing) => {
      if (incoming.url?.startsWith('/camera')) void listener(incoming, outgoing)
      else outgoing.end('the program’s own')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    // Asked for an IP address and a port, a server has one.
    const { port } = server.address() as AddressInfo
    const text = await fetch(`http://127.0.0.1:${port}/`).then((response) => response.text())
    const viewer = await fetch(`http://127.0.0.1:${port}/camera/viewer`)
    await viewer.text()
    expect([text, viewer.status]).toEqual(['the program’s own', 200])
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
})

describe('10.4 one capture task', () => {
  test('latest_jpeg: viewers read the newest frame, at once', async () => {
    const broadcast = new Broadcast()
    publishMany(broadcast, 3)
    await using server = await serving(broadcastHandler(broadcast))
    const text = await readUntil(await fetch(`${server.url}/stream`), 'X-Frame-Epoch')
    expect(text).toContain('X-Frame-Index: 2')
  })

  test('new_frame: the pulse wakes all who wait, and none steals another’s', async () => {
    const broadcast = new Broadcast()
    const readers = [1, 2, 3].map(() => broadcast.subscribe())
    const reads = Promise.all(readers.map((reader) => reader.read()))
    const [frame] = publishMany(broadcast, 1)
    expect(await reads).toEqual([frame, frame, frame])
  })

  test('503 with Retry-After before the first frame, and a picture after it', async () => {
    const broadcast = new Broadcast()
    const request = new Request('http://x/snapshot.jpg')
    const early = await snapshotResponse(broadcast, request, { timeout: 1 })
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1'])
    publishMany(broadcast, 1)
    expect((await snapshotResponse(broadcast, request)).status).toBe(200)
  })

  test('capture and server end together: one signal ends the camera and every stream', async () => {
    const stop = new AbortController()
    const source = { open: (signal: AbortSignal) => countingCamera().camera.subscribe({ signal }) }
    const camera = new Camera('desk', source, { signal: stop.signal })
    await using cameras = new Cameras([camera])
    await using server = await serving(camerasHandler(cameras))
    const response = await fetch(`${server.url}/desk/stream`)
    const ended = response.arrayBuffer()
    await reached(camera, 'live')
    stop.abort()
    expect(Buffer.from(await ended).toString('latin1')).toMatch(/\r\n--frame\r\n$/)
    expect(camera.state).toBe('closed')
  })
})
