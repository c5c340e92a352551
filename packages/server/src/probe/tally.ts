/**
 * Faults that many parts share, told once: how many had it, and the first as evidence.
 *
 * @module
 */
import { type FaultCode, type Finding, finding } from './finding.ts'

/** One part, or picture, that has a fault. */
interface Case {
  count: number
  readonly seen: string
  readonly evidence?: Uint8Array | string | undefined
}

/** Counts faults of parts. */
export class Tally {
  readonly #what: string
  readonly #cases = new Map<FaultCode, Case>()

  /** @param what is counted, in the plural: `parts`. */
  constructor(what: string) {
    this.#what = what
  }

  /** Notes one where `holds`; the first is described. */
  note(
    holds: boolean,
    code: FaultCode,
    seen: string,
    evidence?: Uint8Array | string | undefined,
  ): void {
    if (!holds) return
    const known = this.#cases.get(code)
    if (known) known.count += 1
    else this.#cases.set(code, { count: 1, seen, evidence })
  }

  /** What was noted, of `total`. */
  findings(total: number): Finding[] {
    return [...this.#cases].map(([code, { count, seen, evidence }]) => {
      const share = count === total ? `all ${total}` : `${count} of ${total}`
      return finding(code, `${seen} (${share} ${this.#what})`, evidence)
    })
  }
}
