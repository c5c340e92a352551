import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../src/frame/frame.ts'
import { PipeReader } from '../../src/sources/pipe.ts'
import { concat, exif, latin1, tinyJpeg } from '../frame/jpegs.ts'

const FRAMES = [tinyJpeg({ shade: 1 }), tinyJpeg({ shade: 2, segments: [exif(tinyJpeg())] })]

/** As `ffmpeg -f mpjpeg` writes it. */
const MULTIPART = concat(
  latin1('--ffmpeg\r\n'),
  ...FRAMES.flatMap((jpeg) => [
    latin1(`Content-type: image/jpeg\r\nContent-length: ${jpeg.length}\r\n\r\n`),
    jpeg,
    latin1('\r\n--ffmpeg\r\n'),
  ]),
)

/** What comes out when the bytes come in pieces of at most that size. */
function read(bytes: Bytes, size = bytes.length): Bytes[] {
  const reader = new PipeReader()
  const frames: Bytes[] = []
  for (let at = 0; at < bytes.length; at += size) {
    frames.push(...reader.push(bytes.subarray(at, at + size)).map((jpeg) => jpeg.slice()))
  }
  return frames
}

describe('PipeReader', () => {
  it('reads JPEGs end to end', () => {
    expect(read(concat(...FRAMES))).toEqual(FRAMES)
  })

  it('reads multipart', () => {
    expect(read(MULTIPART)).toEqual(FRAMES)
  })

  it.each([
    ['line breaks in front of a JPEG', concat(latin1('\r\n\n'), ...FRAMES)],
    ['words in front of a JPEG', concat(latin1('starting camera\n'), ...FRAMES)],
    ['line breaks in front of multipart', concat(latin1('\r\n'), MULTIPART)],
    ['words in front of multipart', concat(latin1('hello\r\n'), MULTIPART)],
    ['multipart without its first delimiter', MULTIPART.subarray(10)],
  ])('reads %s', (_, bytes) => {
    expect(read(bytes)).toEqual(FRAMES)
  })

  it('reads either in pieces of any size', () => {
    fc.assert(
      fc.property(fc.constantFrom(concat(...FRAMES), MULTIPART), fc.nat(200), (bytes, size) => {
        expect(read(bytes, size + 1)).toEqual(FRAMES)
      }),
    )
  })

  it('leaves out parts that are no pictures', () => {
    const text = latin1('--b\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi\r\n')
    const [jpeg = new Uint8Array()] = FRAMES
    const head = latin1(`--b\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`)
    expect(read(concat(text, head, jpeg, latin1('\r\n--b\r\n')))).toEqual([jpeg])
  })

  it('tells of a frame that is too large, and goes on', () => {
    const codes: string[] = []
    const reader = new PipeReader({ maxBytes: 1000, onReject: (error) => codes.push(error.code) })
    const frames = reader.push(concat(tinyJpeg({ bytes: 2000 }), tinyJpeg()))
    expect(frames).toEqual([tinyJpeg()])
    expect(codes).toEqual(['FRAME_TOO_LARGE'])
  })

  it.each([
    ['text', latin1('no camera here\n'.repeat(10_000)), 'they begin 6e 6f 20 63 61 6d 65 72'],
    ['H.264', concat([0, 0, 0, 1, 0x67], new Uint8Array(70_000)), '--codec mjpeg'],
  ])('gives up on %s, and says what it got', (_, bytes, words) => {
    expect(() => read(bytes, 1000)).toThrow(
      expect.objectContaining({
        code: 'INVALID_STREAM',
        message: expect.stringContaining(words),
      }),
    )
  })
})
