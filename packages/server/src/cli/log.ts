/**
 * The log: one line an event on standard error, for people on a terminal, JSON otherwise.
 *
 * Whatever goes through here has lost the credentials of its URLs.
 *
 * @module
 */
import { destination, type Logger, pino, stdTimeFunctions } from 'pino'
import { withoutCredentials } from './failure.ts'
import { humanLine } from './human-line.ts'
import type { LogFormat, LogLevel } from './limits.ts'
import { type Paint, paint } from './paint.ts'

/** How to log. */
export interface LogOptions {
  readonly level: LogLevel
  readonly format: LogFormat
  /** Colours of the human format. @default none */
  readonly paint?: Paint | undefined
  /** Takes each line, its end included. @default standard error */
  readonly write?: ((line: string) => void) | undefined
}

/** Makes the log. */
export function createLog(options: LogOptions): Logger {
  const colours = options.paint ?? paint(false)
  const write = options.write ?? standardError()
  const shape = options.format === 'human' ? (line: string) => humanLine(line, colours) : asIs
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    { write: (line: string) => write(shape(withoutCredentials(line))) },
  )
}

function asIs(line: string): string {
  return line
}

/** Written at once, so that the last words before an end are not lost. */
function standardError(): (line: string) => void {
  const stream = destination({ fd: 2, sync: true })
  // The terminal may go before the server does.
  stream.on('error', () => {})
  return (line) => void stream.write(line)
}
