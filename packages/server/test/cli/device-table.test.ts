import { describe, expect, test } from 'vitest'
import type { Device } from 'zoetrope/node'
import { deviceTable, noDevices } from '../../src/cli/device-table.ts'
import { paint } from '../../src/cli/paint.ts'

const size = (width: number, height: number, ...rates: number[]) => ({ width, height, rates })

const webcam: Device = {
  path: '/dev/video0',
  byId: '/dev/v4l/by-id/usb-046d_C920-video-index0',
  byPath: '/dev/v4l/by-path/pci-0000:00:14.0-usb-0:1:1.0-video-index0',
  name: 'HD Pro Webcam C920',
  driver: 'uvcvideo',
  bus: 'usb-0000:00:14.0-1',
  formats: [
    {
      fourcc: 'MJPG',
      description: 'Motion-JPEG',
      sizes: [size(640, 480, 30, 15), size(1920, 1080, 30), size(2304, 1536, 2)],
    },
    { fourcc: 'YUYV', description: 'YUYV 4:2:2', sizes: [size(640, 480, 29.97)] },
  ],
}

describe('the table of devices', () => {
  test('says for each what it offers, and the command that serves it', () => {
    expect(deviceTable([webcam], paint(false))).toBe(`
HD Pro Webcam C920
  /dev/video0, uvcvideo, usb-0000:00:14.0-1
  MJPG  30 fps     640x480 1920x1080
        2 fps      2304x1536
  YUYV  30 fps     640x480
  zoetrope /dev/v4l/by-id/usb-046d_C920-video-index0
`)
  })

  test('wraps what a camera with many sizes offers', () => {
    const sizes = Array.from({ length: 30 }, (_, place) => size(1000 + place, 1000, 30))
    const formats = [{ fourcc: 'MJPG', description: '', sizes }]
    const lines = deviceTable([{ ...webcam, formats }], paint(false)).split('\n')
    expect(lines.join(' ')).toContain('1029x1000')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('tells formats that offer the same in one', () => {
    const formats = Array.from({ length: 10 }, (_, place) => ({
      fourcc: `RG1${place}`,
      description: '',
      sizes: [size(640, 480, 30)],
    }))
    expect(deviceTable([{ ...webcam, formats }], paint(false))).toContain(`
  RG10 RG11 RG12 RG13 RG14 RG15 RG16 RG17 and 2 more
        30 fps     640x480
`)
  })

  test('names the socket where a device cannot be told from others', () => {
    const text = deviceTable([{ ...webcam, byId: undefined }], paint(false))
    expect(text).toContain('the path is that of its socket')
    expect(text).toContain(
      '  zoetrope /dev/v4l/by-path/pci-0000:00:14.0-usb-0:1:1.0-video-index0\n',
    )
  })

  test('warns where a device has no path of its own', () => {
    const alone = { ...webcam, byId: undefined, byPath: undefined }
    const text = deviceTable([alone], paint(false))
    expect(text).toContain('the number may change')
    expect(text).toContain('  zoetrope /dev/video0\n')
  })

  test('a range of sizes and rates is told as one', () => {
    const sizes = [
      { width: 1920, height: 1080, from: { width: 16, height: 16 }, rates: [60, 1], anyRate: true },
    ]
    const formats = [{ fourcc: 'MJPG', description: '', sizes }]
    expect(deviceTable([{ ...webcam, formats }], paint(false))).toContain(
      '1..60 fps  16x16..1920x1080',
    )
  })
})

describe('without a device', () => {
  test('there is advice for what is plugged in elsewhere', () => {
    const text = noDevices('linux', [])
    expect(text).toContain('zoetrope http://')
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('a device that may not be opened is named, with the cure', () => {
    expect(noDevices('linux', ['/dev/video0'])).toContain('There is /dev/video0, but you may not')
    expect(noDevices('linux', ['/dev/video0'])).toContain('usermod -aG video')
  })

  test.each([
    ['darwin', 'avfoundation'],
    ['win32', 'dshow'],
  ] as const)('on %s the way over ffmpeg is shown', (platform, input) => {
    expect(noDevices(platform, [])).toContain(input)
  })
})
