/**
 * An IP camera over RTSP, read by ffmpeg and encoded to JPEG.
 *
 * It is encoded even where the camera sends MJPEG: what it sends is known only after a connection of
 * its own, and many cameras allow just one. Who knows that a camera sends MJPEG can spare the work
 * with `copy`: ffmpeg rebuilds whole JPEGs, tables included, from RTP.
 *
 * The camera's password is not among ffmpeg's arguments, which every user of the machine can read:
 * the URL goes through its standard input, as a play list of one.
 *
 * @module
 */
import type { Source } from '../camera/source.ts'
import { publicAddress } from '../client/address.ts'
import { ZoetropeError } from '../errors.ts'
import { censor, withoutCredentials } from './credentials.ts'
import { captureFfmpeg } from './ffmpeg.ts'
import { COPY, encoding, OUTPUT } from './ffmpeg-arguments.ts'
import { type FfmpegOptions, ffmpegProgram, ffmpegVersion } from './ffmpeg-program.ts'

/** How the pictures travel. */
export type RtspTransport = 'tcp' | 'udp' | 'udp_multicast' | 'http' | 'https'

/** How to read an RTSP camera. */
export interface RtspOptions extends FfmpegOptions {
  /** @default TCP, and UDP where the camera refuses it */
  readonly transport?: RtspTransport | undefined
  /** Takes the frames of a camera that sends MJPEG as they are. @default false */
  readonly copy?: boolean | undefined
  /** Milliseconds of silence after which the connection counts as lost. @default 5000 */
  readonly timeout?: number | undefined
}

const TRANSPORTS = ['tcp', 'udp', 'udp_multicast', 'http', 'https'] as const

/**
 * Reads `url`. A parameter `rtsp_transport` (`?rtsp_transport=udp`) in it is taken for the option;
 * all others are the camera's.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when `url` is not an RTSP URL.
 */
export function rtspSource(url: string, options: RtspOptions = {}): Source {
  const { address, transport } = takeTransport(url)
  const plan = { ...options, address: checked(address), transport: options.transport ?? transport }
  const label = publicAddress(address)
  return {
    label,
    async *open(signal) {
      if (signal.aborted) return
      const version = await ffmpegVersion(ffmpegProgram(options))
      const run = { ...options, ...rtspRun(plan, version), name: label, censor: censor(address) }
      try {
        yield* captureFfmpeg(run, signal)
      } catch (error) {
        throw refusedLogin(error) ?? error
      }
    },
  }
}

/** What {@link rtspRun} needs to know. */
export interface RtspPlan extends RtspOptions {
  readonly address: string
}

/** The arguments and the standard input of ffmpeg for one RTSP URL. */
export function rtspRun(plan: RtspPlan, version: number): { args: string[]; input?: string } {
  const { address, copy = false } = plan
  const output = [...(copy ? COPY : encoding(version)), ...OUTPUT]
  const opening = openingOptions(plan, version)
  // Play lists of ffmpeg 4 cannot carry options.
  if (new URL(address).username === '' || version < 5) {
    const flags = opening.flatMap(([name, value]) => [`-${name}`, value])
    return { args: [...DECODING, ...flags, '-i', address, ...output] }
  }
  const lines = opening.map(([name, value]) => `option ${name} ${value}\n`)
  const input = `ffconcat version 1.0\nfile ${quoted(address)}\n${lines.join('')}`
  return { args: [...DECODING, ...PLAY_LIST, '-i', 'pipe:0', ...output], input }
}

// The decoder shows each picture when it has it, instead of waiting for later ones to come first.
const DECODING = ['-flags', 'low_delay']
const PROTOCOLS = 'pipe,rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto,http,https,httpproxy'
const PLAY_LIST = ['-f', 'concat', '-safe', '0', '-protocol_whitelist', PROTOCOLS]

function openingOptions(plan: RtspPlan, version: number): [string, string][] {
  const { transport, timeout = 5000 } = plan
  return [
    transport ? ['rtsp_transport', transport] : ['rtsp_flags', 'prefer_tcp'],
    // In ffmpeg 4 `timeout` meant to wait for the camera to call.
    [version < 5 ? 'stimeout' : 'timeout', `${timeout * 1000}`],
    ['fflags', 'nobuffer'],
    // Do not watch a second or two to guess a frame rate that nobody needs.
    ['fpsprobesize', '0'],
    ['analyzeduration', '1000000'],
  ]
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

function takeTransport(url: string): { address: string; transport: RtspTransport | undefined } {
  const match = /([?&])rtsp_transport=([^&#]*)(&?)/.exec(url)
  if (!match) return { address: url, transport: undefined }
  const [whole, before = '', value, after] = match
  const transport = TRANSPORTS.find((known) => known === value)
  if (!transport) {
    throw new ZoetropeError(
      'INVALID_SOURCE',
      `Expected rtsp_transport to be one of ${TRANSPORTS.join(', ')}, got "${value}"`,
    )
  }
  return { address: url.replace(whole, after ? before : ''), transport }
}

function checked(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const fine = url && /^rtsps?:$/.test(url.protocol) && url.hostname !== ''
  if (fine && !/[\p{Cc}\s]/u.test(address)) return address
  throw new ZoetropeError(
    'INVALID_SOURCE',
    `Expected a URL such as rtsp://user:password@camera/stream (special characters written as %40), got "${withoutCredentials(address)}"`,
  )
}

function refusedLogin(error: unknown): ZoetropeError | undefined {
  if (!(error instanceof ZoetropeError) || !/\b40[13] (?:Unauth|Forbid)/.test(error.message)) return
  return new ZoetropeError('UNAUTHORIZED', error.message, { cause: error })
}
