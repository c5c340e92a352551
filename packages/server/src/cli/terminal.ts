/**
 * The only place that writes to the two standard streams: what was asked for goes to standard
 * output, everything about it to standard error.
 *
 * @module
 */
import { type Paint, paint, wantsColour } from './paint.ts'

/** Where a command writes. */
export interface Terminal {
  /** Writes a result to standard output. */
  print(text: string | Uint8Array): void
  /** Writes a remark to standard error. */
  remark(text: string): void
  /** Whether a person reads standard error. */
  readonly attended: boolean
  /** For what is printed. */
  readonly paint: Paint
  /** For what is remarked. */
  readonly remarkPaint: Paint
}

/** The terminal that the command was started from. */
export const terminal: Terminal = {
  print: (text) => void process.stdout.write(text),
  remark: (text) => void process.stderr.write(text),
  attended: process.stderr.isTTY === true,
  paint: paint(wantsColour(process.stdout)),
  remarkPaint: paint(wantsColour(process.stderr)),
}

/**
 * Lets a reader leave early (`zoetrope --help | head -1`) without an error, on both streams: a
 * server must outlive the terminal that its log went to.
 */
export function forgiveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
    })
  }
}
