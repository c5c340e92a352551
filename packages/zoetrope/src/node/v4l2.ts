/**
 * A camera of this machine through V4L2, read by ffmpeg. Where the camera makes JPEGs itself they
 * are taken as they are, byte for byte.
 *
 * @module
 */
import type { Captured, Note, Source } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import { type DeviceOptions, examine } from './devices.ts'
import { captureFfmpeg } from './ffmpeg.ts'
import { COPY, encoding, OUTPUT } from './ffmpeg-arguments.ts'
import { ffmpegProgram, ffmpegVersion } from './ffmpeg-program.ts'
import { type Choice, choose, parseSize, type Wish } from './v4l2-choice.ts'
import { type ControlOptions, V4l2Controls } from './v4l2-controls.ts'
import { type Acquaintance, acquaint, whereNow } from './v4l2-moved.ts'
import { onceBack, standing } from './v4l2-return.ts'

/** What to take from a camera, how to set it, and with which programs. */
export interface V4l2Options extends DeviceOptions, Wish, ControlOptions {}

/**
 * Captures from `device`. What is not wished for is chosen when it opens, from what the device lists
 * then, and told in a note: JPEG before raw before H.264, the largest size up to 1280x720 that moves
 * smoothly, the highest rate up to 30.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when a wish is malformed.
 */
export function v4l2Source(device: string, options: V4l2Options = {}): Source {
  const { size, fps } = options
  if (size !== undefined) parseSize(size)
  if (fps !== undefined && !(fps > 0 && fps <= 1000)) {
    throw new ZoetropeError('INVALID_SOURCE', `Expected fps to be from 1 to 1000, got ${fps}`)
  }
  return new V4l2Source(device, options)
}

class V4l2Source implements Source {
  readonly label: string
  readonly controls: V4l2Controls
  interval: number | undefined
  readonly #options: V4l2Options
  /** What stood at the device's path when it was opened last. */
  #stood: string | undefined
  #known: Acquaintance | undefined

  constructor(device: string, options: V4l2Options) {
    this.label = device
    this.controls = new V4l2Controls(device, options)
    this.#options = options
  }

  async *open(signal: AbortSignal, note?: Note): AsyncGenerator<Captured> {
    if (signal.aborted) return
    const device = await this.#find(note)
    const { formats, identity } = await examine(device, this.#options)
    this.#known = await acquaint(device, identity)
    const choice = choose(formats, this.#options, device)
    this.interval = choice.rate === undefined ? undefined : 1000 / choice.rate
    note?.(`${device} (${identity?.name ?? 'camera'}): ${describe(choice, this.#options.fps)}`)
    await this.controls.restore(note, device)
    yield* this.#capture(device, choice, signal)
  }

  onReturn(wake: () => void): () => void {
    return onceBack(this.label, this.#stood, wake)
  }

  /** The device; where it is gone and its camera has another number now, that one. */
  async #find(note?: Note): Promise<string> {
    this.#stood = standing(this.label)
    if (this.#stood !== undefined || !this.#known) return this.label
    const path = await whereNow(this.label, this.#known, this.#options)
    if (path === undefined) throw vanished(this.label)
    const { lasting } = this.#known
    const advice = lasting === undefined ? '' : `; name it ${lasting}, which stays`
    note?.(`${this.label} is ${path} since it was plugged in again${advice}`, 'warn')
    return path
  }

  async *#capture(device: string, choice: Choice, signal: AbortSignal): AsyncGenerator<Captured> {
    const stood = standing(device)
    const version = choice.copied ? 0 : await ffmpegVersion(ffmpegProgram(this.#options))
    const args = v4l2Arguments(device, choice, version)
    // One that came back at once is another.
    const isThere = (): boolean => standing(device) === stood
    try {
      yield* captureFfmpeg({ ...this.#options, args, name: device }, signal)
    } catch (error) {
      throw inUse(device, error) ?? (isThere() ? error : vanished(device, error))
    }
    if (signal.aborted) return
    // ffmpeg ends well (code 0) whatever became of the camera.
    throw isThere() ? failed(device) : vanished(device)
  }
}

/** What ffmpeg is told. */
export function v4l2Arguments(device: string, choice: Choice, version: number): string[] {
  const { inputFormat, size, rate, copied } = choice
  return [
    ...(inputFormat === 'h264' || inputFormat === 'hevc' ? ['-flags', 'low_delay'] : []),
    ...['-f', 'v4l2', '-fflags', 'nobuffer', '-input_format', inputFormat],
    ...(size ? ['-video_size', `${size.width}x${size.height}`] : []),
    ...(rate === undefined ? [] : ['-framerate', `${rate}`]),
    ...['-i', device],
    ...(copied ? COPY : encoding(version)),
    ...OUTPUT,
  ]
}

function describe(choice: Choice, wished: number | undefined): string {
  const { format, size, rate, copied } = choice
  const what = size ? `${format.fourcc} ${size.width}x${size.height}` : format.fourcc
  const pace = rate === undefined ? '' : ` at ${rate} fps`
  const asked = wished === undefined || wished === rate ? '' : ` (${wished} is not offered)`
  return `${what}${pace}${asked}, ${copied ? 'copied' : 'encoded to JPEG'}`
}

function inUse(device: string, error: unknown): ZoetropeError | undefined {
  if (!(error instanceof ZoetropeError) || !/resource busy/i.test(error.message)) return undefined
  const advice = 'another program has it open; end that one, or show its stream instead'
  return new ZoetropeError('SOURCE_UNAVAILABLE', `${device} is busy: ${advice}`, { cause: error })
}

function vanished(device: string, cause?: unknown): ZoetropeError {
  return new ZoetropeError('SOURCE_UNAVAILABLE', `${device} vanished`, { cause })
}

function failed(device: string): ZoetropeError {
  return new ZoetropeError(
    'SOURCE_FAILED',
    `${device} failed: it is there, but gives no more frames`,
  )
}
