import { describe, expect, it } from 'vitest'
import { COPY, encoding, OUTPUT } from '../../src/node/ffmpeg-arguments.ts'
import { openSource } from '../../src/node/open.ts'
import { v4l2Arguments, v4l2Source } from '../../src/node/v4l2.ts'
import { choose } from '../../src/node/v4l2-choice.ts'
import { parseFormats } from '../../src/node/v4l2-listing.ts'
import { listing } from './listing.ts'
import { open } from './taking.ts'

describe('v4l2Arguments', () => {
  it('copies what is JPEG', () => {
    const choice = choose(parseFormats(listing('loopback')), {}, 'x')
    expect(v4l2Arguments('/dev/video10', choice, 5.01)).toEqual([
      ...'-f v4l2 -fflags nobuffer -input_format mjpeg -video_size 640x480'.split(' '),
      ...'-framerate 30 -i /dev/video10'.split(' '),
      ...COPY,
      ...OUTPUT,
    ])
  })

  it('encodes what is not, and leaves out what the device decides', () => {
    const [format] = parseFormats(listing('vivid'))
    if (!format) throw new Error('The listing is empty')
    const choice = choose([{ ...format, sizes: [] }], {}, 'x')
    expect(v4l2Arguments('/dev/video0', choice, 5.01)).toEqual([
      ...'-f v4l2 -fflags nobuffer -input_format yuyv422 -i /dev/video0'.split(' '),
      ...encoding(5.01),
      ...OUTPUT,
    ])
  })

  it('shows H.264 without delay', () => {
    const h264 = { fourcc: 'H264', description: '', sizes: [] }
    const args = v4l2Arguments('/dev/video0', choose([h264], {}, 'x'), 5.01)
    expect(args.join(' ')).toMatch(/^-flags low_delay -f v4l2 .*-input_format h264 /)
  })
})

describe('v4l2Source', () => {
  it('is called after its device, and knows no interval before it is open', () => {
    const source = v4l2Source('/dev/video0')
    expect(source.label).toBe('/dev/video0')
    expect(source.interval).toBeUndefined()
  })

  it.each([{ size: 'big' }, { fps: 0 }, { fps: Number.NaN }])('refuses %j at once', (options) => {
    expect(() => v4l2Source('/dev/video0', options)).toThrow(
      expect.objectContaining({ code: 'INVALID_SOURCE' }),
    )
  })

  it('is awaited below /dev where somebody says so, and wakes its camera when it is there', async () => {
    const source = await openSource('/dev/video99?fps=15', { awaitDevice: true })
    expect(source.label).toBe('/dev/video99')
    expect(source.controls).toBeDefined()
    await expect(open(source).frames.next()).rejects.toThrow('/dev/video99 does not exist')
    const cancel = source.onReturn?.(() => {})
    expect(cancel).toBeInstanceOf(Function)
    cancel?.()
    await expect(openSource('nothing.mp4', { awaitDevice: true })).rejects.toThrow('nothing.mp4')
  })

  it('fails to open what is not there', async () => {
    await expect(open(v4l2Source('/dev/video99')).frames.next()).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringMatching(/^\/dev\/video99 does not exist/),
    })
  })
})
