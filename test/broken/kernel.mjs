/**
 * What the kernel still holds of what a server sent: the past of a slow viewer, which no queue in the
 * program shows.
 *
 * @module
 */
import { readFileSync } from 'node:fs'

/** Milliseconds for which what was read holds: one look for all viewers of a frame. */
const FRESH = 10

let text = ''
let readAt = 0

/**
 * Bytes that were written and not yet taken by the other end. Linux tells it of every connection.
 *
 * @param {import('node:net').Socket} socket of IPv4
 */
export function heldBehind({ localPort = 0, remotePort = 0 }) {
  if (performance.now() - readAt > FRESH) {
    text = readFileSync('/proc/net/tcp', 'latin1')
    readAt = performance.now()
  }
  const [local, remote] = [localPort, remotePort].map(
    (port) => `[0-9A-F]{8}:${port.toString(16).toUpperCase().padStart(4, '0')}`,
  )
  // The two addresses, the state, and the queue towards the other end.
  const line = new RegExp(`${local} ${remote} [0-9A-F]{2} ([0-9A-F]{8}):`).exec(text)
  return Number.parseInt(line?.[1] ?? '0', 16)
}
