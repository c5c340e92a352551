/**
 * One connection to `/live`, from the opening to the end: messages come out read, and a server that
 * has fallen silent is noticed, which a browser's WebSocket would take minutes for.
 *
 * @module
 */
import { LONGEST_DELAY } from '../clock.ts'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { type FrameMessage, readFrameMessage } from '../live/frame-message.ts'
import { LIVE_PROTOCOL, type ServerMessage, type ViewerMessage } from '../live/protocol.ts'
import { readServerMessage } from '../live/server-message.ts'
import { publicAddress } from './address.ts'

/** What is used of a WebSocket: those of browsers, Node 22, Bun, Deno and the package `ws` have it. */
export interface WebSocketLike {
  binaryType: string
  readonly readyState: number
  send(message: string): void
  close(code?: number): void
  // `never`: the events of each platform have types of their own.
  onmessage: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
}

/** What is used of its events. */
interface WebSocketEvent {
  readonly data?: unknown
  readonly code?: unknown
  readonly reason?: unknown
}

/** Makes a WebSocket. */
export type WebSocketConstructor = new (url: string, protocol: string) => WebSocketLike

/** What is done with what comes. */
export interface LiveSocketPorts {
  readonly WebSocket: WebSocketConstructor
  /** Milliseconds without a word that mean that the server is gone. */
  readonly silenceTimeout: number
  onMessage(message: ServerMessage): void
  onFrame(frame: FrameMessage): void
  /** Called once, at the end. `wasOpen` says whether the server had welcomed us. */
  onClose(error: ZoetropeError, wasOpen: boolean): void
}

const OPEN = 1

/** A connection that opens, or fails, by itself. */
export class LiveSocket {
  /** What errors call the server. */
  #from: string
  #ports: LiveSocketPorts
  #socket: WebSocketLike
  #isWelcome = false
  #isOver = false
  #heardAt = performance.now()
  #timer: ReturnType<typeof setInterval>

  /** @throws {SyntaxError} when the URL is none that a WebSocket can have. */
  constructor(url: string, ports: LiveSocketPorts) {
    this.#from = publicAddress(url)
    this.#ports = ports
    this.#socket = new ports.WebSocket(url, LIVE_PROTOCOL)
    this.#socket.binaryType = 'arraybuffer'
    this.#socket.onmessage = ({ data }: WebSocketEvent) => this.#came(data)
    // An error tells nothing in browsers, and a close follows it.
    this.#socket.onerror = () => {}
    this.#socket.onclose = ({ code, reason }: WebSocketEvent) => {
      const told = typeof reason === 'string' && reason !== '' ? `: ${reason}` : ''
      this.#end(`closed the connection (${String(code)}${told})`)
    }
    this.#timer = setInterval(this.#look, Math.min(ports.silenceTimeout / 3, LONGEST_DELAY))
  }

  /** Says something, if the connection is open. */
  say(message: ViewerMessage): void {
    if (this.#isWelcome && this.#socket.readyState === OPEN) {
      this.#socket.send(JSON.stringify(message))
    }
  }

  /** Ends it; nothing comes any more. Idempotent. */
  close(): void {
    this.#isOver = true
    clearInterval(this.#timer)
    this.#socket.close(1000)
  }

  #look = (): void => {
    if (performance.now() - this.#heardAt > this.#ports.silenceTimeout) {
      this.#end(`has been silent for ${this.#ports.silenceTimeout / 1000} s`)
    } else this.say({ type: 'ping', at: Date.now() })
  }

  #came(message: unknown): void {
    if (this.#isOver) return
    this.#heardAt = performance.now()
    try {
      if (message instanceof ArrayBuffer) this.#frame(new Uint8Array(message))
      else this.#text(`${message}`)
    } catch (error) {
      this.#end(`sent what is not understood: ${error instanceof Error ? error.message : error}`)
    }
  }

  #frame(bytes: Bytes): void {
    const frame = readFrameMessage(bytes)
    if (frame) this.#ports.onFrame(frame)
  }

  #text(text: string): void {
    const message = readServerMessage(text)
    if (!message) return
    if (message.type === 'welcome') this.#isWelcome = true
    this.#ports.onMessage(message)
  }

  #end(what: string): void {
    if (this.#isOver) return
    this.close()
    const code = this.#isWelcome ? 'SOURCE_FAILED' : 'SOURCE_UNAVAILABLE'
    const how = this.#isWelcome ? what : `cannot be reached, or is no zoetrope: it ${what}`
    this.#ports.onClose(new ZoetropeError(code, `${this.#from} ${how}`), this.#isWelcome)
  }
}
