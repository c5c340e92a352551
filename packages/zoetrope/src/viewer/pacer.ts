/**
 * When to hand a connection its next frame. Pure: it looks at the path and the clock, nothing else,
 * and is tested against a model link.
 *
 * @module
 */
import type { Path } from './link.ts'

/** Decides for one connection. */
export interface Pacer {
  /** Which rule this is, for the status: people should know what bounds the age of their picture. */
  readonly name: string
  /**
   * `0` to send now, else milliseconds after which to ask again.
   *
   * @param sample reads the path; called only where the rule needs it, because it costs system calls.
   */
  decide(sample: () => Path | undefined, now: number): number
}

/**
 * Sends whenever the link has taken all that was written before: no frame waits in this program,
 * and the one that is sent is the newest.
 */
export const writePacer: Pacer = { name: 'write', decide: () => 0 }
