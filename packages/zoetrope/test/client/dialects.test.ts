/**
 * Streams byte for byte as the servers that people have write them.
 *
 * @module
 */
import { describe, expect, test } from 'vitest'
import { readFrames } from '../../src/client/frames.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { exif, tinyJpeg } from '../frame/jpegs.ts'
import { bytes } from './raw-server.ts'

interface Dialect {
  readonly name: string
  readonly type: string
  /** What comes before the first frame, once. */
  readonly opening?: string
  /** What comes in front of each frame. */
  readonly front: (length: number) => string
  /** What comes behind each frame. */
  readonly behind: string
}

const CROSS = 'multipart/x-mixed-replace;boundary=boundarydonotcross'
const ESP = '123456789000000000000987654321'

const dialects: readonly Dialect[] = [
  {
    name: 'uStreamer, mjpg-streamer',
    type: CROSS,
    opening: '--boundarydonotcross\r\n',
    front: (length) =>
      `Content-Type: image/jpeg\r\nContent-Length: ${length}\r\nX-Timestamp: 99.000001\r\n\r\n`,
    behind: '\r\n--boundarydonotcross\r\n',
  },
  {
    name: 'uStreamer with advance_headers',
    type: CROSS,
    opening: '--boundarydonotcross\r\nContent-Type: image/jpeg\r\n\r\n',
    front: () => '',
    behind: '\r\n--boundarydonotcross\r\nContent-Type: image/jpeg\r\n\r\n',
  },
  {
    name: 'the ESP32 example',
    type: `multipart/x-mixed-replace;boundary=${ESP}`,
    front: (length) =>
      `\r\n--${ESP}\r\nContent-Type: image/jpeg\r\nContent-Length: ${length}\r\nX-Timestamp: 12.345678\r\n\r\n`,
    behind: '',
  },
  {
    name: 'motion',
    type: 'multipart/x-mixed-replace; boundary=BoundaryString',
    front: (length) =>
      `--BoundaryString\r\nContent-type: image/jpeg\r\nContent-Length: ${`${length}`.padStart(9)}\r\n\r\n`,
    behind: '\r\n',
  },
  {
    name: 'picamera2, go2rtc',
    type: 'multipart/x-mixed-replace; boundary=FRAME',
    front: (length) => `--FRAME\r\nContent-Type: image/jpeg\r\nContent-Length: ${length}\r\n\r\n`,
    behind: '\r\n',
  },
  {
    name: 'OpenMV, labthings, Flask examples',
    type: 'multipart/x-mixed-replace; boundary=frame',
    front: () => '--frame\r\nContent-Type: image/jpeg\r\n\r\n',
    behind: '\r\n',
  },
  {
    name: 'Frigate',
    type: 'multipart/x-mixed-replace; boundary=frame',
    front: () => '--frame\r\nContent-Type: image/jpeg\r\n\r\n',
    behind: '\r\n\r\n',
  },
  {
    name: 'microdot',
    type: 'multipart/x-mixed-replace; boundary=frame',
    opening: '--frame\r\n',
    front: () => 'Content-Type: image/jpeg\r\n\r\n',
    behind: '\r\n--frame\r\n',
  },
  {
    name: 'ffmpeg -f mpjpeg, called what ffmpeg calls everything',
    type: 'application/octet-stream',
    front: (length) => `--ffmpeg\r\nContent-type: image/jpeg\r\nContent-length: ${length}\r\n\r\n`,
    behind: '\r\n',
  },
  {
    name: 'Axis, Linksys: the dashes are in the header',
    type: 'multipart/x-mixed-replace; boundary=--myboundary',
    front: (length) =>
      `--myboundary\r\nContent-Type: image/jpeg\r\nContent-Length: ${length}\r\n\r\n`,
    behind: '\r\n',
  },
  {
    name: 'D-Link: a boundary with a space and dashes at both ends',
    type: 'multipart/x-mixed-replace;boundary=--video boundary--',
    front: (length) =>
      `--video boundary--\r\nContent-length: ${length}\r\nDate: 10-14-2025 10:00:00 AM IO_00000000_PT_000_000\r\nContent-type: image/jpeg\r\n\r\n`,
    behind: '\r\n',
  },
  {
    name: 'Panasonic: no length, no line end before the delimiter',
    type: 'multipart/x-mixed-replace; boundary=--myboundary',
    front: () => '--myboundary\r\nContent-type: image/jpeg\r\n\r\n',
    behind: '',
  },
  {
    name: 'Hikvision: parameters behind the type of a part',
    type: 'multipart/x-mixed-replace; boundary="boundarySample"; charset=utf-8',
    front: (length) =>
      `--boundarySample\r\nContent-Type: image/jpeg; charset="UTF-8"\r\nContent-Length: ${length}\r\n\r\n`,
    behind: '\r\n',
  },
  {
    name: 'four dashes where two are due',
    type: 'multipart/x-mixed-replace; boundary=--cam',
    front: (length) => `----cam\r\nContent-Type: image/jpg\r\nContent-Length:${length}\r\n\r\n`,
    behind: '\r\n',
  },
  {
    name: 'no dashes at all',
    type: 'multipart/x-mixed-replace; boundary=cam',
    front: (length) => `cam\r\nContent-Type: image/jpeg\r\nContent-Length: ${length}\r\n\r\n`,
    behind: '\r\n',
  },
  {
    name: 'parts without headers',
    type: 'multipart/x-mixed-replace; boundary=cam',
    front: () => '--cam\r\n\r\n',
    behind: '\r\n',
  },
  {
    name: 'a length that counts the line end behind the frame',
    type: 'multipart/x-mixed-replace; boundary=cam',
    front: (length) => `--cam\r\nContent-Type: image/jpeg\r\nContent-Length: ${length + 2}\r\n\r\n`,
    behind: '\r\n',
  },
  {
    name: 'frames announced as empty',
    type: 'multipart/x-mixed-replace; boundary=cam',
    front: () => '--cam\r\nContent-Type: image/jpeg\r\nContent-Length: 0\r\n\r\n',
    behind: '\r\n',
  },
  {
    name: 'LF alone, and a header line that is none',
    type: 'multipart/x-mixed-replace; boundary=cam',
    front: (length) =>
      `--cam\nServer push\nContent-type: image/jpeg\nContent-length: ${length}\n\n`,
    behind: '\n',
  },
]

