/**
 * Restraint: what everybody was told a moment ago is not told again (RFC 6762, section 6), and who asks
 * to be answered alone is not believed without end. A question is small, and an answer may be all cameras:
 * so nobody can have this server fill a network, or somebody else's connection.
 *
 * @module
 */
import { keyOf, type SomeRecord } from './records.ts'

/** Milliseconds before a record is told again; and where somebody is about to take its name. */
const PAUSE = 1000
const PAUSE_IN_DEFENCE = 250
/** Packets in a second for those who are answered alone: more than all of them ask. */
const ALONE = 100

/** What one server told of late. */
export class Restraint {
  /** Network and record -> when it was told; the oldest first. */
  #told = new Map<string, number>()
  #second = Number.NEGATIVE_INFINITY
  #alone = 0

  /**
   * Whether everybody in a network may be told of a record. If so, it counts as told.
   *
   * @param now Milliseconds of any clock that goes forward.
   */
  tells(
    record: SomeRecord,
    { network, isDefence }: { readonly network: string; readonly isDefence: boolean },
    now: number,
  ): boolean {
    this.#forget(now)
    const key = `${network} ${keyOf(record)}`
    const before = this.#told.get(key) ?? Number.NEGATIVE_INFINITY
    if (now - before < (isDefence ? PAUSE_IN_DEFENCE : PAUSE)) return false
    this.#told.delete(key)
    this.#told.set(key, now)
    return true
  }

  /** Whether one more packet may go to somebody alone. If so, it counts. */
  replies(now: number): boolean {
    if (now - this.#second >= 1000) {
      this.#second = now
      this.#alone = 0
    }
    this.#alone += 1
    return this.#alone <= ALONE
  }

  #forget(now: number): void {
    for (const [key, told] of this.#told) {
      if (now - told < PAUSE) return
      this.#told.delete(key)
    }
  }
}
