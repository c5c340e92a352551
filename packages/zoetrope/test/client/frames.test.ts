import { describe, expect, onTestFinished, test } from 'vitest'
import type { Captured } from '../../src/camera/source.ts'
import { type ReadOptions, readFrames } from '../../src/client/frames.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { exif, tinyJpeg } from '../frame/jpegs.ts'
import { bytes, head, MULTIPART, part, rawServer } from './raw-server.ts'

/** Pictures of different greys and sizes, one with a thumbnail inside. */
const shots = [10, 90, 170, 250].map((shade) =>
  tinyJpeg({ shade, bytes: 400 + shade, segments: shade === 90 ? [exif(tinyJpeg())] : [] }),
)

const parts = bytes(...shots.map((jpeg) => part(jpeg)), '--cam--\r\n')

interface Sent {
  readonly body: Bytes
  readonly type?: string
  /** Bytes a chunk. @default all at once */
  readonly chunk?: number
  readonly options?: ReadOptions
}

/** The response of a body that comes in chunks. */
function respond({ body, type, chunk = body.length }: Sent): Response {
  let at = 0
  const chunks = new ReadableStream<Bytes>({
    pull(controller) {
      if (at < body.length) controller.enqueue(body.slice(at, at + chunk))
      else controller.close()
      at += chunk
    },
  })
  return new Response(chunks, type ? { headers: { 'content-type': type } } : {})
}

/** The frames, each copied before the next is asked for. */
async function collect(frames: AsyncIterable<Captured<Bytes>>): Promise<Captured<Bytes>[]> {
  const all: Captured<Bytes>[] = []
  for await (const frame of frames) all.push({ ...frame, jpeg: frame.jpeg.slice() })
  return all
}

async function read(sent: Sent): Promise<Bytes[]> {
  const frames = await collect(readFrames(respond(sent), sent.options))
  return frames.map(({ jpeg }) => jpeg)
}

/** A body that goes on for ever, and tells when it is cancelled. */
function endless(first: Bytes): { response: Response; cancelled: Promise<void> } {
  let body = new ReadableStream<Bytes>()
  const cancelled = new Promise<void>((cancel) => {
    body = new ReadableStream({ start: (controller) => controller.enqueue(first), cancel })
  })
  return { response: new Response(body), cancelled }
}

const CHUNKS = [1, 2, 7, 64, 1000, 100_000]

describe.each(CHUNKS)('in chunks of %i bytes', (chunk) => {
  const type = 'multipart/x-mixed-replace; boundary=cam'

  test('parts with a length', async () => {
    expect(await read({ body: parts, type, chunk })).toEqual(shots)
  })

  test('parts without a length', async () => {
    const body = bytes(
      ...shots.map((jpeg) => bytes('--cam\r\nContent-Type: image/jpeg\r\n\r\n', jpeg, '\r\n')),
      '--cam--\r\n',
    )
    expect(await read({ body, type, chunk })).toEqual(shots)
  })

  test('parts whose lines end with LF', async () => {
    const body = bytes(
      ...shots.map((jpeg) => {
        const fields = `Content-Type: image/jpeg\nContent-Length: ${jpeg.length}`
        return bytes(`--cam\n${fields}\n\n`, jpeg, '\n')
      }),
    )
    expect(await read({ body, type, chunk })).toEqual(shots)
  })

  test('parts whose length is wrong', async () => {
    const body = bytes(
      ...shots.map((jpeg, n) => {
        const length = jpeg.length + (n % 2 ? 100 : -100)
        return bytes(
          `--cam\r\nContent-Type: image/jpeg\r\nContent-Length: ${length}\r\n\r\n`,
          jpeg,
          '\r\n',
        )
      }),
      '--cam--\r\n',
    )
    expect(await read({ body, type, chunk })).toEqual(shots)
  })

  test('a boundary that is not the one announced', async () => {
    const announced = 'multipart/x-mixed-replace; boundary=somethingelse'
    expect(await read({ body: parts, type: announced, chunk })).toEqual(shots)
  })

  test('a boundary announced with its dashes', async () => {
    const announced = 'multipart/x-mixed-replace; boundary="--cam"'
    expect(await read({ body: parts, type: announced, chunk })).toEqual(shots)
  })

  test('a boundary that is announced nowhere', async () => {
    expect(await read({ body: parts, type: 'multipart/x-mixed-replace', chunk })).toEqual(shots)
    expect(await read({ body: parts, type: 'application/octet-stream', chunk })).toEqual(shots)
  })

  test('a body without its first delimiter', async () => {
    const body = parts.slice('--cam\r\n'.length)
    expect(await read({ body, type, chunk })).toEqual(shots)
  })

  test('a body that ends without its last delimiter', async () => {
    const body = parts.slice(0, -'\r\n--cam--\r\n'.length)
    expect(await read({ body, type, chunk })).toEqual(shots)
  })

  test('a body that is cut in mid-frame', async () => {
    const body = parts.slice(0, -40)
    expect(await read({ body, type, chunk })).toEqual(shots.slice(0, 3))
  })

  test.each(['video/x-motion-jpeg', 'image/jpeg', 'application/octet-stream', type, ''])(
    'JPEGs end to end, called "%s"',
    async (called) => {
      expect(await read({ body: bytes(...shots), type: called, chunk })).toEqual(shots)
    },
  )
})

