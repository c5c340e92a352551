/**
 * Anything ffmpeg can read, as a source: it runs as a child process and hands over each frame in one
 * piece with its length in front, so that a frame is known to be whole the moment its last byte is.
 *
 * @module
 */
import { statSync } from 'node:fs'
import type { Captured, Source } from '../camera/source.ts'
import type { Bytes } from '../frame/frame.ts'
import { PartReader } from '../multipart/reader.ts'
import { capture, type JpegReader } from './capture.ts'
import { withoutCredentials } from './credentials.ts'
import { completeArguments, PREAMBLE } from './ffmpeg-arguments.ts'
import {
  explainFfmpeg,
  type FfmpegOptions,
  ffmpegProgram,
  ffmpegVersion,
  INSTALL_FFMPEG,
} from './ffmpeg-program.ts'

/** One run of ffmpeg. */
export interface FfmpegRun extends FfmpegOptions {
  /** Everything from the input options to the output. */
  readonly args: readonly string[]
  /** What to write to its standard input. */
  readonly input?: string | undefined
  /** What errors say instead of `ffmpeg`: the source's label. */
  readonly name?: string | undefined
  /** Takes out of ffmpeg's words what nobody may read. @default the credentials of any URL */
  readonly censor?: ((text: string) => string) | undefined
}

/** Frames from one run of ffmpeg; it is gone when they end. Throws as {@link capture} does. */
export function captureFfmpeg(run: FfmpegRun, signal: AbortSignal): AsyncGenerator<Captured> {
  const { args, input, name, censor = withoutCredentials } = run
  const program = ffmpegProgram(run)
  const command = { program, args: [...PREAMBLE, ...args], input, install: INSTALL_FFMPEG }
  const explain = (lines: readonly string[]): string | undefined => {
    const words = explainFfmpeg(lines)
    return words === undefined ? undefined : censor(words)
  }
  return capture({ command, reader: partBodies(), name, explain }, signal)
}

/**
 * Whatever ffmpeg makes of `args`: input options and `-i`, and output options if wished. What is
 * left out is added: MJPEG encoding unless a codec is given, `-re` for plain files and `lavfi`.
 *
 * Arguments are readable by every user of the machine (`ps`) for as long as it runs; for an RTSP
 * camera with a password use `rtspSource`, which keeps it out of them.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when there is no input among the arguments.
 *
 * @example
 * ffmpegSource(['-f', 'lavfi', '-i', 'testsrc2=size=640x480:rate=30'])
 */
export function ffmpegSource(args: readonly string[], options: FfmpegOptions = {}): Source {
  // Tells at once what is wrong, not when somebody watches.
  completeArguments(args, { version: 0, isFile: () => false })
  return {
    label: withoutCredentials(`ffmpeg:${args.join(' ')}`),
    async *open(signal) {
      if (signal.aborted) return
      const version = await ffmpegVersion(ffmpegProgram(options))
      yield* captureFfmpeg(
        { ...options, args: completeArguments(args, { version, isFile }) },
        signal,
      )
    },
  }
}

function partBodies(): JpegReader {
  const parts = new PartReader({ boundary: 'ffmpeg' })
  return { push: (chunk: Bytes) => parts.push(chunk).map(({ body }) => body) }
}

function isFile(path: string): boolean {
  return statSync(path.replace(/^file:/, ''), { throwIfNoEntry: false })?.isFile() ?? false
}
