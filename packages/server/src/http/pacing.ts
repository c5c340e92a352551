/**
 * How the frames of streams are paced, as the server says it once at its start, once more if that
 * changes, and in `/server`.
 *
 * @module
 */
import { kernelAbsence, onKernelLoss } from 'zoetrope/node'
import type { Log } from './log.ts'

/** What was asked for. */
export type PacingRule = 'auto' | 'write'

/** What is done. */
export interface Pacing {
  /** What the streams of TCP and TLS are paced by, as `/viewers` calls it. */
  readonly pacing: 'queue' | 'write'
  /** Why that is not `queue`; `null` where it is. */
  readonly pacingReason: string | null
}

/** What is done where `rule` was asked for. */
export function pacingOf(rule: PacingRule = 'auto'): Pacing {
  const reason = rule === 'write' ? 'as asked for' : kernelAbsence()
  return { pacing: reason === undefined ? 'queue' : 'write', pacingReason: reason ?? null }
}

/** Tells `log`, now and when it changes. Returns a function that cancels. */
export function tellPacing(log: Log, rule?: PacingRule): () => void {
  const { pacing, pacingReason: reason } = pacingOf(rule)
  if (reason === null) {
    log.debug({ pacing }, "frames wait for the kernel's queue")
    return onKernelLoss((lost) => log.warn({ pacing: 'write', reason: lost }, WRITE))
  }
  // There is nothing to be done about it elsewhere than on Linux.
  const isWanted = rule === 'write' || process.platform !== 'linux'
  log[isWanted ? 'info' : 'warn']({ pacing, reason }, WRITE)
  return () => {}
}

const WRITE = "frames do not wait for the kernel's queue, so that pictures age on slow links"
