/**
 * Whether a connection gets on, judged by what has arrived of that which was written to it.
 *
 * @module
 */
import type { Path } from './link.ts'

/** Milliseconds without any sign of life although an answer is due: within 30 s, looked at every 2 s. */
const VANISHED = 26_000

/** What can be seen of a connection. */
export interface Gauged {
  /** Bytes handed to the link. */
  readonly written: number
  readonly busy: boolean
  /** Bytes of them that have not arrived; `undefined` where nobody knows. */
  readonly queued: number | undefined
  readonly path: Path | undefined
  /** Milliseconds without an acknowledged byte, while some are under way, after which it is ended. */
  readonly stallTimeout: number
}

/** Remembers when a connection got on last. */
export class Progress {
  /** Bytes that had arrived at the last look that saw a change; without a gauge, that were written. */
  #arrived = 0
  #since: number = performance.now()

  /** Looks at the connection, and tells whether it has waited for too long. */
  isStuck(connection: Gauged, now: number): boolean {
    const { queued, written, busy } = connection
    // Without a gauge: nothing more is written before the link has taken what was.
    const arrived = written - (queued ?? 0)
    const isWaiting = queued === undefined ? busy : queued > 0
    if (arrived !== this.#arrived || !isWaiting) {
      this.#arrived = arrived
      this.#since = now
      return false
    }
    const idle = now - this.#since
    if (idle > connection.stallTimeout) return true
    const path = idle > VANISHED ? connection.path : undefined
    // A viewer whose window is shut has received all that was sent: only one that owes an answer is gone.
    return path !== undefined && path.queued > path.unsent && path.silence > VANISHED
  }
}
