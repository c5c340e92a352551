/**
 * One run of a program for what it does: nobody reads what it prints.
 *
 * @module
 */
import { TimeLimit } from '../time-limit.ts'
import { Child } from './child.ts'

/** What to run, and for how long. */
export interface ProgramRun {
  /** The program: a path, or a name found on the PATH. There is no shell. */
  readonly program: string
  readonly args?: readonly string[] | undefined
  /** Text for its standard input, which is closed after it. @default nothing: it reads an end of file */
  readonly input?: string | undefined
  /** Variables that it finds in its environment beside those of this program. @default none */
  readonly environment?: Readonly<Record<string, string>> | undefined
  /** Milliseconds after which it is ended. @default 10000 */
  readonly timeout?: number | undefined
  /** Ends it when it aborts. */
  readonly signal?: AbortSignal | undefined
}

/** How a run ended. */
export interface ProgramEnd {
  /** `null` if a signal ended it. */
  readonly code: number | null
  /** Why it was ended from here; `undefined` if it ended by itself. */
  readonly cut: 'timeout' | 'aborted' | undefined
  /** The last lines of its standard error, oldest first. */
  readonly lastLines: readonly string[]
}

/**
 * Runs a program to its end. Whatever it started and left running is ended then.
 *
 * @throws {ZoetropeError} `SOURCE_UNAVAILABLE` when the program is not there or may not be run.
 */
export async function runProgram({
  args = [],
  timeout = 10_000,
  signal,
  ...command
}: ProgramRun): Promise<ProgramEnd> {
  using limit = new TimeLimit(timeout, signal)
  const child = await Child.start({ ...command, args, unruly: true })
  const end = (): void => void child.end()
  limit.signal.addEventListener('abort', end)
  if (limit.signal.aborted) end()
  try {
    drain(child).catch(() => {})
    const { code } = await child.exit
    const late = limit.reached ? 'timeout' : undefined
    return { code, cut: signal?.aborted ? 'aborted' : late, lastLines: child.lastLines }
  } finally {
    limit.signal.removeEventListener('abort', end)
    await child.end()
  }
}

/** Nobody wants it; but a full pipe would stop the program. */
async function drain(child: Child): Promise<void> {
  for await (const _ of child.output());
}
