/**
 * How long it takes until all see live pictures again: collected, printed, and written to a file for
 * whoever wants to compare.
 *
 * @module
 */
import { appendFileSync } from 'node:fs'
import type { Holdings } from './watched-server.ts'

/** Milliseconds, over all cycles and viewers. */
export interface Spread {
  readonly median: number
  readonly max: number
}

/** What a fault did to those who watch. */
export interface Figures {
  readonly fault: string
  readonly cycles: number
  readonly viewers: number
  /** From the fault to a live frame. */
  readonly outage: Spread
  /** From the start of the program that replaces the failed one to a live frame. */
  readonly recovery: Spread
  readonly placeholders: number
  /** What the server held before the first and after the last time. */
  readonly before: Holdings
  readonly after: Holdings
}

/** The middle and the largest of these. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: sorted[sorted.length >> 1] ?? 0, max: sorted.at(-1) ?? 0 }
}

/** Prints the figures, and appends them as a line of JSON to the file that ZOETROPE_FAULT_FIGURES names. */
export function report(figures: Figures): void {
  const { fault, cycles, viewers, outage, recovery } = figures
  const times = (name: string, { median, max }: Spread): string =>
    `${name} ${median} ms (median), ${max} ms (max)`
  const dark = times('dark for', outage)
  const back = times('live after the restart in', recovery)
  console.info(`${fault}: ${cycles} times, ${viewers} viewers; ${dark}; ${back}`)
  const file = process.env['ZOETROPE_FAULT_FIGURES']
  if (file) appendFileSync(file, `${JSON.stringify(figures)}\n`)
}
