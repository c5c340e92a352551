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
import type { Captured, Source } from '../camera/source.ts'
import { publicAddress } from '../client/address.ts'
import { LoginPatience } from '../client/login-patience.ts'
import { Rhythm } from '../client/rhythm.ts'
import { type ErrorCode, ZoetropeError } from '../errors.ts'
import { censor, withoutCredentials } from './credentials.ts'
import { captureFfmpeg } from './ffmpeg.ts'
import { COPY, encoding, OUTPUT } from './ffmpeg-arguments.ts'
import { type FfmpegOptions, ffmpegProgram, ffmpegVersion } from './ffmpeg-program.ts'

/** How the pictures travel. */
export type RtspTransport = 'tcp' | 'udp' | 'udp_multicast' | 'http' | 'https'

/** How to read an RTSP camera. */
export interface RtspOptions extends FfmpegOptions {
  /**
   * With `udp` the pictures come by TCP where none comes by UDP.
   *
   * @default TCP, and UDP where the camera refuses it
   */
  readonly transport?: RtspTransport | undefined
  /** Takes the frames of a camera that sends MJPEG as they are. @default false */
  readonly copy?: boolean | undefined
  /**
   * Milliseconds of silence after which a connection that is being made counts as lost; twice as
   * much once it is there. The camera's watchdog is quicker, once it knows the rhythm.
   *
   * @default 5000
   */
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
  return new RtspSource(plan)
}

/**
 * What counts as the interval before the first picture, in milliseconds; a camera's patience is five
 * of them. Nothing can be shown before a key frame, and thrifty cameras send one in ten seconds.
 */
const BEFORE_KEY_FRAME = 4000

class RtspSource implements Source {
  readonly label: string
  readonly #plan: RtspPlan
  readonly #rhythm = new Rhythm()
  readonly #logins = new LoginPatience()
  #isShowing = false

  constructor(plan: RtspPlan) {
    this.label = publicAddress(plan.address)
    this.#plan = plan
  }

  get interval(): number | undefined {
    return this.#isShowing ? this.#rhythm.interval : BEFORE_KEY_FRAME
  }

  get awaited(): string | undefined {
    return this.#isShowing ? undefined : `a key frame from ${this.label}`
  }

  async *open(signal: AbortSignal): AsyncGenerator<Captured, void, void> {
    if (signal.aborted) return
    this.#isShowing = false
    this.#rhythm.restart()
    const plan = this.#plan
    const version = await ffmpegVersion(ffmpegProgram(plan))
    const run = {
      ...plan,
      ...rtspRun(plan, version),
      name: this.label,
      censor: censor(plan.address),
    }
    try {
      for await (const captured of captureFfmpeg(run, signal)) {
        this.#rhythm.beat(performance.now())
        this.#isShowing = true
        this.#logins.accepted()
        yield captured
      }
    } catch (error) {
      throw this.#explained(error)
    }
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof ZoetropeError)) return error
    const told = REFUSALS.find(([words]) => words.test(error.message))
    if (!told) return error
    const [, code, advice] = told
    const message = `${error.message}${advice}`
    return this.#logins.slowed(new ZoetropeError(code, message, { cause: error }))
  }
}

/** What a camera answers, in ffmpeg's words -> what it means. */
const REFUSALS: readonly (readonly [words: RegExp, code: ErrorCode, advice: string])[] = [
  [/\b401 Unauth/, 'UNAUTHORIZED', '; are the user and the password in its URL right?'],
  [/\b403 Forbid/, 'UNAUTHORIZED', '; may this user see this stream?'],
  [/\b404 Not Found/, 'SOURCE_FAILED', '; is the path in its URL right?'],
  [/Connection refused/, 'SOURCE_UNAVAILABLE', '; is it on, the port right?'],
  [/No route to host|Network is unreachable/, 'SOURCE_UNAVAILABLE', '; is it on this network?'],
  [/Failed to resolve hostname/, 'SOURCE_UNAVAILABLE', '; is its name spelt right?'],
  [/Connection timed out/, 'TIMEOUT', '; is it on?'],
  [
    /Invalid data found when processing input$/,
    'SOURCE_FAILED',
    '; it did not answer in time, or speaks no RTSP',
  ],
]

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
    transport ? ['rtsp_transport', WAYS[transport] ?? transport] : ['rtsp_flags', 'prefer_tcp'],
    // In ffmpeg 4 `timeout` meant to wait for the camera to call.
    [version < 5 ? 'stimeout' : 'timeout', `${timeout * 1000}`],
    ['fflags', 'nobuffer'],
    // Do not watch a second or two to guess a frame rate that nobody needs.
    ['fpsprobesize', '0'],
    ['analyzeduration', '1000000'],
  ]
}

/** What ffmpeg calls a way, where it is more than that: it tries them in its own order, UDP first. */
const WAYS: Readonly<Record<string, string>> = { udp: 'udp+tcp' }

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
