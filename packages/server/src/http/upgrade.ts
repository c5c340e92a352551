/**
 * Requests that ask to speak something else from now on.
 *
 * Node takes such a request away from its HTTP, whatever the other protocol is, as soon as anybody
 * listens for upgrades, and never reads its body. So here only a WebSocket is one for Node, and
 * `Upgrade: h2c`, which `curl --http2` and Java send with everything, is as good as not said. Those for a
 * WebSocket are answered like all others first, so that the same checks hold and the same errors are
 * told; only an answer that offers one leads to it.
 *
 * @module
 */
import { IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** What came behind the head of each request that may be upgraded. */
const heads = new WeakMap<IncomingMessage, Buffer>()

/** Requests that Node finds to ask for another protocol. */
const asking = new WeakSet<IncomingMessage>()

/** What a server's requests are: of those that ask for another protocol, an upgrade only where it is WebSocket. */
export class Incoming extends IncomingMessage {
  /** Node sets it when it has read the head, and does what it says then. */
  get upgrade(): boolean {
    return asking.has(this) && (this.method === 'CONNECT' || isWebSocket(this))
  }

  set upgrade(asks: boolean | null) {
    if (asks) asking.add(this)
  }
}

/** Has `server` answer requests for an upgrade by its `request` event. */
export function admitUpgrades(server: Server): void {
  // The server's sockets are Node's; the event's type only leaves room for others.
  server.on('upgrade', (request, socket, head) => admit(server, request, socket as Socket, head))
}

/**
 * The connection of a request, for another protocol to take over, with what came behind the head.
 * `undefined` where the request did not ask for it. The response must not be used any more.
 */
export function takeOver(outgoing: ServerResponse): { socket: Duplex; head: Buffer } | undefined {
  const { req, socket } = outgoing
  const head = heads.get(req)
  if (!head || !socket || socket.destroyed) return undefined
  heads.delete(req)
  socket.off('end', endOf)
  outgoing.detachSocket(socket)
  return { socket, head }
}

function admit(server: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const response = new ServerResponse(request)
  if (!assigned(socket, response)) {
    socket.destroy()
    return
  }
  heads.set(request, head)
  // What Node's HTTP does for a connection, and has stopped doing for this one.
  socket.on('error', () => socket.destroy())
  socket.on('end', endOf)
  socket.on('drain', () => response.emit('drain'))
  response.shouldKeepAlive = false
  response.once('finish', () => socket.destroySoon())
  server.emit('request', request, response)
  // Read on, or nobody would notice the end; a WebSocket reads for itself.
  if (heads.has(request) && !isWebSocket(request)) socket.resume()
}

/** Gives the response the socket; `false` where that still answers a request before, for ever perhaps. */
function assigned(socket: Socket, response: ServerResponse): boolean {
  try {
    response.assignSocket(socket)
    return true
  } catch {
    return false
  }
}

function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}

function endOf(this: Socket): void {
  this.end()
}
