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

/** Requests that may wait on one connection: browsers send none, `curl` and proxies few. */
const MOST = 16

const waiting = new WeakMap<Socket, number>()

/** Resolves when `response` may be written: `false` if the connection ended before. */
export async function turn(response: ServerResponse): Promise<boolean> {
  if (response.socket) return !response.socket.destroyed
  const { socket } = response.req
  const ahead = (waiting.get(socket) ?? 0) + 1
  waiting.set(socket, ahead)
  if (ahead > MOST) socket.destroy()
  const came = await comes(response, socket)
  waiting.set(socket, (waiting.get(socket) ?? 1) - 1)
  return came
}

function comes(response: ServerResponse, socket: Socket): Promise<boolean> {
  if (socket.destroyed) return Promise.resolve(false)
  return new Promise((resolve) => {
    const end = (): void => {
      response.off('socket', begin)
      resolve(false)
    }
    const begin = (): void => {
      socket.off('close', end)
      resolve(true)
    }
    response.once('socket', begin)
    socket.once('close', end)
  })
}
