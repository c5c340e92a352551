import { describe, expect, test } from 'vitest'
import { type Bytes, Cameras, SNAPSHOT_PATIENCE } from 'zoetrope'
import { camera, Feed, server } from '../../packages/server/test/http/makers.ts'
import { tinyJpeg } from '../../packages/zoetrope/test/frame/jpegs.ts'
import { readUntil } from '../seeds/serving.ts'

/*
 * What OctoPrint's classic webcam asks of a server, by small readers that do what its own code does:
 * src/octoprint/plugins/classicwebcam/{__init__.py,static/js/*.js}. For a snapshot it waits five seconds.
 */

/** Milliseconds that it waits unless it is told otherwise. */
const PATIENCE = 5000

/** __init__.py, take_webcam_snapshot: what it writes into a file of a timelapse. */
async function takeSnapshot(url: string, patience = PATIENCE): Promise<Bytes> {
  const response = await fetch(url, { signal: AbortSignal.timeout(patience) })
  if (!response.ok) throw new Error(`refused with ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

/** classicwebcam_settings.js, testWebcamSnapshotUrl: whether its test button is content. */
async function testSnapshotUrl(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) })
  await response.body?.cancel()
  return response.ok && /^image\/[a-z]+$/.test(response.headers.get('content-type') ?? '')
}

/** classicwebcam.js, _switchToMjpgWebcam: the stream's address when the cache is to be avoided. */
function withCacheBuster(url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${Date.now()}`
}

describe('OctoPrint', () => {
  test.each(['cameras/desk/snapshot.jpg', '?action=snapshot', 'snapshot'])(
    'is content with what its test button finds at /%s',
    async (path) => {
      const { url } = await server()
      expect(await testSnapshotUrl(`${url}${path}`)).toBe(true)
    },
  )

  test('is told at its test button that a stream is no snapshot', async () => {
    const { url } = await server()
    expect(await testSnapshotUrl(`${url}stream`)).toBe(false)
  })

  test.each(['cameras/desk/stream', '?action=stream', 'stream'])(
    'sees the stream at /%s with its cache buster, a number without a name',
    async (path) => {
      const { url } = await server()
      const response = await fetch(withCacheBuster(`${url}${path}`))
      expect(response.headers.get('content-type')).toMatch(/^multipart\/x-mixed-replace;/)
      await readUntil(response, 'X-Frame-Index: 0')
    },
  )

  test('takes the pictures of a timelapse one by one, each the newest, from a camera started once', async () => {
    const feed = new Feed()
    const desk = camera('desk', feed, { linger: 10_000 })
    const { url } = await server({ cameras: new Cameras([desk]) })
    for (const shade of [10, 90, 170, 250]) {
      const jpeg = tinyJpeg({ shade })
      // The first is given to nobody: the snapshot itself starts the camera.
      const isIn = shade === 10 ? undefined : desk.broadcast.next()
      feed.give(jpeg)
      await isIn
      expect(await takeSnapshot(`${url}cameras/desk/snapshot.jpg`)).toEqual(jpeg)
    }
    expect(feed.opened).toBe(1)
  })

  test('is refused in time to say why, by a camera that gives nothing', async () => {
    const { url } = await server({ cameras: new Cameras([camera('desk', new Feed())]) })
    expect(SNAPSHOT_PATIENCE).toBeLessThan(PATIENCE)
    // A busy machine may take longer to say so than the server took to know it.
    const taken = takeSnapshot(`${url}cameras/desk/snapshot.jpg`, 10 * PATIENCE)
    await expect(taken).rejects.toThrow('refused with 503')
  })
})
