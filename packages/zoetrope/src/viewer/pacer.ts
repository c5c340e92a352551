/**
 * When to hand a connection its next frame. Pure: it looks at the gauge and the clock, nothing else,
 * and is tested against a model link.
 *
 * @module
 */
import type { Gauge } from './link.ts'

/**
 * What bounds the age of a viewer's picture, for the status:
 * `queue` frames wait until the kernel's queue has drained; `acknowledged` until the viewer has
 * shown those before; `write` until the socket has taken those before; `pull` until the reader of
 * the `Response` asks.
 */
export type PacingName = 'queue' | 'acknowledged' | 'write' | 'pull'

/** Decides for one connection. */
export interface Pacer {
  readonly name: PacingName
  /**
   * `0` to send now, else milliseconds after which to ask again.
   *
   * @param queued what the gauge says at this moment; `undefined` where it knows nothing.
   */
  decide(queued: number | undefined, gauge: Gauge, now: number): number
  /** Told of every frame that was handed over. */
  sent(bytes: number, now: number): void
}

/**
 * Sends whenever the link has taken all that was written before: no frame waits in this program,
 * and the one that is sent is the newest.
 */
export const writePacer: Pacer = { name: 'write', decide: () => 0, sent: () => {} }
