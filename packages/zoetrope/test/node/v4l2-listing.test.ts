import { describe, expect, it } from 'vitest'
import { parseFfmpegFormats, parseFormats, parseIdentity } from '../../src/node/v4l2-listing.ts'
import { listing } from './listing.ts'

describe('parseIdentity', () => {
  it('reads name, driver, bus and what the node does', () => {
    expect(parseIdentity(listing('vivid'))).toEqual({
      name: 'vivid',
      driver: 'vivid',
      bus: 'platform:vivid-000',
      capabilities: [
        'Video Capture',
        'Video Overlay',
        'Read/Write',
        'Streaming',
        'Extended Pix Format',
      ],
    })
  })

  it('takes the capabilities of the node, not of the whole device', () => {
    const { name, bus, capabilities } = parseIdentity(listing('c920'))
    expect({ name, bus }).toEqual({ name: 'HD Pro Webcam C920', bus: 'usb-0000:0a:00.3-3' })
    expect(capabilities).toEqual(['Video Capture', 'Streaming', 'Extended Pix Format'])
  })

  it('sees that a loopback without a feed captures nothing', () => {
    expect(parseIdentity(listing('loopback-unfed')).capabilities).not.toContain('Video Capture')
    expect(parseIdentity(listing('loopback')).capabilities).toContain('Video Capture')
  })

  it('gives empty fields for an empty text', () => {
    expect(parseIdentity('')).toEqual({ name: '', driver: '', bus: '', capabilities: [] })
  })
})

describe('parseFormats', () => {
  it('reads a camera of one format, one size and one rate', () => {
    expect(parseFormats(listing('loopback'))).toEqual([
      {
        fourcc: 'MJPG',
        description: 'Motion-JPEG',
        sizes: [{ width: 640, height: 480, rates: [30] }],
      },
    ])
  })

  it('reads every format, size and rate, rates from the highest', () => {
    const formats = parseFormats(listing('vivid'))
    expect(formats.map(({ fourcc, description }) => [fourcc, description])).toEqual([
      ['YUYV', 'YUYV 4:2:2'],
      ['UYVY', 'UYVY 4:2:2'],
    ])
    const rates = [60, 50, 40, 30, 25, 15, 12.5, 10, 5, 4, 2, 1]
    expect(formats[1]?.sizes).toEqual([
      { width: 320, height: 180, rates },
      { width: 640, height: 360, rates: rates.slice(2) },
      { width: 640, height: 480, rates: rates.slice(4) },
      { width: 1280, height: 720, rates: rates.slice(6) },
      { width: 1920, height: 1080, rates: rates.slice(8) },
      { width: 3840, height: 2160, rates: rates.slice(10) },
    ])
  })

  it('reads ranges of sizes', () => {
    const formats = parseFormats(listing('raspberry-pi'))
    expect(formats.map(({ fourcc }) => fourcc)).toEqual([
      'YU12',
      'YUYV',
      'RGB3',
      'JPEG',
      'H264',
      'MJPG',
    ])
    const size = {
      width: 2592,
      height: 1944,
      from: { width: 32, height: 32 },
      step: { width: 2, height: 2 },
      rates: [],
    }
    expect(formats[5]).toEqual({ fourcc: 'MJPG', description: 'Motion-JPEG', sizes: [size] })
  })

  it('reads ranges of rates', () => {
    expect(parseFormats(listing('spi-camera'))[0]?.sizes).toEqual([
      { width: 320, height: 240, rates: [25, 1], anyRate: true },
    ])
  })

  it('reads the layout of v4l-utils before 1.18', () => {
    const [format] = parseFormats(listing('old-webcam'))
    expect(format?.fourcc).toBe('MJPG')
    expect(format?.description).toBe('Motion-JPEG')
    expect(format?.sizes.map(({ width, rates }) => [width, rates])).toEqual([
      [1280, [30]],
      [640, [30]],
      [320, [30]],
    ])
  })

  it('finds nothing where nothing is listed', () => {
    expect(parseFormats(listing('loopback-unfed'))).toEqual([])
    expect(parseFormats('')).toEqual([])
  })
})

describe('parseFfmpegFormats', () => {
  it('reads raw formats, in the words of v4l2 where ffmpeg can read them', () => {
    const formats = parseFfmpegFormats(listing('vivid-ffmpeg'))
    expect(formats.slice(0, 8).map(({ fourcc }) => fourcc)).toEqual([
      'YUYV',
      'UYVY',
      'Unsupported',
      'Unsupported',
      '422P',
      'YU12',
      'YU12',
      'NV12',
    ])
    expect(formats[0]?.description).toBe('YUYV 4:2:2')
    expect(formats[0]?.sizes.at(-1)).toEqual({ width: 3840, height: 2160, rates: [] })
    expect(formats[0]?.sizes).toHaveLength(6)
  })

  it('reads compressed formats, and sizes given as a range as none', () => {
    const text = `[video4linux2,v4l2 @ 0x55] Compressed:       mjpeg :          Motion-JPEG : 640x480 320x240
[video4linux2,v4l2 @ 0x55] Compressed:        h264 :                H.264 : {32-2592, 2}x{32-1944, 2}
`
    expect(parseFfmpegFormats(text)).toEqual([
      {
        fourcc: 'MJPG',
        description: 'Motion-JPEG',
        sizes: [
          { width: 640, height: 480, rates: [] },
          { width: 320, height: 240, rates: [] },
        ],
      },
      { fourcc: 'H264', description: 'H.264', sizes: [] },
    ])
  })
})
