/**
 * The ffmpeg that is installed here: where it is, how old it is, and what its last words mean.
 *
 * @module
 */
import { run } from './program.ts'

/** Options of every source that runs ffmpeg. */
export interface FfmpegOptions {
  /** Path or name of ffmpeg. @default the environment's ZOETROPE_FFMPEG, else `ffmpeg` from the PATH */
  readonly ffmpeg?: string | undefined
}

/** What to tell whoever has no ffmpeg. */
export const INSTALL_FFMPEG =
  'it is needed for cameras, video files and RTSP: apt-get install ffmpeg, or set ZOETROPE_FFMPEG to its path'

/** The ffmpeg to run. */
export function ffmpegProgram(options: FfmpegOptions = {}): string {
  return options.ffmpeg ?? (process.env['ZOETROPE_FFMPEG'] || 'ffmpeg')
}

const versions = new Map<string, Promise<number>>()

/**
 * The release of `program`, as 5.01 for 5.1 and 7 for 7.0; builds that are no release count as
 * newer than all. Asked once per program.
 *
 * @throws {ZoetropeError} `SOURCE_UNAVAILABLE` when it is not there.
 */
export function ffmpegVersion(program: string): Promise<number> {
  const known = versions.get(program)
  if (known !== undefined) return known
  const asked = run({ program, args: ['-version'], install: INSTALL_FFMPEG }).then(({ text }) =>
    parseVersion(text),
  )
  versions.set(program, asked)
  // It may be installed while this runs.
  asked.catch(() => versions.delete(program))
  return asked
}

/** The release in what `ffmpeg -version` prints: see {@link ffmpegVersion}. */
export function parseVersion(text: string): number {
  const [, major, minor = '0'] = /^ff\w+ version n?(\d+)(?:\.(\d+))?/.exec(text) ?? []
  return major === undefined ? Number.POSITIVE_INFINITY : Number(major) + Number(minor) / 100
}

/** Lines that follow a reason, and are none. */
const EMPTY_WORDS =
  /^(?:Conversion failed!|Error opening (?:in|out)put files?\b|Exiting\b|Nothing was written|Last message repeated|.*: Immediate exit requested|.*: Input\/output error$)/

/** What ffmpeg gave up for, from the last lines it wrote with `-loglevel level+...`. */
export function explainFfmpeg(lines: readonly string[]): string | undefined {
  const errors = lines.filter((line) => /\[(?:error|fatal|panic)\]/.test(line))
  const words = (errors.length > 0 ? errors : lines).map((line) =>
    line.replace(/^(?:\[[^\]]*\] ?)+/, ''),
  )
  return words.findLast((line) => !EMPTY_WORDS.test(line)) ?? words.at(-1)
}
