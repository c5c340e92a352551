/**
 * What a probe found: a fault of the tables, and what was seen of it here.
 *
 * @module
 */
import { BODY_FAULTS, type BodyFault } from './body-faults.ts'
import { CONDUCT_FAULTS, type ConductFault } from './conduct-faults.ts'
import { CONNECTION_FAULTS, type ConnectionFault } from './connection-faults.ts'
import type { Fault } from './fault.ts'

/** The code of a fault: stable, for programs. */
export type FaultCode = ConnectionFault | BodyFault | ConductFault

/** Every fault the probe knows, by its code. */
export const FAULTS: Readonly<Record<FaultCode, Fault>> = {
  ...CONNECTION_FAULTS,
  ...BODY_FAULTS,
  ...CONDUCT_FAULTS,
}

/** A fault that is there. */
export interface Finding extends Fault {
  readonly code: FaultCode
  /** What was seen, in a sentence without a full stop. */
  readonly seen: string
  /** The bytes that show it, unprintable ones escaped. */
  readonly evidence?: string | undefined
}

/** Bytes of evidence that are shown at most. */
const EVIDENCE = 72

/** A finding. */
export function finding(
  code: FaultCode,
  seen: string,
  evidence?: Uint8Array | string | undefined,
): Finding {
  const shown = evidence === undefined ? undefined : visible(evidence)
  return { code, seen, evidence: shown, ...FAULTS[code] }
}

/** A finding where there is one, as a list. */
export function findingIf(
  holds: boolean,
  code: FaultCode,
  seen: string,
  evidence?: Uint8Array | string | undefined,
): Finding[] {
  return holds ? [finding(code, seen, evidence)] : []
}

/** Bytes as text on one line: CR and LF as `\r` and `\n`, others that cannot be shown as `\xff`. */
export function visible(bytes: Uint8Array | string): string {
  const all = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
  const shown = Array.from(all.subarray(0, EVIDENCE), show).join('')
  return all.length > EVIDENCE ? `${shown}...` : shown
}

function show(byte: number): string {
  if (byte === 0x0d) return '\\r'
  if (byte === 0x0a) return '\\n'
  if (byte === 0x5c) return '\\\\'
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte)
  return `\\x${byte.toString(16).padStart(2, '0')}`
}
