/**
 * One WebSocket to a server, from the opening to the end. A server that has fallen silent is
 * noticed, which a browser's WebSocket would take minutes for.
 *
 * @module
 */
import { LONGEST_DELAY } from '../clock.ts'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { publicText } from './address.ts'

/** What is used of a WebSocket: those of browsers, Node 22, Bun, Deno and the package `ws` have it. */
export interface WebSocketLike {
  binaryType: string
  readonly readyState: number
  /** As a `WebSocket` does. */
  send(message: string | Bytes): void
  /** As a `WebSocket` does. */
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

/** How to talk, and what is done with what comes. */
export interface DialoguePorts {
  readonly WebSocket: WebSocketConstructor
  readonly protocol: string
  /** Milliseconds without a word that mean that the server is gone. */
  readonly silenceTimeout: number
  /** Takes a message. What it throws ends the dialogue. */
  onMessage(message: string | Bytes): void
  /** Called a few times in each `silenceTimeout`: ask the server something, so that it has to answer. */
  onQuiet(): void
  /** Called once, at the end, with what the server did: `closed the connection (1001)`. */
  onClose(what: string): void
}

const OPEN = 1

/** A connection that opens, or fails, by itself. */
export class Dialogue {
  #ports: DialoguePorts
  #socket: WebSocketLike
  #isOver = false
  #heardAt = performance.now()
  #timer: ReturnType<typeof setInterval>

  /** @throws {SyntaxError} when the URL is none that a WebSocket can have. */
  constructor(url: string, ports: DialoguePorts) {
    this.#ports = ports
    this.#socket = new ports.WebSocket(url, ports.protocol)
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

  /** Sends something; returns whether the connection was open. */
  send(message: string | Bytes): boolean {
    if (this.#isOver || this.#socket.readyState !== OPEN) return false
    this.#socket.send(message)
    return true
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
    } else this.#ports.onQuiet()
  }

  #came(message: unknown): void {
    if (this.#isOver) return
    this.#heardAt = performance.now()
    try {
      const isBinary = message instanceof ArrayBuffer
      this.#ports.onMessage(isBinary ? new Uint8Array(message) : `${message}`)
    } catch (error) {
      this.#end(`sent what is not understood: ${error instanceof Error ? error.message : error}`)
    }
  }

  #end(what: string): void {
    if (this.#isOver) return
    this.close()
    this.#ports.onClose(what)
  }
}

/** The platform's WebSocket where none is given. @throws {ZoetropeError} `SOURCE_UNAVAILABLE` where it has none. */
export function webSocketOr(given: WebSocketConstructor | undefined): WebSocketConstructor {
  const make: WebSocketConstructor | undefined = given ?? globalThis.WebSocket
  if (make) return make
  const advice = 'give one as the option WebSocket, from the package ws for example'
  throw new ZoetropeError('SOURCE_UNAVAILABLE', `There is no WebSocket here; ${advice}`)
}

/** The `ws:` or `wss:` URL for one that may be `http:` or `https:` too. @throws {ZoetropeError} `INVALID_SOURCE`. */
export function socketAddress(text: string | URL): string {
  const url = URL.canParse(`${text}`) ? new URL(text) : undefined
  if (!url || !/^(ws|http)s?:$/.test(url.protocol)) {
    const told = publicText(`${text}`)
    throw new ZoetropeError('INVALID_SOURCE', `Expected a ws:// or wss:// URL, got "${told}"`)
  }
  url.protocol = url.protocol.replace('http', 'ws')
  url.hash = ''
  return url.href
}
