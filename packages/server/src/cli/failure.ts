/**
 * What goes wrong on the command line, in one or a few lines for a person: what, why, what to do.
 *
 * The exit code tells scripts whose fault it was: 2 for what was typed or configured, 1 for what
 * the machine or the network did.
 *
 * @module
 */
import { ZoetropeError } from 'zoetrope'

/** 1: something failed while running. 2: the command line or the configuration is wrong. */
export type FailureCode = 1 | 2

/** An end that is explained by its message alone; nobody needs to see a stack for it. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exitCode: FailureCode

  /** @param options.exitCode by default 1. */
  constructor(message: string, options: ErrorOptions & { readonly exitCode?: FailureCode } = {}) {
    super(message, options)
    this.exitCode = options.exitCode ?? 1
  }
}

/** The exit code that an error of any origin deserves. */
export function exitCodeOf(error: unknown): FailureCode {
  if (error instanceof Failure) return error.exitCode
  return error instanceof ZoetropeError && error.code === 'INVALID_SOURCE' ? 2 : 1
}

/**
 * The text for standard error. An error that nobody foresaw says so, and how to see where it came
 * from.
 *
 * @param options.stack adds the stack and the causes, for whoever looks for a fault in Zoetrope.
 */
export function describeFailure(error: unknown, options: { stack?: boolean } = {}): string {
  const foreseen = error instanceof Failure || error instanceof ZoetropeError
  const message = error instanceof Error ? error.message : String(error)
  const text = withoutCredentials(foreseen ? message : `unexpected failure: ${message}`)
  if (options.stack) return `zoetrope: ${text}\n\n${stacks(error)}\n`
  const advice = foreseen ? '' : '\n  For the details, run it again with --log-level debug.'
  return `zoetrope: ${text}${advice}\n`
}

/** Replaces the name and password of every URL in a text. */
export function withoutCredentials(text: string): string {
  // Greedy, because a password may contain an @ that nobody escaped.
  return text.replace(/(:\/\/)[^/\s]*@/g, '$1***@')
}

function stacks(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${stacks(error.cause)}`
  return withoutCredentials(`${error.stack ?? error.message}${cause}`)
}
