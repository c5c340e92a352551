/**
 * How long it takes until all see live pictures again: collected, printed, and written to a file for
 * whoever wants to compare. And what is asked of everybody when it is over.
 *
 * @module
 */
import { appendFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Crowd } from './crowd.ts'
import type { Holdings } from './watched-server.ts'

/** Whether it is `npm run faults`: many times, and measured. */
export const LONG = Boolean(process.env['ZOETROPE_LONG'])

/** Milliseconds that a test may take. */
export const TIMEOUT: number = LONG ? 900_000 : 120_000

/** What a cycle took, in milliseconds for each viewer. */
export interface Cycle {
  readonly outage: readonly number[]
  readonly recovery: readonly number[]
}

/** What there is to judge by when all cycles are over. */
interface Outcome {
  readonly fault: string
  readonly cycles: readonly Cycle[]
  readonly crowd: Crowd
  /** What the server held before the first and after the last time. */
  readonly before: Holdings
  readonly after: Holdings
}

/** Milliseconds, over all cycles and viewers. */
interface Spread {
  readonly median: number
  readonly max: number
}

/** What a fault did to those who watch. */
interface Figures {
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

/** Tells the figures. @throws where anybody complained, or the server holds more than before. */
export function judge({ fault, cycles, crowd, before, after }: Outcome): void {
  report({
    fault,
    cycles: cycles.length,
    viewers: crowd.viewers.length,
    outage: spread(cycles.flatMap(({ outage }) => outage)),
    recovery: spread(cycles.flatMap(({ recovery }) => recovery)),
    placeholders: crowd.viewers.reduce((sum, { placeholders }) => sum + placeholders, 0),
    before,
    after,
  })
  // All of them in the message, and not how many there are.
  if (crowd.complaints.length > 0) throw new Error(crowd.complaints.join('; '))
  expect(after.processes).toBe(before.processes)
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors)
  // Each viewer may have one or not; one that is left at each time is seen in the long run.
  expect(after.timers).toBeLessThanOrEqual(before.timers + crowd.viewers.length)
  expect(after.memory - before.memory).toBeLessThan(8_000_000)
}

/** The middle and the largest of these. */
function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: sorted[sorted.length >> 1] ?? 0, max: sorted.at(-1) ?? 0 }
}

/** Prints the figures, and appends them as a line of JSON to the file that ZOETROPE_FAULT_FIGURES names. */
function report(figures: Figures): void {
  const { fault, cycles, viewers, outage, recovery } = figures
  const times = (name: string, { median, max }: Spread): string =>
    `${name} ${median} ms (median), ${max} ms (max)`
  const dark = times('dark for', outage)
  const back = times('live after the restart in', recovery)
  console.info(`${fault}: ${cycles} times, ${viewers} viewers; ${dark}; ${back}`)
  const file = process.env['ZOETROPE_FAULT_FIGURES']
  if (file) appendFileSync(file, `${JSON.stringify(figures)}\n`)
}
