import { describe, expect, test } from 'vitest'
import { type Bytes, Cameras, cardPlaceholder, type Source } from 'zoetrope'
import { camera, Feed, server } from '../../packages/server/test/http/makers.ts'
import { inspectJpeg } from '../../packages/zoetrope/src/frame/jpeg.ts'
import { concat, EOI, exif, SOI, tinyJpeg } from '../../packages/zoetrope/test/frame/jpegs.ts'

/*
 * What Home Assistant's MJPEG camera asks of a server, by small readers that do what its own code
 * does: homeassistant/components/mjpeg/{config_flow,camera}.py and helpers/aiohttp_client.py. It gives
 * up after ten seconds, wherever it waits.
 */

const patience = (): AbortSignal => AbortSignal.timeout(10_000)

/** config_flow.py, validate_url: the head of an answer that is no refusal. */
async function validateUrl(url: string): Promise<void> {
  const response = await fetch(url, { signal: patience() })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`cannot_connect: ${response.status}`)
}

/** camera.py, async_camera_image: whatever the still's address answers is the picture. */
async function stillOf(url: string): Promise<Bytes> {
  const response = await fetch(url, { signal: patience() })
  return new Uint8Array(await response.arrayBuffer())
}

/** camera.py, async_extract_image_from_mjpeg: from the first FFD8 to the first FFD9 of all. */
async function extractedFrom(url: string): Promise<Bytes> {
  const response = await fetch(url, { signal: patience() })
  let read: Bytes = new Uint8Array()
  for await (const chunk of response.body ?? []) {
    read = concat(read, chunk)
    const bytes = Buffer.from(read)
    const [start, end] = [bytes.indexOf(SOI), bytes.indexOf(EOI)]
    if (start >= 0 && end >= 0) return read.subarray(start, end + 2)
  }
  throw new Error('Expected a picture, got the end of the stream')
}

/** aiohttp_client.py, async_aiohttp_proxy_stream: what it hands on, until nothing came for too long. */
async function* handedOn(url: string): AsyncGenerator<string> {
  const response = await fetch(url, { signal: patience() })
  yield `${response.headers.get('content-type')}\n`
  const reader = response.body?.getReader()
  try {
    for (;;) {
      const timer = setTimeout(() => void reader?.cancel(), 10_000)
      const read = await reader?.read()
      clearTimeout(timer)
      if (!read?.value) return
      yield Buffer.from(read.value).toString('latin1')
    }
  } finally {
    await reader?.cancel()
  }
}

const lost: Source = {
  label: 'cable:',
  // biome-ignore lint/correctness/useYield: it fails before its first picture
  async *open() {
    throw new Error('the cable is out')
  },
}

describe('Home Assistant', () => {
  test('takes both addresses in its form, of a camera that nobody has looked at yet', async () => {
    const { url } = await server({ cameras: new Cameras([camera('desk')]) })
    await validateUrl(`${url}cameras/desk/stream`)
    await validateUrl(`${url}cameras/desk/snapshot.jpg`)
  })

  test('takes the address of a stream whose camera has not given a picture yet', async () => {
    const { url } = await server({ cameras: new Cameras([camera('desk', new Feed())]) })
    await validateUrl(`${url}cameras/desk/stream`)
  })

  test('is let in with a name and a password, where none are asked for', async () => {
    const { url } = await server()
    const authorization = `Basic ${btoa('admin:secret')}`
    const response = await fetch(`${url}snapshot.jpg`, { headers: { authorization } })
    expect(response.status).toBe(200)
    await response.body?.cancel()
  })

  test.each([
    ['as it is', tinyJpeg({ shade: 40 })],
    ['that has a thumbnail', tinyJpeg({ shade: 40, segments: [exif(tinyJpeg())] })],
    ['of many chunks', tinyJpeg({ shade: 40, bytes: 300_000 })],
  ])('takes a picture %s out of the stream whole', async (_, jpeg) => {
    const { url } = await server({ cameras: new Cameras([camera('desk', new Feed(jpeg))]) })
    const still = await stillOf(`${url}cameras/desk/snapshot.jpg`)
    expect(await extractedFrom(`${url}cameras/desk/stream`)).toEqual(still)
  })

  test('is not left waiting by a camera that has nothing new to show', async () => {
    const feed = new Feed(tinyJpeg({ shade: 40 }))
    const { url } = await server({ cameras: new Cameras([camera('door', feed)]) })
    let text = ''
    for await (const piece of handedOn(`${url}cameras/door/stream`)) {
      text += piece
      if (text.split('X-Frame-Index: 0\r\n').length > 2) break
    }
    expect(text.split('X-Frame-Index: 0\r\n')).toHaveLength(3)
  })

  test('is not left waiting by a camera that is lost: the stream goes on, and the still says so too', async () => {
    const door = camera('door', lost, { placeholder: cardPlaceholder() })
    const { url } = await server({ cameras: new Cameras([door]) })
    let text = ''
    const isEnough = (): boolean => text.split('X-Placeholder: lost').length > 2
    for await (const piece of handedOn(`${url}cameras/door/stream`)) {
      text += piece
      if (!isEnough()) continue
      const still = await stillOf(`${url}cameras/door/snapshot.jpg?placeholder=1`)
      expect(inspectJpeg(still).ok).toBe(true)
      break
    }
    expect(text).toMatch(/^multipart\/x-mixed-replace; boundary=frame\n--frame\r\n/)
    expect(isEnough()).toBe(true)
  })
})
