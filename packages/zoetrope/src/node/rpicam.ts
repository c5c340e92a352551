/**
 * A Raspberry Pi's own camera (CSI), read by `rpicam-vid`, which encodes to JPEG on the Pi's cores and
 * writes one picture after the other to its standard output.
 *
 * Written from the program's source, and tested with a stand-in for it; not yet tried on a Pi.
 *
 * @module
 */
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Captured, Source } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { PipeReader } from '../sources/pipe.ts'
import { capture, type JpegReader } from './capture.ts'
import {
  type RpicamOptions,
  type RpicamSettings,
  rpicamSettings,
  rpicamFromUri as settingsFromUri,
} from './rpicam-options.ts'

export type { RpicamOptions } from './rpicam-options.ts'

/** Since 2024; the name before that. */
const PROGRAMS = ['rpicam-vid', 'libcamera-vid'] as const

const INSTALL =
  "it reads a Raspberry Pi's own camera: apt-get install rpicam-apps-lite, on Raspberry Pi OS"

/** MJPEG to standard output for ever, each frame at once, and no word but errors. */
const OUTPUT = [
  '--codec=mjpeg',
  '--output=-',
  '--timeout=0',
  '--nopreview',
  '--flush',
  '--verbose=0',
]

/** What the program says when it ends, and what that means. */
const FAILURES: readonly (readonly [RegExp, string])[] = [
  [/no cameras available/, 'no camera is found; check its cable, and rpicam-hello --list-cameras'],
  [
    /selected camera is not available/,
    'there is no camera of that number; rpicam-hello --list-cameras shows which there are',
  ],
  [
    /failed to acquire camera|in use by another process/i,
    'it is in use; end the other program, or show its stream instead',
  ],
  [/failed to start camera|Device timeout/i, 'the sensor does not answer; check its cable'],
  [
    /dma.?heap|allocate capture buffers|cannot allocate memory/i,
    'there is too little memory for such pictures; wish for a smaller size',
  ],
  [/permission denied/i, 'it may not be opened; add this user to the group video'],
]

/**
 * Captures from a camera of this Raspberry Pi with `rpicam-vid`, or with `libcamera-vid` where only
 * that is installed.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when an option is out of range.
 */
export function rpicamSource(options: RpicamOptions = {}): Source {
  return sourceOf(rpicamSettings(options))
}

/**
 * The same from `rpicam:?width=1280&height=720&fps=30&rotation=180`.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when an option is unknown or out of range.
 */
export function rpicamFromUri(uri: string): Source {
  return sourceOf(settingsFromUri(uri))
}

function sourceOf({ fps, args, uri }: RpicamSettings): Source {
  return {
    label: uri,
    interval: 1000 / fps,
    async *open(signal, note): AsyncGenerator<Captured> {
      if (signal.aborted) return
      const program = await installed()
      const onReject = (error: ZoetropeError): void => note?.(`${program}: ${error.message}`)
      const reader = new MjpegReader(program, new PipeReader({ onReject }))
      const command = { program, args: [...OUTPUT, ...args], install: INSTALL }
      try {
        yield* capture({ command, reader, explain }, signal)
      } catch (error) {
        throw unavailable(error) ?? error
      }
    },
  }
}

/** Which of the programs is here; the first where none is, so that its absence is told. */
async function installed(): Promise<string> {
  for (const program of PROGRAMS) if (await isOnPath(program)) return program
  return PROGRAMS[0]
}

async function isOnPath(program: string): Promise<boolean> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const found = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return true
  }
  return false
}

/** The program's errors come as `ERROR: *** reason ***`. */
function explain(lines: readonly string[]): string | undefined {
  const line = lines.findLast((words) => /^ERROR: \*\*\*/.test(words)) ?? lines.at(-1)
  const words = line?.replace(/^ERROR: (\*\*\* )?/, '').replace(/ \*\*\*$/, '')
  const [, meaning] = FAILURES.find(([form]) => lines.some((each) => form.test(each))) ?? []
  return meaning === undefined ? words : `${words}: ${meaning}`
}

/** The same error with the code for what is not there or not free, where it is one of these. */
function unavailable(error: unknown): ZoetropeError | undefined {
  if (!(error instanceof ZoetropeError) || error.code !== 'SOURCE_FAILED') return undefined
  if (!FAILURES.some(([, meaning]) => error.message.endsWith(meaning))) return undefined
  return new ZoetropeError('SOURCE_UNAVAILABLE', error.message, { cause: error })
}

/** Takes pictures, and says what is wrong where video comes instead. */
class MjpegReader implements JpegReader {
  readonly #program: string
  readonly #frames: PipeReader
  #begun = false

  constructor(program: string, frames: PipeReader) {
    this.#program = program
    this.#frames = frames
  }

  push(chunk: Bytes): readonly Bytes[] {
    if (!this.#begun && isH264(chunk)) {
      throw new ZoetropeError(
        'INVALID_STREAM',
        `${this.#program} gives H.264 although it was asked for MJPEG; update rpicam-apps, or look for a wrapper of that name`,
      )
    }
    this.#begun = true
    return this.#frames.push(chunk)
  }
}

/** The start code in front of each of its units. */
function isH264([a, b, c, d]: Uint8Array): boolean {
  return a === 0 && b === 0 && (c === 1 || (c === 0 && d === 1))
}
