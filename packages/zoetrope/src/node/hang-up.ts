/**
 * Ending a connection so that the other side has seen it.
 *
 * A camera that serves one connection refuses the next one for as long as it believes in the first.
 * So a connection is not just let go of: the end is told, and the other side's end waited for.
 *
 * @module
 */
import type { Socket } from 'node:net'

/** Milliseconds that the other side has to end, too. One that only ever writes is reset then. */
const FAREWELL = 500

/** Milliseconds for a reset to arrive: nothing answers it. */
const TRAVEL = 100

/** Ends a connection; resolves when the other side has ended as well, or was reset. Idempotent. */
export function hangUp(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve()
  return new Promise((resolve) => {
    let timer = setTimeout(reset, FAREWELL)
    function reset(): void {
      socket.off('close', over).destroy()
      timer = setTimeout(resolve, TRAVEL)
    }
    function over(): void {
      clearTimeout(timer)
      resolve()
    }
    socket.once('close', over)
    // How something ends that is given up matters to nobody.
    socket.on('error', () => {})
    // One that is only being made is waited for as well: the other side may have it already.
    socket.end()
    socket.resume()
  })
}
