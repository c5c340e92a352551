/**
 * The open WebSockets of a server: how they begin, how one that vanished is noticed, and how they
 * end.
 *
 * @module
 */
import type { ServerResponse } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Log } from './log.ts'
import { takeOver } from './upgrade.ts'
import { type Offer, offerOf, type Session } from './web-socket.ts'

/** Milliseconds between two looks at who is silent. */
const LOOK_EVERY = 5000
/** Milliseconds of silence after which the other side is asked for a sign of life. */
const SILENT = 9000
/** Milliseconds of silence after which it is gone: within 30 s, with the look's own delay. */
const VANISHED = 24_000
/** The close code of a connection that was never closed, but broke. */
const BROKEN = 1006

/** Opens WebSockets where a response offers one. */
export class LiveSockets {
  #log: Log
  /** Subprotocol and limit -> what opens such WebSockets. */
  #servers = new Map<string, WebSocketServer>()
  #open = new Map<WebSocket, Session>()
  #timer: ReturnType<typeof setInterval> | undefined
  #closing = false

  constructor(log: Log) {
    this.#log = log
  }

  get size(): number {
    return this.#open.size
  }

  /** Opens a WebSocket in the place of `response`, if that offers one and the request asked for it. */
  accept(response: Response, outgoing: ServerResponse): boolean {
    const offer = offerOf(response)
    const taken = offer && takeOver(outgoing)
    if (!taken) return false
    this.#server(offer).handleUpgrade(outgoing.req, taken.socket, taken.head, (socket) => {
      this.#opened(socket, offer)
    })
    return true
  }

  /** Ends all: those that show cameras when the last frame of these is out, the others at once. */
  close(): void {
    this.#closing = true
    for (const session of this.#open.values()) session.end()
  }

  #server({ protocol, largest }: Offer): WebSocketServer {
    const kind = `${protocol} ${largest}`
    const known = this.#servers.get(kind)
    if (known) return known
    const server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      // JPEGs do not get smaller.
      perMessageDeflate: false,
      maxPayload: largest,
      handleProtocols: () => protocol,
    })
    this.#servers.set(kind, server)
    return server
  }

  #opened(socket: WebSocket, offer: Offer): void {
    // Text comes as a Buffer nevertheless.
    socket.binaryType = 'arraybuffer'
    socket.on('error', (error) => this.#log.debug({ err: error }, 'websocket failed'))
    const session = offer.open(socket)
    this.#open.set(socket, session)
    this.#timer ??= setInterval(this.#look, LOOK_EVERY)
    socket.on('message', (message) => {
      session.receive(message instanceof ArrayBuffer ? new Uint8Array(message) : `${message}`)
    })
    socket.on('ping', () => session.live())
    socket.on('pong', () => session.live())
    socket.on('close', (code) => this.#gone(socket, session, code))
    if (this.#closing) session.end()
  }

  #gone(socket: WebSocket, session: Session, code: number): void {
    session.gone(code === BROKEN ? 'vanished' : 'left')
    this.#open.delete(socket)
    if (this.#open.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #look = (): void => {
    for (const [socket, { silence }] of this.#open) {
      if (silence > VANISHED) socket.terminate()
      else if (silence > SILENT) socket.ping()
    }
  }
}
