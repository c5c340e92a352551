/**
 * What ffmpeg is told: an input as somebody wrote it, and everything they left out, so that whole
 * JPEGs come out, as soon as they are there.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'

/** What depends on the machine. */
export interface Surroundings {
  /** ffmpeg's release, as 5.01 for 5.1. */
  readonly version: number
  /** Whether an input is a plain file, which ffmpeg would read as fast as it can. */
  readonly isFile: (input: string) => boolean
}

/** What comes first: errors with their level, and no look at standard input for keys. */
export const PREAMBLE: readonly string[] = [
  '-hide_banner',
  ...['-loglevel', 'level+warning'],
  '-nostdin',
]

/** How the frames come out: each in one piece with its length, and flushed. */
export const OUTPUT: readonly string[] = [
  '-an',
  '-sn',
  '-dn',
  '-flush_packets',
  '1',
  '-f',
  'mpjpeg',
  'pipe:1',
]

/** Every frame as it was, with nothing decoded and nothing lost. */
export const COPY: readonly string[] = ['-c:v', 'copy']

/**
 * Encodes to JPEG.
 *
 * One thread, because with more ffmpeg holds back as many frames as there are threads. The Huffman
 * tables are left at their default of "optimal": 15 % more work for 14 % fewer bytes, which every
 * viewer's link has to carry.
 */
export function encoding(version: number): readonly string[] {
  return encoded([], version)
}

/**
 * Completes the arguments of somebody who named an input and perhaps output options: paces what
 * would not pace itself, encodes to JPEG unless they chose a codec.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when there is no input, or an output.
 */
export function completeArguments(args: readonly string[], around: Surroundings): string[] {
  const last = args.lastIndexOf('-i')
  if (last < 0 || last + 1 >= args.length) {
    throw new ZoetropeError(
      'INVALID_SOURCE',
      'Expected arguments for ffmpeg with an input, such as ffmpeg:-f lavfi -i testsrc2; got no -i',
    )
  }
  const after = args.slice(last + 2)
  const end = after.at(-1)
  if (end === '-' || end?.startsWith('pipe:')) {
    throw new ZoetropeError('INVALID_SOURCE', `Leave out the output "${end}": it is added here`)
  }
  return [
    ...paceInputs(args.slice(0, last + 2), around),
    ...encoded(after, around.version),
    ...OUTPUT,
  ]
}

/** Plain files and generated pictures come as fast as ffmpeg can unless `-re` holds them back. */
function paceInputs(args: readonly string[], { isFile }: Surroundings): string[] {
  const paced: string[] = []
  let start = 0
  for (let at = args.indexOf('-i'); at >= 0; at = args.indexOf('-i', start)) {
    const own = args.slice(start, at)
    const format = own[own.lastIndexOf('-f') + 1]
    const fast = (own.includes('-f') && format === 'lavfi') || isFile(args[at + 1] ?? '')
    const pace = fast && !own.some((option) => /^-(?:re|readrate)$/.test(option)) ? ['-re'] : []
    paced.push(...pace, ...args.slice(start, at + 2))
    start = at + 2
  }
  return paced
}

/** Output options completed to those of an encoding to JPEG; a copy stays a copy. */
function encoded(given: readonly string[], version: number): string[] {
  const has = (option: RegExp): boolean => given.some((word) => option.test(word))
  const codecAt = given.findLastIndex((word) => CODEC.test(word))
  const codec = codecAt < 0 ? undefined : given[codecAt + 1]
  if (codec === 'copy') return [...given]
  const paced = has(/^-(?:r|r:v.*|fpsmax.*|vsync|fps_mode.*)$/)
  return [
    ...(paced ? given : numbered(given)),
    ...(codec === undefined ? ['-c:v', 'mjpeg'] : []),
    ...(has(/^-(?:q|qscale|b)(?::v.*)?$|^-vb$/) ? [] : ['-q:v', '5']),
    ...(has(/^-pix_fmt/) ? [] : ['-pix_fmt', 'yuvj420p']),
    ...(has(/^-threads/) ? [] : ['-threads', '1']),
    ...(paced ? [] : asTheyCome(version)),
  ]
}

const CODEC = /^-(?:(?:c|codec)(?::v.*)?|vcodec)$/

// Without this ffmpeg repeats and drops frames to keep the rate that it guessed for the input.
function asTheyCome(version: number): readonly string[] {
  return version >= 5.01 ? ['-fps_mode', 'passthrough'] : ['-vsync', 'passthrough']
}

// The encoder rounds time stamps to the frame rate and gives up at the second frame of the same
// tick, so at the first camera that is not perfectly regular. Nobody needs the stamps: with these
// filters they count frames.
const COUNTED = 'settb=1/1000,setpts=N'
const TICKS = ['-enc_time_base', '1:1000']

function numbered(given: readonly string[]): string[] {
  const complex = given.some((word) => /^-(?:filter_complex|lavfi)/.test(word))
  if (complex) return [...given, '-enc_time_base', '1:90000']
  const at = given.findLastIndex((word) => /^-(?:vf|filter:v)$/.test(word))
  if (at < 0) return [...given, '-vf', COUNTED, ...TICKS]
  const filters = `${given[at + 1]},${COUNTED}`
  return [...given.slice(0, at + 1), filters, ...given.slice(at + 2), ...TICKS]
}
