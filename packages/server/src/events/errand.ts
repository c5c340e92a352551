/**
 * What a hook does about an event.
 *
 * @module
 */
import type { Entry } from './entry.ts'

/** How long an errand may take. */
export interface ErrandLimits {
  /** Milliseconds for it, or for each of its attempts. */
  readonly timeout: number
  /** Aborts when the server ends; the errand then ends soon, and has not failed. */
  readonly signal: AbortSignal
}

/** Does something about an event. @throws {Error} whose message says in one line why it failed, without secrets. */
export type Errand = (entry: Entry, limits: ErrandLimits) => Promise<void>
