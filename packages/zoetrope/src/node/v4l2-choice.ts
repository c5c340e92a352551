/**
 * Which of a camera's formats, sizes and rates to take: what somebody means who says only
 * `/dev/video0`, or asks for a size, a rate or a format.
 *
 * JPEG is taken as the camera makes it where it does; of its sizes the largest up to 1280x720 that
 * still moves smoothly, at the highest rate up to 30.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import type { DeviceFormat, DeviceSize } from './v4l2-listing.ts'

/** What is wished for; everything left out is chosen. */
export interface Wish {
  /** `1280x720` */
  readonly size?: string | undefined
  /** Frames per second. The device's nearest that is not below is taken, else its highest. */
  readonly fps?: number | undefined
  /** `mjpeg`, `yuyv`, `h264` ... or the four characters of the format, in any case. */
  readonly format?: string | undefined
}

/** Pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** What to ask the device for. */
export interface Choice {
  readonly format: DeviceFormat
  /** ffmpeg's name of the format. */
  readonly inputFormat: string
  /** Whether frames are JPEGs already. */
  readonly copied: boolean
  /** `undefined` where the device does not say and nobody wished for one: it decides. */
  readonly size: Size | undefined
  /** Frames per second; `undefined` where the device does not say and nobody wished for one. */
  readonly rate: number | undefined
}

/** ffmpeg's names of what it can capture. In order of preference: nothing to do, little, much. */
const READABLE: Readonly<Record<string, string>> = {
  MJPG: 'mjpeg',
  JPEG: 'mjpeg',
  YUYV: 'yuyv422',
  UYVY: 'uyvy422',
  YU12: 'yuv420p',
  NV12: 'nv12',
  '422P': 'yuv422p',
  RGB3: 'rgb24',
  BGR3: 'bgr24',
  GREY: 'gray',
  H264: 'h264',
  HEVC: 'hevc',
}

const ORDER = Object.keys(READABLE)

/** Frames per second from which a picture counts as smooth. */
const SMOOTH = 24

/**
 * Chooses among what a device offers.
 *
 * @param device Its name, for errors.
 * @throws {ZoetropeError} `INVALID_SOURCE` when what is wished for is not there,
 * `SOURCE_UNAVAILABLE` when there is nothing that can be read.
 */
export function choose(formats: readonly DeviceFormat[], wish: Wish, device: string): Choice {
  const readable = formats
    .filter(({ fourcc }) => fourcc in READABLE)
    .sort((a, b) => ORDER.indexOf(a.fourcc) - ORDER.indexOf(b.fourcc))
  if (readable.length === 0) throw unreadable(formats, device)
  const wished = readable.filter((format) => isNamed(format, wish.format))
  if (wished.length === 0) {
    const names = [...new Set(readable.map(({ fourcc }) => READABLE[fourcc]))].join(', ')
    throw refused(device, `no format "${wish.format}"; it has ${names}`)
  }
  const size = wish.size === undefined ? undefined : parseSize(wish.size)
  for (const format of wished) {
    if (format.sizes.length === 0) return chosen(format, size, wish.fps)
    const best = bestSize(format, size, wish.fps)
    if (best) return chosen(format, { width: best.width, height: best.height }, best.rate)
  }
  const sizes = [...new Set(wished.flatMap((format) => format.sizes.map(written)))].join(', ')
  throw refused(device, `no size ${wish.size}; it has ${sizes}`)
}

function isNamed({ fourcc }: DeviceFormat, wish: string | undefined): boolean {
  const name = wish?.toLowerCase()
  const aliases = [fourcc.toLowerCase(), READABLE[fourcc]]
  return name === undefined || aliases.includes(name) || (name === 'jpeg' && aliases[1] === 'mjpeg')
}

/** @throws {ZoetropeError} `INVALID_SOURCE`. */
export function parseSize(text: string): Size {
  const match = /^(\d{1,5})x(\d{1,5})$/.exec(text)
  if (match) return { width: Number(match[1]), height: Number(match[2]) }
  throw new ZoetropeError('INVALID_SOURCE', `Expected a size such as 1280x720, got "${text}"`)
}

interface SizeAtRate extends Size {
  readonly rate: number | undefined
}

function bestSize(
  format: DeviceFormat,
  wished: Size | undefined,
  fps: number | undefined,
): SizeAtRate | undefined {
  const raw = READABLE[format.fourcc] !== 'mjpeg'
  const offered = format.sizes.flatMap((size) => {
    const rate = rateOf(size, fps)
    // What is not told is guessed: raw pictures above this seldom come smoothly over USB 2.
    const target = wished ?? (raw && rate === undefined ? VGA : HD)
    const fitting = nearestSize(size, target, wished !== undefined)
    return fitting ? [{ ...fitting, rate }] : []
  })
  const smooth = Math.min(SMOOTH, fps ?? SMOOTH)
  const rank = (size: SizeAtRate): number[] => {
    const within = size.width <= HD.width && size.height <= HD.height
    const rate = size.rate ?? smooth
    const area = size.width * size.height
    return [Number(within), Math.min(rate, smooth), within ? area : -area, rate]
  }
  return offered.sort((a, b) => compare(rank(b), rank(a)))[0]
}

const HD: Size = { width: 1280, height: 720 }
const VGA: Size = { width: 640, height: 480 }

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, place) => value !== b[place])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

/** The size itself, or of a range the one nearest to the target; `undefined` when it must be the target and is not. */
function nearestSize(size: DeviceSize, target: Size, exactly: boolean): Size | undefined {
  const { from, step } = size
  const nearest =
    from && step
      ? {
          width: within(target.width, from.width, size.width, step.width),
          height: within(target.height, from.height, size.height, step.height),
        }
      : { width: size.width, height: size.height }
  const hit = nearest.width === target.width && nearest.height === target.height
  return hit || !exactly ? nearest : undefined
}

function within(target: number, min: number, max: number, step: number): number {
  const clamped = Math.min(Math.max(target, min), max)
  return min + Math.floor((clamped - min) / Math.max(1, step)) * Math.max(1, step)
}

function rateOf(size: DeviceSize, fps: number | undefined): number | undefined {
  const { rates } = size
  const [highest] = rates
  const lowest = rates.at(-1)
  if (highest === undefined || lowest === undefined) return fps
  if (size.anyRate) return Math.min(Math.max(fps ?? 30, lowest), highest)
  // Half a per cent, because 29.97 is meant by 30.
  if (fps !== undefined) return rates.findLast((rate) => rate >= fps * 0.995) ?? highest
  return rates.find((rate) => rate <= 30.1) ?? lowest
}

function chosen(format: DeviceFormat, size: Size | undefined, rate: number | undefined): Choice {
  const inputFormat = READABLE[format.fourcc] ?? format.fourcc
  return { format, inputFormat, copied: inputFormat === 'mjpeg', size, rate }
}

function written({ width, height, from }: DeviceSize): string {
  return from ? `${from.width}x${from.height} to ${width}x${height}` : `${width}x${height}`
}

function refused(device: string, reason: string): ZoetropeError {
  return new ZoetropeError('INVALID_SOURCE', `${device} has ${reason}`)
}

function unreadable(formats: readonly DeviceFormat[], device: string): ZoetropeError {
  const names = formats.map(({ fourcc }) => fourcc).join(', ')
  const reason = names
    ? `offers only ${names}, which ffmpeg cannot read; a Raspberry Pi camera goes by rpicam:`
    : 'gives no pictures now: a loopback that nobody feeds, or the second node of a camera'
  return new ZoetropeError('SOURCE_UNAVAILABLE', `${device} ${reason}; see zoetrope devices`)
}
