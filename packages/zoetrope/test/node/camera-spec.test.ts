import { describe, expect, it } from 'vitest'
import { parseCameraSpec } from '../../src/node/camera-spec.ts'

describe('parseCameraSpec', () => {
  it.each([
    ['front=/dev/video0', 'front', '/dev/video0'],
    ['cam1=http://x?y=z', 'cam1', 'http://x?y=z'],
    ['a=pattern:?fps=5', 'a', 'pattern:?fps=5'],
    ['pipe=-', 'pipe', '-'],
    ['a_b-3=clip.mp4', 'a_b-3', 'clip.mp4'],
    ['x=ffmpeg:-f lavfi -i testsrc2=size=640x480', 'x', 'ffmpeg:-f lavfi -i testsrc2=size=640x480'],
    ['x=exec:sh -c "a\nb"', 'x', 'exec:sh -c "a\nb"'],
  ])('%s is named', (text, name, source) => {
    expect(parseCameraSpec(text)).toEqual({ name, source })
  })

  it.each([
    '/dev/video0',
    'http://x/?a=b',
    'pattern:?fps=5',
    'pattern:',
    './a=b.mp4',
    '/srv/a=b',
    '-',
    '_a=b',
    'Front=/dev/video0',
    'ffmpeg:-f lavfi -i testsrc2=size=640x480',
    `${'a'.repeat(65)}=/dev/video0`,
    '=/dev/video0',
  ])('%s is a source alone', (text) => {
    expect(parseCameraSpec(text)).toEqual({ name: undefined, source: text })
  })

  it.each(['', ' ', 'front=', 'front= '])('%j is refused, with an example', (text) => {
    expect(() => parseCameraSpec(text)).toThrow(
      expect.objectContaining({
        code: 'INVALID_SOURCE',
        message: expect.stringContaining('front=/dev/video0'),
      }),
    )
  })
})
