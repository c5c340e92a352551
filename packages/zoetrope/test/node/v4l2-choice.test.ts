import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Choice, choose, type Wish } from '../../src/node/v4l2-choice.ts'
import { type DeviceFormat, parseFfmpegFormats, parseFormats } from '../../src/node/v4l2-listing.ts'
import { listing } from './listing.ts'

/** `MJPG 640x480@30` */
function chosen(formats: readonly DeviceFormat[], wish: Wish = {}): string {
  const choice: Choice = choose(formats, wish, '/dev/video0')
  const size = choice.size ? ` ${choice.size.width}x${choice.size.height}` : ''
  const rate = choice.rate === undefined ? '' : `@${choice.rate}`
  return `${choice.format.fourcc}${size}${rate}`
}

/** A format from `640x480@30,15`. */
function format(fourcc: string, ...sizes: readonly string[]): DeviceFormat {
  return {
    fourcc,
    description: fourcc,
    sizes: sizes.map((text) => {
      const [size = '', rates = ''] = text.split('@')
      const [width, height] = size.split('x').map(Number)
      const list = rates === '' ? [] : rates.split(',').map(Number)
      return { width: width ?? 0, height: height ?? 0, rates: list }
    }),
  }
}

const WEBCAM = [
  format('YUYV', '640x480@30,15', '1280x720@10,5', '1920x1080@5'),
  format('H264', '1280x720@30', '1920x1080@30'),
  format('MJPG', '640x480@60,30,15', '1280x720@60,30,15,5', '1920x1080@30'),
]

describe('choose, with no wish', () => {
  it('takes JPEG as the camera makes it, up to 1280x720, up to 30 fps', () => {
    expect(chosen(WEBCAM)).toBe('MJPG 1280x720@30')
    expect(choose(WEBCAM, {}, '/dev/video0')).toMatchObject({ inputFormat: 'mjpeg', copied: true })
  })

  it('takes what the loopback of the tests has', () => {
    expect(chosen(parseFormats(listing('loopback')))).toBe('MJPG 640x480@30')
  })

  it('takes raw pictures where there is no JPEG, and rather moves smoothly than is large', () => {
    const formats = parseFormats(listing('vivid'))
    expect(chosen(formats)).toBe('YUYV 640x480@25')
    expect(choose(formats, {}, 'x')).toMatchObject({ inputFormat: 'yuyv422', copied: false })
  })

  it('takes H.264 last', () => {
    expect(chosen(WEBCAM.slice(0, 2))).toBe('YUYV 640x480@30')
    expect(chosen(WEBCAM.slice(1, 2))).toBe('H264 1280x720@30')
  })

  it('takes the fastest where nothing is smooth, and of those the largest', () => {
    expect(chosen([format('YUYV', '320x240@15', '640x480@15', '1280x720@5')])).toBe(
      'YUYV 640x480@15',
    )
  })

  it('takes the smallest where all are large, and more than 30 fps where there is nothing else', () => {
    expect(chosen([format('MJPG', '3840x2160@30', '1920x1080@60')])).toBe('MJPG 1920x1080@60')
  })

  it('asks for 1280x720 where any size is possible', () => {
    expect(chosen(parseFormats(listing('raspberry-pi')))).toBe('MJPG 1280x720')
  })

  it('leaves the size to a device that lists none', () => {
    expect(chosen([format('MJPG')])).toBe('MJPG')
  })

  it('takes raw pictures of unknown rate no larger than 640x480, or near to it', () => {
    const range = { width: 1920, height: 1080, rates: [] }
    const from = { width: 32, height: 32 }
    const step = { width: 2, height: 2 }
    const raw = { fourcc: 'YUYV', description: '', sizes: [{ ...range, from, step }] }
    expect(chosen([raw])).toBe('YUYV 640x480')
  })

  it('reads the listing of ffmpeg as well, without rates', () => {
    const choice = choose(parseFfmpegFormats(listing('vivid-ffmpeg')), {}, 'x')
    expect(choice.inputFormat).toBe('yuyv422')
    expect(choice.rate).toBeUndefined()
  })

  it('takes the highest of a range of rates up to 30', () => {
    expect(chosen(parseFormats(listing('spi-camera')))).toBe('YUYV 320x240@25')
  })
})

