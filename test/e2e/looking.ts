/**
 * The probe, asked from within the test's process, where many looks go on at once.
 *
 * @module
 */
import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { probe } from '../../packages/server/src/probe/probe.ts'
import type { ProbeReport } from '../../packages/server/src/probe/report.ts'
import { targetOf } from '../../packages/server/src/probe/target.ts'

/** Milliseconds for an answer: some of the servers never give one. */
const PATIENCE = 4000

/** As much of a report as is judged here, from within or printed by the command. */
interface Report {
  readonly findings: readonly { readonly code: string }[]
  readonly unseen: readonly string[]
}

/** Looks at an address, as soon as this process has time for it. */
export async function look(
  url: string,
  { isThorough = false, signal }: { isThorough?: boolean | undefined; signal: AbortSignal },
): Promise<ProbeReport> {
  const target = targetOf(url, PATIENCE)
  if (!target) throw new Error(`Expected an address, got ${url}`)
  await room()
  return probe(target, { quick: !isThorough, signal, progress: () => {} })
}

/**
 * The codes of all that was found of a server, in the order of the alphabet. That this machine is busy
 * is no news of the server.
 */
export function codesOf({ findings }: Pick<Report, 'findings'>): string[] {
  return findings
    .map(({ code }) => code)
    .filter((code) => code !== 'BUSY_HERE')
    .sort()
}

/** What is told by moments, and so by nobody who has no time to look. */
const TIMED = [
  ...['LONG_GAP', 'UNEVEN', 'VIEWERS_STARVE'],
  ...['SLOW_READER_LAGS', 'SLOW_READER_STALLS', 'SLOW_READER_CUT', 'SLOW_READER_KERNEL'],
]

/**
 * Whether one of these codes is missing that this machine was too busy to tell. A look says so, and that
 * it is to be looked again.
 */
export function isUndecided(report: Report, codes: readonly string[]): boolean {
  const isBusy =
    report.findings.some(({ code }) => code === 'BUSY_HERE') ||
    report.unseen.some((sentence) => sentence.includes('busy'))
  const found = codesOf(report)
  return isBusy && codes.some((code) => TIMED.includes(code) && !found.includes(code))
}

/** How much of its time this process may be at work before more is begun. */
const BUSY = 0.5

/** Milliseconds over which that is measured. */
const LATELY = 60

let turn: Promise<void> = Promise.resolve()

/**
 * Waits until this process has time for one thing more, one waiter at a time. Looks are mostly waiting,
 * so many can go on at once, and how many depends on the machine: where the event loop is late, frames
 * are, too, and nobody could judge their rhythm.
 */
function room(): Promise<void> {
  turn = turn.then(async () => {
    for (let share = 1; share > BUSY; ) {
      const before = performance.eventLoopUtilization()
      await pause(LATELY)
      share = performance.eventLoopUtilization(before).utilization
    }
  })
  return turn
}