test('frames carry the time and the index that their server gave them', async () => {
  const now = Date.now()
  const body = bytes(
    part(
      shots[0] ?? bytes(),
      `X-Timestamp: ${((now - 1500) / 1000).toFixed(6)}`,
      'X-Frame-Index: 7',
    ),
    part(shots[1] ?? bytes(), 'X-Timestamp: 12.5', 'X-Frame-Index: 9'),
    '--cam--\r\n',
  )
  const frames = await collect(readFrames(respond({ body })))
  expect(frames).toEqual([
    { jpeg: shots[0], capturedAt: expect.closeTo(now - 1500, 1), index: 7 },
    { jpeg: shots[1], index: 9 },
  ])
})

test('a repeated frame and a placeholder are not frames', async () => {
  const [first, second, third] = [shots[0] ?? bytes(), shots[1] ?? bytes(), shots[2] ?? bytes()]
  const body = bytes(
    part(first, 'X-Frame-Index: 1', 'X-Frame-Epoch: a'),
    part(first, 'X-Frame-Index: 1', 'X-Frame-Epoch: a'),
    part(third, 'X-Placeholder: lost'),
    part(second, 'X-Frame-Index: 1', 'X-Frame-Epoch: b'),
    part(second),
    part(second),
    '--cam--\r\n',
  )
  const frames = await collect(readFrames(respond({ body })))
  expect(frames.map(({ jpeg }) => jpeg)).toEqual([first, second, second, second])
})

test('a frame over the limit is noted, and the stream goes on', async () => {
  const huge = tinyJpeg({ bytes: 5000 })
  for (const body of [
    bytes(part(shots[0] ?? bytes()), part(huge), part(shots[1] ?? bytes()), '--cam--\r\n'),
    bytes(shots[0] ?? bytes(), huge, shots[1] ?? bytes()),
  ]) {
    const notes: string[] = []
    const options = { maxFrameBytes: 1000, note: (text: string) => notes.push(text) }
    expect(await read({ body, options, chunk: 700 })).toEqual(shots.slice(0, 2))
    expect(notes).toEqual([expect.stringMatching(/^left out a frame: .*1000/)])
  }
})

test('an empty part after each frame is not worth a remark', async () => {
  const notes: string[] = []
  const body = bytes(...shots.flatMap((jpeg) => [part(jpeg), part(bytes())]), '--cam--\r\n')
  expect(await read({ body, options: { note: (text) => notes.push(text) } })).toEqual(shots)
  expect(notes).toEqual([])
})

