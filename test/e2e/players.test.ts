import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needs } from '../needs.ts'
import { curlBody, ffprobeStream } from './players.ts'
import { type Running, serve } from './running.ts'

let server: Running
beforeAll(async () => {
  server = await serve(['pattern:?fps=25'])
})
afterAll(() => server.stop())

const stream = (): string => `${server.url}/stream`

describe.skipIf(!needs('ffprobe'))('ffprobe', () => {
  test('finds the picture’s size and counts frames', async () => {
    expect(
      await ffprobeStream(stream(), 20, ['-f', 'mpjpeg', '-strict_mime_boundary', '1']),
    ).toEqual({ codec_name: 'mjpeg', width: 640, height: 480, nb_read_frames: '20' })
  })
})

describe.skipIf(!needs('curl'))('curl', () => {
  test.each([['--http1.1'], ['--http1.0'], ['--http2']])(
    'receives the stream with %s',
    async (version) => {
      const text = await curlBody(stream(), 1, version)
      expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
      expect(text).not.toMatch(/transfer-encoding/i)
      const lengths = Array.from(
        text.matchAll(/Content-Length: (\d+)\r\n/g),
        ([, length]) => length,
      )
      expect(lengths.length).toBeGreaterThan(10)
    },
  )

  test('gets the headers alone with HEAD, and returns', async () => {
    expect(await curlBody(stream(), 10, '--head')).toContain('multipart/x-mixed-replace')
  })
})
