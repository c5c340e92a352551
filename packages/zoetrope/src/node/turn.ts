/**
 * Waiting for one's turn on a connection.
 *
 * A reader may send requests ahead of the answers (pipelining). Node announces them at once, but
 * their answers go out in order; one that begins early would take frames for nobody, and one behind
 * an endless stream would take them for ever.
 *
 * @module
 */
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Requests that may wait on one connection: browsers send none ahead, proxies few. */
const MOST = 16

/** Socket -> what ends the waiting of each request on it. */
const queues = new WeakMap<Socket, Set<() => void>>()

/** Resolves when `response` may be written: `false` if the connection ended before. */
export function turn(response: ServerResponse): boolean | Promise<boolean> {
  const { socket } = response.req
  if (socket.destroyed) return false
  if (response.socket) return true
  const queue = queueOf(socket)
  if (queue.size >= MOST) socket.destroy()
  return new Promise((resolve) => {
    const end = (): void => resolve(false)
    queue.add(end)
    response.once('socket', () => {
      queue.delete(end)
      resolve(true)
    })
  })
}

function queueOf(socket: Socket): Set<() => void> {
  const known = queues.get(socket)
  if (known) return known
  const queue = new Set<() => void>()
  queues.set(socket, queue)
  socket.once('close', () => {
    for (const end of queue) end()
  })
  return queue
}