test('parts that are no JPEG are left out', async () => {
  const notes: string[] = []
  const other = bytes('--cam\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi\r\n')
  const body = bytes(other, part(shots[0] ?? bytes()), other, '--cam--\r\n')
  expect(await read({ body, options: { note: (text) => notes.push(text) } })).toEqual([shots[0]])
  expect(notes).toEqual([expect.stringContaining('text/plain')])
})

describe('what is no stream of JPEGs is refused by name', () => {
  const png = bytes('--cam\r\nContent-Type: image/png\r\nContent-Length: 4\r\n\r\n\x89PNG\r\n')
  test.each([
    [
      'a web page',
      bytes('<!doctype html><title>Camera'),
      'text/html; charset=utf-8',
      /text\/html.*page/,
    ],
    ['nothing', bytes(), 'image/jpeg', /empty body \(image\/jpeg\)/],
    ['two bytes', bytes('ok'), '', /no Content-Type; expected multipart/],
    ['a PNG', bytes('\x89PNG\r\n\x1a\n', new Uint8Array(9000)), 'image/png', /got image\/png/],
    [
      'parts that are PNG',
      bytes(...Array(30).fill(png)),
      'multipart/x; boundary=cam',
      /image\/png/,
    ],
  ])('%s', async (_, body, type, message) => {
    const reading = read({ body, type, chunk: 100 })
    await expect(reading).rejects.toMatchObject({ code: 'INVALID_STREAM', message })
  })

  test('a page that never ends is not waited for', async () => {
    const { response, cancelled } = endless(bytes('<!doctype html><title>'))
    response.headers.set('content-type', 'text/html')
    await expect(readFrames(response).next()).rejects.toMatchObject({ code: 'INVALID_STREAM' })
    await cancelled
  })
})

describe('the body is let go', () => {
  test('when the reader has had enough', async () => {
    const { response, cancelled } = endless(parts)
    for await (const { jpeg } of readFrames(response)) {
      expect(jpeg).toEqual(shots[0])
      break
    }
    await cancelled
  })

  test('when the signal aborts, which ends the frames quietly', async () => {
    const { response, cancelled } = endless(parts)
    const stop = new AbortController()
    const seen: number[] = []
    for await (const { jpeg } of readFrames(response, { signal: stop.signal })) {
      if (seen.push(jpeg.length) === shots.length) setTimeout(() => stop.abort())
    }
    expect(seen).toEqual(shots.map(({ length }) => length))
    await cancelled
  })

  test('when the signal had aborted before', async () => {
    const { response, cancelled } = endless(parts)
    expect(await collect(readFrames(response, { signal: AbortSignal.abort() }))).toEqual([])
    await cancelled
  })

  test('when it is silent for too long, which is an error', async () => {
    const { response, cancelled } = endless(parts.slice(0, -20))
    const frames = readFrames(response, { silenceTimeout: 30 })
    await expect(collect(frames)).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: /nothing for 0.03 s/,
    })
    await cancelled
  })

  test('when it is no stream', async () => {
    const { response, cancelled } = endless(bytes(new Uint8Array(5000)))
    await expect(readFrames(response).next()).rejects.toMatchObject({ code: 'INVALID_STREAM' })
    await cancelled
  })

  test('and the connection with it', async () => {
    const server = await rawServer((_, socket) =>
      socket.write(bytes(head('200 OK', MULTIPART), parts)),
    )
    for await (const { jpeg } of readFrames(await fetch(server.origin))) {
      expect(jpeg).toEqual(shots[0])
      break
    }
    await server.idle()
  })
})

test('a connection that breaks in mid-frame is an error, after the frames before it', async () => {
  const server = await rawServer((_, socket) => {
    const cut = parts.slice(0, -40)
    const length = `Content-Length: ${parts.length}`
    socket.write(bytes(head('200 OK', MULTIPART, length), cut))
    setTimeout(() => socket.resetAndDestroy())
  })
  const response = await fetch(server.origin)
  onTestFinished(() => server.idle())
  await expect(collect(readFrames(response))).rejects.toMatchObject({
    code: 'SOURCE_FAILED',
    message: `${server.origin}/: the connection broke off`,
  })
})
