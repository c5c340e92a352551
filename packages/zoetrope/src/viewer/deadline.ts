/**
 * Ends connections that do not get on, and keeps those alive that have nothing to send: a viewer that
 * takes nothing any more, or that has vanished without a word, must not hold a camera, a socket and
 * its buffers for ever.
 *
 * One timer looks at all connections, so that ten thousand of them cost no ten thousand timers.
 *
 * @module
 */

/** Milliseconds between two looks. */
const LOOK_EVERY = 2000

/** A connection, as it is watched. */
export interface Watched {
  /** Looks at what has arrived. */
  heed(): void
  /** Sends something to whoever was sent nothing for long. */
  keepAlive(): void
  /** Whether it has waited for too long. @param now On the monotonic clock, in milliseconds. */
  isStuck(now: number): boolean
  destroy(): void
}

const watched = new Set<Watched>()
let timer: ReturnType<typeof setInterval> | undefined

/** Watches a connection until the function it returns is called. */
export function watchProgress(connection: Watched): () => void {
  watched.add(connection)
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
  for (const connection of watched) {
    // Soon enough after a slow source's frame that no probe of an idle connection passes for its acknowledgement.
    connection.heed()
    if (connection.isStuck(now)) connection.destroy()
    else connection.keepAlive()
  }
}
