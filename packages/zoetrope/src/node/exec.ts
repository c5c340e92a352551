/**
 * Any program that writes JPEGs or multipart to its standard output, as a source: `rpicam-vid`,
 * `gst-launch-1.0`, a script. No shell stands in between.
 *
 * @module
 */
import type { Source } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import { PipeReader } from '../sources/pipe.ts'
import { splitArguments } from './arguments.ts'
import { capture } from './capture.ts'
import { withoutCredentials } from './credentials.ts'

/**
 * Runs `command` while frames are wanted: a command line, split by {@link splitArguments}, or the
 * program and its arguments. The program and all that it starts end with it.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when there is no program in it.
 *
 * @example
 * execSource('rpicam-vid -t 0 --codec mjpeg --width 1280 --height 720 -o -')
 */
export function execSource(command: string | readonly string[]): Source {
  const [program, ...args] = typeof command === 'string' ? splitArguments(command) : command
  if (!program) {
    throw new ZoetropeError(
      'INVALID_SOURCE',
      'Expected a command after exec:, got nothing; for example exec:rpicam-vid -t 0 --codec mjpeg -o -',
    )
  }
  const name = withoutCredentials(program)
  return {
    label: withoutCredentials(`exec:${[program, ...args].join(' ')}`),
    open(signal, note) {
      const reader = new PipeReader({ onReject: (error) => note?.(`${name}: ${error.message}`) })
      const explain = (lines: readonly string[]): string | undefined => {
        const last = lines.at(-1)
        return last === undefined ? undefined : withoutCredentials(last)
      }
      return capture({ command: { program, args, unruly: true }, reader, name, explain }, signal)
    },
  }
}
