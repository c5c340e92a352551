import { describe, expect, it } from 'vitest'
import { explainFfmpeg, ffmpegVersion, parseVersion } from '../../src/node/ffmpeg-program.ts'

describe('parseVersion', () => {
  it.each([
    ['ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers', 5.01],
    ['ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright', 4.04],
    ['ffmpeg version n7.0.2 Copyright', 7],
    ['ffmpeg version 8.0 Copyright', 8],
    ['ffmpeg version 6.10 Copyright', 6.1],
    ['ffmpeg version N-117000-g0123abc Copyright', Number.POSITIVE_INFINITY],
    ['', Number.POSITIVE_INFINITY],
  ])('%s', (text, version) => {
    expect(parseVersion(text)).toBe(version)
  })
})

describe('ffmpegVersion', () => {
  it('says what is missing, for what, and how to get it', async () => {
    await expect(ffmpegVersion('/nowhere/ffmpeg')).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message:
        '/nowhere/ffmpeg is not installed; it is needed for cameras, video files and RTSP: apt-get install ffmpeg, or set ZOETROPE_FFMPEG to its path',
    })
  })
})

describe('explainFfmpeg', () => {
  it.each([
    ['[error] rtsp://camera/: Connection refused', 'rtsp://camera/: Connection refused'],
    [
      '[video4linux2,v4l2 @ 0x5581] [error] Cannot open video device /dev/video7: No such file or directory',
      'Cannot open video device /dev/video7: No such file or directory',
    ],
    [
      '[in#0 @ 0x55] [error] Error opening input: Connection refused',
      'Error opening input: Connection refused',
    ],
    ['Segmentation fault', 'Segmentation fault'],
  ])('%s', (line, words) => {
    expect(explainFfmpeg([line])).toBe(words)
  })

  it('prefers the last error to warnings after it, and to errors that say nothing', () => {
    expect(
      explainFfmpeg([
        '[error] old: trouble',
        '[mjpeg @ 0x1] [error] the reason',
        '[error] Error opening input files: the reason again',
        '[error] Conversion failed!',
        '[swscaler @ 0x2] [warning] deprecated pixel format used',
      ]),
    ).toBe('the reason')
  })

  it('takes empty words where there are no others, and nothing where there are none', () => {
    expect(explainFfmpeg(['[error] Conversion failed!'])).toBe('Conversion failed!')
    expect(explainFfmpeg([])).toBeUndefined()
  })
})
