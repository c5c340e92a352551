/**
 * What a V4L2 device says it can do, read from what `v4l2-ctl` prints; from ffmpeg's own listing,
 * which knows no frame rates, where v4l-utils is not installed. Text in, facts out.
 *
 * @module
 */

/** A picture format of a camera. */
export interface DeviceFormat {
  /** Four characters: `MJPG`, `YUYV`, `H264`. */
  readonly fourcc: string
  /** The driver's words for it: `Motion-JPEG`. */
  readonly description: string
  readonly sizes: readonly DeviceSize[]
}

/** A picture size, or the largest of a range of sizes. */
export interface DeviceSize {
  readonly width: number
  readonly height: number
  /** The smallest size and the steps up from it, where the camera scales to any size between. */
  readonly from?: { readonly width: number; readonly height: number } | undefined
  readonly step?: { readonly width: number; readonly height: number } | undefined
  /** Frames per second, highest first. Empty: the device does not say. */
  readonly rates: readonly number[]
  /** `rates` are the ends of a range. */
  readonly anyRate?: boolean | undefined
}

/** What a device is. */
export interface DeviceIdentity {
  /** `HD Pro Webcam C920` */
  readonly name: string
  /** `uvcvideo` */
  readonly driver: string
  /** `usb-0000:00:14.0-1` */
  readonly bus: string
  /** What this node does: `Video Capture`, `Metadata Capture` ... */
  readonly capabilities: readonly string[]
}

/** Reads what `v4l2-ctl --info` prints. */
export function parseIdentity(text: string): DeviceIdentity {
  const field = (name: string): string =>
    new RegExp(`^\\t${name} *: *(.*)$`, 'm').exec(text)?.[1]?.trim() ?? ''
  // Drivers of before 2012 have no capabilities of the node, only of the whole device.
  const capabilities = section(text, 'Device Caps') ?? section(text, 'Capabilities') ?? []
  return {
    name: field('Card type'),
    driver: field('Driver name'),
    bus: field('Bus info'),
    capabilities,
  }
}

function section(text: string, title: string): string[] | undefined {
  const match = new RegExp(`^\\t${title} *:.*\\n((?:\\t\\t.*(?:\\n|$))*)`, 'm').exec(text)
  return match?.[1]?.split('\n').flatMap((line) => line.trim() || [])
}

/** Reads what `v4l2-ctl --list-formats-ext` prints, of v4l-utils 1.10 to 1.28. */
export function parseFormats(text: string): DeviceFormat[] {
  const formats: { fourcc: string; description: string; sizes: Draft[] }[] = []
  for (const line of text.split('\n')) {
    const format = FORMAT.exec(line) ?? OLD_FORMAT.exec(line)
    const current = formats.at(-1)
    if (format) {
      const [, fourcc = '', description = ''] = format
      formats.push({ fourcc: fourcc.trim(), description, sizes: [] })
    } else if (current) {
      addTo(current, line)
    }
  }
  return formats.map(({ sizes, ...format }) => ({ ...format, sizes: sizes.map(finish) }))
}

const FORMAT = /^\s*\[\d+\]: '(.{4})' \((.*?)(?:, (?:compressed|emulated|csc-).*)?\)\s*$/
const OLD_FORMAT = /^\s*Pixel Format *: '(.{4})'/
const OLD_NAME = /^\s*Name *: (.+?)\s*$/
const SIZE =
  /^\s*Size: (?:Discrete (\d+)x(\d+)|(?:Stepwise|Continuous) (\d+)x(\d+) - (\d+)x(\d+)(?: with step (\d+)\/(\d+))?)/
const RATE = /^\s*Interval: .*?\(([\d.]+)(?:-([\d.]+))? fps\)/

interface Draft extends Omit<DeviceSize, 'rates'> {
  readonly rates: number[]
}

function addTo(format: { description: string; sizes: Draft[] }, line: string): void {
  const size = SIZE.exec(line)
  const rate = RATE.exec(line)
  const name = OLD_NAME.exec(line)?.[1]
  if (size) format.sizes.push(draft(size))
  if (name) format.description = name
  const last = format.sizes.at(-1)
  if (!rate || !last) return
  const [, first, second] = rate
  last.rates.push(...[first, second].flatMap((text) => (text ? [Number(text)] : [])))
  if (second) format.sizes[format.sizes.length - 1] = { ...last, anyRate: true }
}

function draft(match: RegExpExecArray): Draft {
  const [width, height, fromWidth, fromHeight, toWidth, toHeight, stepWidth, stepHeight] = match
    .slice(1)
    .map((text) => (text === undefined ? undefined : Number(text)))
  if (width !== undefined && height !== undefined) return { width, height, rates: [] }
  return {
    width: toWidth ?? 0,
    height: toHeight ?? 0,
    from: { width: fromWidth ?? 0, height: fromHeight ?? 0 },
    step: { width: stepWidth ?? 1, height: stepHeight ?? 1 },
    rates: [],
  }
}

function finish(size: Draft): DeviceSize {
  return { ...size, rates: [...new Set(size.rates)].sort((a, b) => b - a) }
}

/**
 * Reads what `ffmpeg -f v4l2 -list_formats all` prints. It names codecs and pixel formats in its own
 * words and says nothing about frame rates.
 */
export function parseFfmpegFormats(text: string): DeviceFormat[] {
  return Array.from(
    text.matchAll(FFMPEG_FORMAT),
    ([, name = '', description = '', sizes = '']) => ({
      fourcc: FOURCC[name] ?? name,
      description: description.trim(),
      sizes: Array.from(sizes.matchAll(/(\d+)x(\d+)/g), ([, width, height]) => ({
        width: Number(width),
        height: Number(height),
        rates: [],
      })),
    }),
  )
}

const FFMPEG_FORMAT = /(?:Compressed|Raw {7}): +(\S+) : +(.*?) :((?: (?:\d+x\d+|\{.*\}))*)/g

// The ones among ffmpeg's names that differ from its names for what it captures.
const FOURCC: Readonly<Record<string, string>> = {
  mjpeg: 'MJPG',
  h264: 'H264',
  hevc: 'HEVC',
  yuyv422: 'YUYV',
  uyvy422: 'UYVY',
  yuv420p: 'YU12',
  nv12: 'NV12',
  yuv422p: '422P',
  rgb24: 'RGB3',
  bgr24: 'BGR3',
  gray: 'GREY',
}
