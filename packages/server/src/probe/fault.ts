/**
 * A fault: what can be wrong with a stream, how much that matters, who breaks on it and what its
 * maker can do. Everything that the probe may say is an entry of a table of such.
 *
 * @module
 */

/** `error`: some viewers show nothing, or die. `warning`: they show it badly. `note`: worth knowing. */
export type Severity = 'error' | 'warning' | 'note'

/** What the tables know of a fault. */
export interface Fault {
  readonly severity: Severity
  /** Programs that break on it, in the words of their users; none where it concerns everybody. */
  readonly breaks: readonly string[]
  /** What to do, for whoever made or set up the server. */
  readonly fix: string
}

/** One entry of a table. */
export function fault(severity: Severity, breaks: readonly string[], fix: string): Fault {
  return { severity, breaks, fix }
}
