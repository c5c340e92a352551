/**
 * The open sockets of a server, and how they end.
 *
 * Node can close idle connections, but counts one that has never asked anything as busy, and keeps
 * one alive whose last answer ends after the closing began. So every socket is known here. With TLS
 * there are two of each connection: the TCP socket, from its first moment, and once both sides have
 * shaken hands the TLS socket on it, which requests come over.
 *
 * @module
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Knows which sockets are open, and which of them answer something. */
export class Sockets {
  /** The connections of TCP. */
  #connections = new Set<Socket>()
  /** Socket that requests come over -> the answers under way on it. */
  #open = new Map<Socket, Set<ServerResponse>>()
  #closing = false
  #emptied: () => void = () => {}

  /** @param ready The event that brings the sockets which requests come over. */
  constructor(server: Server, ready: 'connection' | 'secureConnection' = 'connection') {
    server.on('connection', (socket) => this.#connected(socket))
    server.on(ready, (socket) => this.#opened(socket))
    // Before everybody else's listener, so that an answer knows it is the last one before it begins.
    server.prependListener('request', (request, response) => this.#asked(request, response))
  }

  get size(): number {
    return this.#connections.size
  }

  /** Ends every socket that answers nothing, and each of the others after the answer under way. */
  finish(): void {
    this.#closing = true
    for (const [socket, answers] of this.#open) {
      if (answers.size === 0) socket.destroy()
      for (const answer of answers) answer.shouldKeepAlive = false
    }
    // Of the others each is in the middle of a handshake, and ends with it.
    for (const socket of this.#connections) if (socket.bytesRead === 0) socket.destroy()
  }

  /** Resolves when none is left, and everybody who waits for the end of one has been told. */
  async over(): Promise<void> {
    if (this.#isEmpty) return
    await new Promise<void>((resolve) => {
      this.#emptied = resolve
    })
  }

  /** Cuts off what is left. */
  destroy(): void {
    for (const socket of this.#open.keys()) socket.destroy()
    for (const socket of this.#connections) socket.destroy()
  }

  get #isEmpty(): boolean {
    return this.#connections.size === 0 && this.#open.size === 0
  }

  #connected(socket: Socket): void {
    this.#connections.add(socket)
    socket.once('close', () => this.#ended(socket))
  }

  #opened(socket: Socket): void {
    this.#open.set(socket, new Set())
    socket.once('close', () => this.#ended(socket))
    if (this.#closing) socket.destroy()
  }

  #ended(socket: Socket): void {
    this.#connections.delete(socket)
    this.#open.delete(socket)
    if (this.#isEmpty) this.#emptied()
  }

  #asked({ socket }: IncomingMessage, response: ServerResponse): void {
    const answers = this.#open.get(socket)
    answers?.add(response)
    if (this.#closing) response.shouldKeepAlive = false
    response.once('close', () => {
      answers?.delete(response)
      // One that said keep-alive before the closing began.
      if (this.#closing) socket.destroySoon()
    })
  }
}
