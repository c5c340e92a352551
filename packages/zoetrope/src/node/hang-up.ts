/**
 * Ending a connection so that the other side has seen it.
 *
 * A camera that serves one connection refuses the next one for as long as it believes in the first.
 * So a connection is not just let go of: the end is told, and the other side's end waited for.
 *
 * @module
 */
import type { Socket } from 'node:net'

/** Milliseconds that the other side has to end, too. One that only ever writes sees the reset then. */
const FAREWELL = 500

/** Ends a connection; resolves when the other side has ended as well, or was reset. Idempotent. */
export function hangUp(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), FAREWELL)
    socket.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    // How something ends that is given up matters to nobody.
    socket.on('error', () => {})
    if (socket.connecting) socket.destroy()
    else socket.end()
    socket.resume()
  })
}
