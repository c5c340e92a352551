/**
 * The PiCamera post's `FrameBuffer` and web server, part by part: what each does, here. An encoder
 * that wants a file is given a sink; everything else is what a server needs around it.
 *
 * @module
 */
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { Broadcast, broadcastHandler, Camera, Cameras, camerasHandler } from 'zoetrope'
import { frameSink } from 'zoetrope/node'
import { exif, tinyJpeg } from '../../packages/zoetrope/test/frame/jpegs.ts'
import { publishMany, readUntil, serving } from './serving.ts'

describe('FrameBuffer', () => {
  test('write(): is a file for an encoder, which finds the frames in its bytes', async () => {
    const broadcast = new Broadcast()
    const sink = frameSink(broadcast)
    sink.write(tinyJpeg({ shade: 1 }))
    sink.write(tinyJpeg({ shade: 2 }))
    sink.end()
    await once(sink, 'finish')
    expect(broadcast.published).toBe(2)
  })

  test('write(): a frame may come in any pieces, and need not begin with one', async () => {
    const broadcast = new Broadcast()
    const sink = frameSink(broadcast)
    const bytes = Buffer.concat([1, 2, 3].map((shade) => tinyJpeg({ shade })))
    for (let at = 0; at < bytes.length; at += 7) sink.write(bytes.subarray(at, at + 7))
    sink.end()
    await once(sink, 'finish')
    expect(broadcast.frames().map(({ jpeg }) => Buffer.from(jpeg))).toEqual(
      [1, 2, 3].map((shade) => Buffer.from(tinyJpeg({ shade }))),
    )
  })

  test('write(): a thumbnail that begins with FF D8 within a frame begins no frame', async () => {
    const broadcast = new Broadcast()
    const sink = frameSink(broadcast)
    const whole = tinyJpeg({ segments: [exif(tinyJpeg({ shade: 3 }))] })
    sink.end(whole)
    await once(sink, 'finish')
    expect(broadcast.frames().map(({ jpeg }) => jpeg.length)).toEqual([whole.length])
  })

  test('write(): a frame is there when its own last byte is, and not when the next one begins', () => {
    const broadcast = new Broadcast()
    frameSink(broadcast).write(tinyJpeg())
    expect(broadcast.published).toBe(1)
  })

  test('flush(): publishes what is whole, as a file is flushed', () => {
    const broadcast = new Broadcast()
    const sink = frameSink(broadcast)
    sink.cork()
    sink.write(tinyJpeg())
    sink.flush()
    expect(broadcast.published).toBe(1)
  })

  test('Condition: all who wait are woken by one frame, and nobody burns a core for it', async () => {
    const broadcast = new Broadcast()
    const sink = frameSink(broadcast)
    const waits = Promise.all([broadcast.next(), broadcast.next(), broadcast.next()])
    sink.write(tinyJpeg())
    expect((await waits).map(({ index }) => index)).toEqual([0, 0, 0])
  })

  test('the first version sent one frame only: a stream goes on with every frame', async () => {
    const broadcast = new Broadcast()
    await using server = await serving(broadcastHandler(broadcast))
    const read = fetch(`${server.url}/stream.mjpg`).then((response) =>
      readUntil(response, 'X-Frame-Index', 3),
    )
    const feed = setInterval(() => publishMany(broadcast, 1), 5)
    const text = await read
    clearInterval(feed)
    expect(new Set(text.match(/X-Frame-Index: \d+/g)).size).toBe(3)
  })
})

describe('the web server', () => {
  test('GET /stream.mjpg: status 200, no-cache headers, parts with Content-Type and Content-Length', async () => {
    const broadcast = new Broadcast()
    const [frame] = publishMany(broadcast, 1)
    await using server = await serving(broadcastHandler(broadcast))
    const response = await fetch(`${server.url}/stream.mjpg`)
    expect(response.status).toBe(200)
    expect(response.headers.get('pragma')).toBe('no-cache')
    expect(response.headers.get('cache-control')).toMatch(/no-cache/)
    const text = await readUntil(response, '--frame')
    expect(text).toContain(`Content-Type: image/jpeg\r\nContent-Length: ${frame?.jpeg.length}\r\n`)
  })

  test('index.html with an <img>: the viewer is a page of the handler', async () => {
    await using server = await serving(broadcastHandler(new Broadcast()))
    const response = await fetch(`${server.url}/viewer`)
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await response.text()).toContain('<img')
  })

  test('every other path is the program’s own: what the handler does not have is a 404', async () => {
    await using server = await serving(broadcastHandler(new Broadcast()))
    const response = await fetch(`${server.url}/style.css`)
    expect([response.status, (await response.json()).code]).toEqual([404, 'NOT_FOUND'])
  })

  test('several buffers in one script: several cameras in one handler', async () => {
    await using cameras = new Cameras()
    for (const [shade, name] of ['front', 'back'].entries()) {
      cameras.add(
        new Camera(name, {
          async *open() {
            yield tinyJpeg({ shade })
          },
        }),
      )
    }
    await using server = await serving(camerasHandler(cameras))
    const pictures = ['front', 'back'].map(async (name) => {
      const response = await fetch(`${server.url}/${name}/snapshot.jpg`)
      return Buffer.from(await response.arrayBuffer())
    })
    expect(await Promise.all(pictures)).toEqual(
      [0, 1].map((shade) => Buffer.from(tinyJpeg({ shade }))),
    )
  })

  test('the frame rate over 5 s is counted once for all, and per viewer', async () => {
    const broadcast = new Broadcast()
    publishMany(broadcast, 11)
    // The first one opens the window of 5 s, which is not yet half a second old.
    expect(broadcast.rate).toBeGreaterThan(10)
    await using server = await serving(broadcastHandler(broadcast))
    const stream = await fetch(`${server.url}/stream`)
    const reader = stream.body?.getReader()
    await reader?.read()
    const { viewers } = await fetch(`${server.url}/viewers`).then((response) => response.json())
    expect(viewers).toMatchObject([{ sent: 1, rate: expect.any(Number) }])
    await reader?.cancel()
  })

  test('6 viewers at most: sixty, and one encoder for all', async () => {
    const broadcast = new Broadcast()
    publishMany(broadcast, 1)
    await using server = await serving(broadcastHandler(broadcast))
    const reads = Array.from({ length: 60 }, async () =>
      readUntil(await fetch(`${server.url}/stream`), '--frame'),
    )
    expect(await Promise.all(reads)).toHaveLength(60)
    expect(broadcast.published).toBe(1)
  })
})
