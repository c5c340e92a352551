/**
 * One connection to `/live`: messages come out read.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { type FrameMessage, readFrameMessage } from '../live/frame-message.ts'
import { LIVE_PROTOCOL, type ServerMessage, type ViewerMessage } from '../live/protocol.ts'
import { readServerMessage } from '../live/server-message.ts'
import { publicAddress } from './address.ts'
import { Dialogue, type WebSocketConstructor } from './dialogue.ts'

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

/** A connection that opens, or fails, by itself. */
export class LiveSocket {
  /** What errors call the server. */
  #from: string
  #ports: LiveSocketPorts
  #dialogue: Dialogue
  #isWelcome = false

  /** @throws {SyntaxError} when the URL is none that a WebSocket can have. */
  constructor(url: string, ports: LiveSocketPorts) {
    this.#from = publicAddress(url)
    this.#ports = ports
    this.#dialogue = new Dialogue(url, {
      WebSocket: ports.WebSocket,
      protocol: LIVE_PROTOCOL,
      silenceTimeout: ports.silenceTimeout,
      onMessage: (message) => this.#came(message),
      onQuiet: () => this.say({ type: 'ping', at: Date.now() }),
      onClose: (what) => this.#ended(what),
    })
  }

  /** Says something, if the connection is open. */
  say(message: ViewerMessage): void {
    if (this.#isWelcome) this.#dialogue.send(JSON.stringify(message))
  }

  /** Ends it; nothing comes any more. Idempotent. */
  close(): void {
    this.#dialogue.close()
  }

  #came(message: string | Bytes): void {
    if (typeof message === 'string') return this.#heard(message)
    const frame = readFrameMessage(message)
    if (frame) this.#ports.onFrame(frame)
  }

  #heard(text: string): void {
    const message = readServerMessage(text)
    if (!message) return
    if (message.type === 'welcome') this.#isWelcome = true
    this.#ports.onMessage(message)
  }

  #ended(what: string): void {
    const code = this.#isWelcome ? 'SOURCE_FAILED' : 'SOURCE_UNAVAILABLE'
    const how = this.#isWelcome ? what : `cannot be reached, or is no zoetrope: it ${what}`
    this.#ports.onClose(new ZoetropeError(code, `${this.#from} ${how}`), this.#isWelcome)
  }
}
