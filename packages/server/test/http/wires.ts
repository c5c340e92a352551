/**
 * Raw connections to a server: what is sent and received, byte by byte.
 *
 * @module
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Camera } from 'zoetrope'

/** One TCP connection, and all that came over it. */
export class Wire {
  readonly socket: Socket
  /** What came, as Latin-1: one character for each byte. */
  received = ''
  /** `end` after a FIN, `error` after a reset; `undefined` while it is open. */
  fate: 'end' | 'error' | undefined
  #wake: () => void = () => {}

  /** @param to A port of 127.0.0.1, or a socket that connects elsewhere, or in another way. */
  constructor(to: number | Socket) {
    this.socket =
      typeof to === 'number' ? connect({ port: to, host: '127.0.0.1', allowHalfOpen: true }) : to
    this.socket.setEncoding('latin1')
    this.socket.on('data', (text: string) => this.#happened(text))
    this.socket.on('end', () => this.#happened('', 'end'))
    this.socket.on('error', () => this.#happened('', 'error'))
    onTestFinished(() => void this.socket.destroy())
  }

  /** Sends lines of a request head, which the empty line then ends. */
  ask(...lines: string[]): this {
    this.socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    return this
  }

  /** Resolves when `enough` is content with what came, or the connection is over. */
  async until(enough: (received: string) => boolean): Promise<string> {
    while (!enough(this.received) && this.fate === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.received
  }

  /** Resolves with all that came when the connection is over. */
  over(): Promise<string> {
    return this.until(() => false)
  }

  /** Resolves when so many whole parts came. */
  parts(count: number): Promise<string> {
    return this.until((received) => received.split('\r\n--frame\r\n').length > count + 1)
  }

  /** Breaks the connection without a word. */
  async cut(): Promise<void> {
    this.socket.resetAndDestroy()
    await once(this.socket, 'close')
  }

  #happened(text: string, fate?: 'end' | 'error'): void {
    this.received += text
    this.fate ??= fate
    this.#wake()
  }
}

/** The status line and headers, and what follows them. */
export function dissect(received: string): { head: string[]; body: string } {
  const at = received.indexOf('\r\n\r\n')
  return { head: received.slice(0, at).split('\r\n'), body: received.slice(at + 4) }
}

/** The values of `X-Frame-Index` in a stream. */
export function indices(received: string): number[] {
  return Array.from(received.matchAll(/X-Frame-Index: (\d+)\r\n/g), ([, index]) => Number(index))
}

/** Resolves when so many watch. */
export async function viewers(camera: Camera, count: number): Promise<void> {
  while (camera.viewers !== count) await new Promise((resolve) => setImmediate(resolve))
}
