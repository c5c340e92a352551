import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needs } from '../needs.ts'
import {
  curlBody,
  ffmpegFrames,
  ffprobeStream,
  gstreamerFrames,
  mpvFrames,
  opencvFrames,
  PYTHON,
  vlcFrames,
} from './players.ts'
import { type Running, serve } from './running.ts'

let server: Running
beforeAll(async () => {
  server = await serve(['pattern:?fps=25'])
})
afterAll(() => server.stop())

const stream = (): string => `${server.url}/stream`
const strict = ['-f', 'mpjpeg', '-strict_mime_boundary', '1']
const distinct = (hashes: string[]): number => new Set(hashes).size

describe.skipIf(!needs('ffmpeg'))('ffmpeg', () => {
  test.each([
    ['by itself', []],
    ['as mpjpeg with a strict boundary', strict],
  ])('plays the stream %s', async (_, input) => {
    expect(distinct(await ffmpegFrames(stream(), 20, input))).toBe(20)
  })

  test('ffprobe finds the picture’s size and counts frames', async () => {
    expect(await ffprobeStream(stream(), 20, strict)).toEqual({
      codec_name: 'mjpeg',
      width: 640,
      height: 480,
      nb_read_frames: '20',
    })
  })
})

describe.skipIf(!needs('gst-launch-1.0'))('GStreamer', () => {
  test('plays the stream with souphttpsrc and multipartdemux', async () => {
    expect(distinct(await gstreamerFrames(stream(), 20))).toBeGreaterThanOrEqual(19)
  })
})

const opencv = spawnSync(PYTHON, ['-c', 'import cv2']).status === 0
if (!opencv) console.warn('skipped: OpenCV is missing; apt-get install python3-opencv')
describe.skipIf(!opencv)('OpenCV', () => {
  test('plays the stream with VideoCapture', async () => {
    expect(distinct(await opencvFrames(stream(), 20))).toBe(20)
  })
})

describe.skipIf(!needs('cvlc'))('VLC', () => {
  test('plays the stream', async () => {
    expect(distinct(await vlcFrames(stream(), 10))).toBeGreaterThanOrEqual(10)
  })
})

describe.skipIf(!needs('mpv'))('mpv', () => {
  test('plays the stream', async () => {
    expect(distinct(await mpvFrames(stream(), 20))).toBeGreaterThanOrEqual(19)
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
