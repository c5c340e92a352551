/**
 * Frames out of a child process: the loop that every source which runs a program shares.
 *
 * @module
 */
import type { Captured } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { Child, type Command, settled } from './child.ts'

/** Turns the bytes of a stream into JPEGs. */
export interface JpegReader {
  /** Takes the next bytes; returns the frames that they completed. */
  push(chunk: Bytes): readonly Bytes[]
}

/** What to run, and how to speak about it. */
export interface Capture {
  readonly command: Command
  readonly reader: JpegReader
  /** The word for the program in errors. @default the program's name */
  readonly name?: string | undefined
  /** Chooses from the last lines the process wrote what it died of. @default the last line */
  readonly explain?: ((lines: readonly string[]) => string | undefined) | undefined
}

/** Milliseconds that a process which closed its output gets to end by itself. */
const FAREWELL = 1000

/**
 * Runs a program and yields the frames it writes to its standard output, each with the time its last
 * byte came. Ends when the program ends well after giving frames, or when `signal` aborts; in every
 * case the program and all that it started are gone then.
 *
 * @throws {ZoetropeError} `SOURCE_UNAVAILABLE` when the program is missing, `SOURCE_FAILED` when it
 * fails or gives no frame.
 */
export async function* capture(what: Capture, signal: AbortSignal): AsyncGenerator<Captured> {
  if (signal.aborted) return
  const child = await Child.start(what.command)
  const end = (): void => void child.end()
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  let frames = 0
  try {
    for await (const chunk of child.output()) {
      const capturedAt = Date.now()
      for (const jpeg of what.reader.push(chunk)) {
        frames += 1
        yield { jpeg, capturedAt }
        if (signal.aborted) return
      }
    }
    if (!signal.aborted) await expectSuccess(what, child, frames)
  } finally {
    signal.removeEventListener('abort', end)
    await child.end()
  }
}

async function expectSuccess(what: Capture, child: Child, frames: number): Promise<void> {
  const over = await settled(child.exit, FAREWELL)
  const { code, signal } = over ? await child.exit : { code: null, signal: null }
  if (code === 0 && frames > 0) return
  const { explain = (lines) => lines.at(-1) } = what
  const name = what.name ?? what.command.program
  const fate = describe({ over, code, signal })
  const count = frames === 0 ? ' without giving a frame' : ''
  const words = explain(child.lastLines)
  const why = words === undefined ? '' : `: ${words}`
  throw new ZoetropeError('SOURCE_FAILED', `${name} ${fate}${count}${why}`)
}

function describe(end: { over: boolean; code: number | null; signal: string | null }): string {
  if (!end.over) return 'closed its output'
  if (end.signal !== null) return `was ended by ${end.signal}`
  return end.code === 0 ? 'ended' : `ended with code ${end.code}`
}