// The second holds a thumbnail, and what looks like a delimiter of each of these streams.
const lures = dialects.map(({ type }) => `\r\n--${type.split('=')[1]?.split(';')[0]}\r\n`).join('')
const shots = [
  tinyJpeg({ shade: 10 }),
  tinyJpeg({ shade: 90, segments: [exif(bytes(tinyJpeg(), lures))] }),
  tinyJpeg({ shade: 170, bytes: 3000 }),
  tinyJpeg({ shade: 250 }),
]

async function read(body: Bytes, type: string, chunk: number): Promise<Bytes[]> {
  let at = 0
  const chunks = new ReadableStream<Bytes>({
    pull(controller) {
      if (at < body.length) controller.enqueue(body.slice(at, at + chunk))
      else controller.close()
      at += chunk
    },
  })
  const frames: Bytes[] = []
  const response = new Response(chunks, { headers: { 'content-type': type } })
  for await (const { jpeg } of readFrames(response)) frames.push(jpeg.slice())
  return frames
}

describe.each(dialects)('the stream of $name', ({ type, opening = '', front, behind }) => {
  const pieces = shots.map((jpeg) => bytes(front(jpeg.length), jpeg, behind))
  const whole = bytes(opening, ...pieces)

  test.each([1, 3, 16, 500, 100_000])('in chunks of %i bytes', async (chunk) => {
    expect(await read(whole, type, chunk)).toEqual(shots)
  })

  test('joined in the middle of a frame', async () => {
    const joined = whole.slice(opening.length + (pieces[0]?.length ?? 0) - 60)
    expect((await read(joined, type, 700)).slice(-3)).toEqual(shots.slice(1))
  })

  test('gives a frame when its last byte is there, before the next one begins', async () => {
    const [, , third = bytes()] = shots
    // One server counts the line end as a part of the frame.
    const due = bytes(front(third.length), third, behind.slice(0, 2))
    const body = new ReadableStream<Bytes>({
      start: (controller) => controller.enqueue(bytes(opening, ...pieces.slice(0, 2), due)),
    })
    const response = new Response(body, { headers: { 'content-type': type } })
    const frames: Bytes[] = []
    for await (const { jpeg } of readFrames(response)) if (frames.push(jpeg.slice()) === 3) break
    expect(frames).toEqual(shots.slice(0, 3))
  })
})
