/**
 * What a probe says in the end: what it looked at, what is wrong, what is fine, and in numbers.
 *
 * @module
 */

import type { AudienceFacts } from './audience.ts'
import type { Severity } from './fault.ts'
import type { FaultCode, Finding } from './finding.ts'
import type { SlowFacts } from './slow-reader.ts'

/** The worst that was found; notes do not count. */
export type Verdict = 'clean' | 'warnings' | 'errors'

/** Numbers; those that were not measured are missing. */
export interface Facts {
  /** `Server` of the head. */
  readonly server?: string | undefined
  readonly contentType?: string | undefined
  /** `Access-Control-Allow-Origin`: whose pages may read the pictures. */
  readonly allowOrigin?: string | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** Bytes of a frame, in the middle. */
  readonly frameBytes?: number | undefined
  readonly frames?: number | undefined
  /** Seconds. */
  readonly watched?: number | undefined
  /** Frames a second. */
  readonly rate?: number | undefined
  /** Bytes a second. */
  readonly bitrate?: number | undefined
  /** Milliseconds until the first frame, or the snapshot. */
  readonly firstFrame?: number | undefined
  /** Milliseconds between frames. */
  readonly gaps?:
    | { readonly p50: number; readonly p99: number; readonly longest: number }
    | undefined
  /** Frames that were the same as the one before. */
  readonly repeated?: number | undefined
  /** Milliseconds, by X-Timestamp and the clock of this machine. */
  readonly age?: number | undefined
  readonly audiences?: readonly AudienceFacts[] | undefined
  readonly slow?: SlowFacts | undefined
  /** How the login was shown. */
  readonly login?: string | undefined
}

/** All that a probe says. */
export interface ProbeReport {
  /** Without credentials. */
  readonly address: string
  readonly kind: 'stream' | 'snapshot' | 'none'
  readonly verdict: Verdict
  /** The heaviest first. */
  readonly findings: readonly Finding[]
  /** What was looked at and is as it should be, in sentences. */
  readonly fine: readonly string[]
  /** What was not looked at, and why, in sentences. */
  readonly unseen: readonly string[]
  readonly facts: Facts
}

const WEIGHTS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 }

/** A report without its verdict. */
export interface Draft extends Omit<ProbeReport, 'verdict' | 'unseen'> {
  /** @default nothing */
  readonly unseen?: readonly string[] | undefined
}

/** Sets a report up: each fault once, the heaviest first. */
export function reportOf(report: Draft): ProbeReport {
  const once = new Map<FaultCode, Finding>()
  for (const each of report.findings) if (!once.has(each.code)) once.set(each.code, each)
  const findings = [...once.values()].sort((a, b) => WEIGHTS[a.severity] - WEIGHTS[b.severity])
  const { address, kind, fine, unseen = [], facts } = report
  return { address, kind, verdict: verdictOf(findings), findings, fine, unseen, facts }
}

function verdictOf(findings: readonly Finding[]): Verdict {
  const worst = Math.min(2, ...findings.map(({ severity }) => WEIGHTS[severity]))
  if (worst === 0) return 'errors'
  return worst === 1 ? 'warnings' : 'clean'
}
