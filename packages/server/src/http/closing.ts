/**
 * How a server ends: in order, with a deadline, and leaving nothing behind.
 *
 * @module
 */
import type { Cameras } from 'zoetrope'
import type { App } from './app.ts'
import type { Door } from './door.ts'
import type { LiveSockets } from './live-sockets.ts'
import type { Log } from './log.ts'

/** What ends together. */
export interface Ending {
  readonly app: App
  readonly cameras: Cameras
  /** Where the server listens. */
  readonly doors: readonly Door[]
  readonly live: LiveSockets
  readonly log: Log
  /** Milliseconds for sockets to end by themselves. */
  readonly patience: number
  /** Closes the server when it aborts. */
  readonly signal: AbortSignal | undefined
}

/** Makes the function that closes a server; called again, it gives the same promise. */
export function closing(ending: Ending): () => Promise<void> {
  const { signal } = ending
  let closed: Promise<void> | undefined
  const end = (): Promise<void> => {
    signal?.removeEventListener('abort', end)
    closed ??= close(ending)
    return closed
  }
  if (signal?.aborted) void end()
  else signal?.addEventListener('abort', end)
  return end
}

async function close({ app, cameras, doors, live, log, patience }: Ending): Promise<void> {
  const ended = doors.map(
    ({ server }) => new Promise<void>((resolve) => server.close(() => resolve())),
  )
  for (const { sockets } of doors) sockets.finish()
  // Ends the broadcasts, and so every stream, after the frame under way.
  const released = cameras.close()
  live.close()
  // Behind the cameras, so that their end is the last thing that is told.
  app.close()
  const deadline = setTimeout(() => {
    const left = doors.reduce((sum, { sockets }) => sum + sockets.size, 0)
    log.warn({ sockets: left }, 'cut off: these did not take what was under way in time')
    for (const { sockets } of doors) sockets.destroy()
  }, patience)
  // A door's own end comes before the last socket has told its viewer to leave.
  await Promise.all([...ended, ...doors.map(({ sockets }) => sockets.over())])
  clearTimeout(deadline)
  await released
}