describe('choose, with a wish', () => {
  it.each<[Wish, string]>([
    [{ size: '1920x1080' }, 'MJPG 1920x1080@30'],
    [{ size: '640x480' }, 'MJPG 640x480@30'],
    [{ format: 'yuyv' }, 'YUYV 640x480@30'],
    [{ format: 'YUYV422' }, 'YUYV 640x480@30'],
    [{ format: 'jpeg' }, 'MJPG 1280x720@30'],
    [{ format: 'h264', size: '1920x1080' }, 'H264 1920x1080@30'],
    [{ fps: 60 }, 'MJPG 1280x720@60'],
    [{ fps: 15 }, 'MJPG 1280x720@15'],
    [{ fps: 7 }, 'MJPG 1280x720@15'],
    [{ fps: 29.97 }, 'MJPG 1280x720@30'],
    [{ fps: 120 }, 'MJPG 1280x720@60'],
    [{ format: 'yuyv', fps: 5 }, 'YUYV 1280x720@5'],
    [{ format: 'yuyv', size: '1280x720' }, 'YUYV 1280x720@10'],
  ])('%j gives %s', (wish, expected) => {
    expect(chosen(WEBCAM, wish)).toBe(expected)
  })

  it('fits a size into a range, where its steps meet it', () => {
    const formats = parseFormats(listing('raspberry-pi'))
    expect(chosen(formats, { size: '800x600', fps: 20 })).toBe('MJPG 800x600@20')
    expect(() => chosen(formats, { size: '801x600' })).toThrow('has no size 801x600')
  })

  it('takes a rate out of a range as it is', () => {
    const formats = parseFormats(listing('spi-camera'))
    expect(chosen(formats, { fps: 7 })).toBe('YUYV 320x240@7')
    expect(chosen(formats, { fps: 50 })).toBe('YUYV 320x240@25')
  })
})

describe('choose, when it cannot be', () => {
  it.each<[Wish, string]>([
    [{ size: '800x600' }, '/dev/video0 has no size 800x600; it has 640x480, 1280x720, 1920x1080'],
    [{ format: 'hevc' }, '/dev/video0 has no format "hevc"; it has mjpeg, yuyv422, h264'],
    [{ size: 'large' }, 'Expected a size such as 1280x720, got "large"'],
  ])('%j is refused, with what there is', (wish, message) => {
    expect(() => chosen(WEBCAM, wish)).toThrow(
      expect.objectContaining({ code: 'INVALID_SOURCE', message }),
    )
  })

  it('says that a device gives nothing', () => {
    expect(() => chosen([])).toThrow(
      expect.objectContaining({
        code: 'SOURCE_UNAVAILABLE',
        message: expect.stringContaining('gives no pictures now'),
      }),
    )
  })

  it('knows a way to a camera of raw sensor data', () => {
    expect(() => chosen([format('pRAA', '1920x1080')])).toThrow('goes by rpicam:')
  })
})

it('choose gives only what the device lists', () => {
  const sizes = fc.constantFrom('320x240', '640x480', '1280x720', '1920x1080')
  const rates = fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 4 })
  const entry = fc
    .tuple(sizes, rates)
    .map(([size, list]) => `${size}@${list.sort((a, b) => b - a)}`)
  const some = fc.array(entry, { minLength: 1, maxLength: 5 })
  const formats = fc.array(fc.tuple(fc.constantFrom('MJPG', 'YUYV', 'H264', 'XXXX'), some), {
    minLength: 1,
    maxLength: 3,
  })
  const fps = fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined })
  fc.assert(
    fc.property(formats, fps, (list, wished) => {
      const device = list.map(([fourcc, entries]) => format(fourcc, ...entries))
      fc.pre(device.some(({ fourcc }) => fourcc !== 'XXXX'))
      const { format: taken, size, rate } = choose(device, { fps: wished }, 'x')
      const listed = taken.sizes.filter(
        ({ width, height }) => width === size?.width && height === size.height,
      )
      expect(listed.some((entry_) => rate !== undefined && entry_.rates.includes(rate))).toBe(true)
    }),
  )
})
