/**
 * Ends connections that do not get on: a viewer that takes nothing any more, or that has vanished
 * without a word, must not hold a camera, a socket and its buffers for ever.
 *
 * One timer looks at all connections, so that ten thousand of them cost no ten thousand timers.
 *
 * @module
 */
import type { Path } from './link.ts'

/** Milliseconds between two looks. */
const LOOK_EVERY = 2000

/** Milliseconds without any sign of life although an answer is due: within 30 s with the look's own delay. */
const VANISHED = 26_000

/** A connection, as it is watched. */
export interface Watched {
  /** Bytes handed to the link. */
  readonly written: number
  readonly busy: boolean
  readonly queued: number | undefined
  readonly path: Path | undefined
  /** Milliseconds without an acknowledged byte, while some are under way, after which it is ended. */
  readonly stallTimeout: number
  heed(): void
  destroy(): void
}

interface Progress {
  /** Bytes that had arrived at the last look that saw a change; without a gauge, that were written. */
  arrived: number
  since: number
}

const watched = new Map<Watched, Progress>()
let timer: ReturnType<typeof setInterval> | undefined

/** Watches a connection until the function it returns is called. */
export function watchProgress(connection: Watched): () => void {
  watched.set(connection, { arrived: 0, since: performance.now() })
  timer ??= setInterval(look, LOOK_EVERY)
  return () => {
    watched.delete(connection)
    if (watched.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function look(): void {
  const now = performance.now()
  for (const [connection, progress] of watched) {
    // Soon enough after a slow source's frame that no probe of an idle connection passes for its acknowledgement.
    connection.heed()
    if (isStuck(connection, progress, now)) connection.destroy()
  }
}

function isStuck(connection: Watched, progress: Progress, now: number): boolean {
  const { queued, written, busy } = connection
  // Without a gauge: nothing more is written before the link has taken what was.
  const arrived = written - (queued ?? 0)
  const isWaiting = queued === undefined ? busy : queued > 0
  if (arrived !== progress.arrived || !isWaiting) {
    progress.arrived = arrived
    progress.since = now
    return false
  }
  if (now - progress.since > connection.stallTimeout) return true
  const path = now - progress.since > VANISHED ? connection.path : undefined
  // A viewer whose window is shut has received all that was sent: only one that owes an answer is gone.
  return path !== undefined && path.queued > path.unsent && path.silence > VANISHED
}
