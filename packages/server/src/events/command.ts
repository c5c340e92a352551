/**
 * A program that is run when something happens. No shell reads its arguments, so that nothing a
 * camera says can become a command.
 *
 * @module
 */
import { runProgram } from 'zoetrope/node'
import type { Entry } from './entry.ts'
import type { Errand } from './errand.ts'
import { fill, wordsOf } from './wording.ts'

/** What to run. */
export interface CommandInit {
  /** A path, or a name found on the PATH. */
  readonly program: string
  /** Words in braces are filled in. */
  readonly args: readonly string[]
}

/** Makes the errand that runs a program, with the event as JSON on its standard input. */
export function commandErrand({ program, args }: CommandInit): Errand {
  return async (entry, { timeout, signal }) => {
    const words = wordsOf(entry)
    const { code, cut, lastLines } = await runProgram({
      ...{ program, timeout, signal },
      args: args.map((text) => fill(text, words)),
      input: `${JSON.stringify(entry)}\n`,
      environment: environmentOf(entry),
    })
    if (code === 0 || cut === 'aborted') return
    const how = cut ? `it took longer than ${timeout / 1000} s` : ended(code)
    throw new Error([how, ...lastLines].join('; '))
  }
}

/** `ZOETROPE_CAMERA` and so on, for scripts. */
function environmentOf(entry: Entry): Record<string, string> {
  const known = Object.entries(wordsOf(entry))
  return Object.fromEntries(known.map(([word, fact]) => [`ZOETROPE_${word.toUpperCase()}`, fact]))
}

function ended(code: number | null): string {
  return code === null ? 'a signal ended it' : `it ended with code ${code}`
}
