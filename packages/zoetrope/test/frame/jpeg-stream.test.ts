import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { jpegStream } from '../../src/frame/jpeg-stream.ts'
import { concat, exif, latin1, tinyJpeg } from './jpegs.ts'

const one = tinyJpeg({ shade: 1, segments: [exif(tinyJpeg({ shade: 9 }))] })
const two = tinyJpeg({ shade: 2, bytes: 500 })

/** `bytes` in chunks that end at these places. */
function cut(bytes: Bytes, places: readonly number[]): ReadableStream<Bytes> {
  const ends = [...places].sort((a, b) => a - b)
  return new ReadableStream<Bytes>({
    start(controller) {
      let at = 0
      for (const end of [...ends, bytes.length]) {
        controller.enqueue(bytes.slice(at, end))
        at = end
      }
      controller.close()
    },
  })
}

async function all(stream: ReadableStream<Bytes>): Promise<Bytes[]> {
  const frames: Bytes[] = []
  for await (const frame of stream) frames.push(frame)
  return frames
}

test('finds the JPEGs in a stream, wherever it is cut, and each keeps its bytes', async () => {
  const bytes = concat(latin1('--frame\r\n\r\n'), one, latin1('\r\nnoise'), two, one, two)
  const places = fc.array(fc.nat(bytes.length), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(places, async (ends) => {
      expect(await all(cut(bytes, ends).pipeThrough(jpegStream()))).toEqual([one, two, one, two])
    }),
    { numRuns: 50 },
  )
})

test('takes any bytes, also such as another thread may write to', async () => {
  const shared = new Uint8Array(new SharedArrayBuffer(one.length))
  shared.set(one)
  const stream = jpegStream()
  const frames = all(stream.readable)
  const writer = stream.writable.getWriter()
  await writer.write(Buffer.from(one))
  await writer.write(shared)
  await writer.write(one.slice().buffer)
  await writer.close()
  expect(await frames).toEqual([one, one, one])
})

test('tells of frames that were torn or too large, and goes on', async () => {
  const told: string[] = []
  const onReject = ({ code }: { code: string }): void => void told.push(code)
  const bytes = concat(one.subarray(0, -20), one, two, one.subarray(0, -2))
  const stream = cut(bytes, []).pipeThrough(jpegStream({ maxBytes: 450, onReject }))
  expect(await all(stream)).toEqual([one])
  expect(told).toEqual(['INVALID_FRAME', 'FRAME_TOO_LARGE', 'INVALID_FRAME'])
})

test('is a step of a pipe from a body to a broadcast', async () => {
  const broadcast = new Broadcast()
  const body = new Response(concat(one, two)).body ?? expect.unreachable()
  await body.pipeThrough(jpegStream()).pipeTo(broadcast.writable)
  expect(broadcast.frames().map(({ jpeg }) => jpeg)).toEqual([one, two])
})
