/**
 * A camera of this machine through V4L2, read by ffmpeg. Where the camera makes JPEGs itself they
 * are taken as they are, byte for byte.
 *
 * @module
 */
import type { Source } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import { type DeviceOptions, examine } from './devices.ts'
import { captureFfmpeg } from './ffmpeg.ts'
import { COPY, encoding, OUTPUT } from './ffmpeg-arguments.ts'
import { ffmpegProgram, ffmpegVersion } from './ffmpeg-program.ts'
import { type Choice, choose, parseSize, type Wish } from './v4l2-choice.ts'
import { type ControlOptions, V4l2Controls } from './v4l2-controls.ts'

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
  const controls = new V4l2Controls(device, options)
  let interval: number | undefined
  return {
    label: device,
    controls,
    get interval() {
      return interval
    },
    async *open(signal, note) {
      if (signal.aborted) return
      const { formats, identity } = await examine(device, options)
      const choice = choose(formats, options, device)
      interval = choice.rate === undefined ? undefined : 1000 / choice.rate
      note?.(`${device} (${identity?.name ?? 'camera'}): ${describe(choice, fps)}`)
      await controls.restore(note)
      const version = choice.copied ? 0 : await ffmpegVersion(ffmpegProgram(options))
      const run = { ...options, args: v4l2Arguments(device, choice, version), name: device }
      try {
        yield* captureFfmpeg(run, signal)
      } catch (error) {
        throw inUse(device, error) ?? error
      }
    },
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
