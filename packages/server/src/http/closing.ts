/**
 * How a server ends: in order, with a deadline, and leaving nothing behind.
 *
 * @module
 */
import type { Server } from 'node:http'
import type { Cameras } from 'zoetrope'
import type { App } from './app.ts'
import type { LiveSockets } from './live-sockets.ts'
import type { Log } from './log.ts'
import type { Sockets } from './sockets.ts'

/** What ends together. */
export interface Ending {
  readonly app: App
  readonly cameras: Cameras
  readonly sockets: Sockets
  readonly live: LiveSockets
  readonly log: Log
  /** Milliseconds for sockets to end by themselves. */
  readonly patience: number
  /** Closes the server when it aborts. */
  readonly signal: AbortSignal | undefined
}

/** Makes the function that closes `server`; called again, it gives the same promise. */
export function closing(server: Server, ending: Ending): () => Promise<void> {
  const { signal } = ending
  let closed: Promise<void> | undefined
  const end = (): Promise<void> => {
    signal?.removeEventListener('abort', end)
    closed ??= close(server, ending)
    return closed
  }
  if (signal?.aborted) void end()
  else signal?.addEventListener('abort', end)
  return end
}

async function close(server: Server, ending: Ending): Promise<void> {
  const { app, cameras, sockets, live, log, patience } = ending
  const ended = new Promise<void>((resolve) => server.close(() => resolve()))
  sockets.finish()
  // Ends the broadcasts, and so every stream, after the frame under way.
  const released = cameras.close()
  live.close()
  // Behind the cameras, so that their end is the last thing that is told.
  app.close()
  const deadline = setTimeout(() => {
    log.warn({ sockets: sockets.size }, 'cut off: these did not take what was under way in time')
    sockets.destroy()
  }, patience)
  // The server's own end comes before the last socket has told its viewer to leave.
  await Promise.all([ended, sockets.over()])
  clearTimeout(deadline)
  await released
}
