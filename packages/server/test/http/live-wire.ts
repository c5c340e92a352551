/**
 * A viewer of `/live` that does only what the test says: the package `ws`, and what came over it.
 *
 * @module
 */
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { type FrameMessage, LIVE_PROTOCOL, readFrameMessage } from 'zoetrope'

/** A message of the server, as JSON. */
export type Said = Readonly<Record<string, unknown>>

/** One WebSocket to a server. */
export class LiveWire {
  readonly socket: WebSocket
  readonly said: Said[] = []
  readonly frames: FrameMessage[] = []
  /** Acknowledges each frame when it comes. @default true */
  acknowledges = true
  /** The close code, once it is closed. */
  closed: number | undefined
  #waiting = new Set<() => void>()

  constructor(url: string, options: { headers?: Record<string, string>; protocol?: string } = {}) {
    const { headers = {}, protocol = LIVE_PROTOCOL } = options
    this.socket = new WebSocket(url.replace(/^http/, 'ws'), protocol, {
      headers,
      rejectUnauthorized: false,
    })
    this.socket.binaryType = 'arraybuffer'
    this.socket.on('message', (message) => this.#came(message))
    this.socket.on('error', () => {})
    this.socket.on('close', (code) => {
      this.closed = code
      this.#wake()
    })
    onTestFinished(() => this.socket.terminate())
  }

  /** Says something, once the socket is open. */
  async say(...messages: (Said | string | Uint8Array)[]): Promise<this> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open')
    for (const message of messages) {
      const isRaw = typeof message === 'string' || message instanceof Uint8Array
      this.socket.send(isRaw ? message : JSON.stringify(message))
    }
    return this
  }

  /** Resolves when `enough` is content, or the socket is closed. */
  async until(enough: () => boolean): Promise<this> {
    while (!enough() && this.closed === undefined) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
    return this
  }

  /** Resolves with the first message of that type that has these members. */
  async hears(type: string, members: Said = {}): Promise<Said> {
    const wanted = Object.entries({ type, ...members })
    const find = (): Said | undefined =>
      this.said.find((one) => wanted.every(([name, value]) => one[name] === value))
    await this.until(() => find() !== undefined)
    const found = find()
    if (found) return found
    throw new Error(`Expected ${type}, got ${JSON.stringify(this.said)} and close ${this.closed}`)
  }

  /** Resolves with the frames of a camera when there are so many. */
  async shows(camera: string, count: number): Promise<FrameMessage[]> {
    const own = (): FrameMessage[] => this.frames.filter((frame) => frame.camera === camera)
    await this.until(() => own().length >= count)
    return own()
  }

  /** Acknowledges a frame. */
  async shown({ camera, epoch, index }: FrameMessage): Promise<void> {
    await this.say({ type: 'shown', camera, epoch, index })
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  #came(message: unknown): void {
    if (message instanceof ArrayBuffer) {
      const frame = readFrameMessage(new Uint8Array(message))
      if (frame) this.frames.push(frame)
      if (frame && this.acknowledges) void this.shown(frame)
    } else this.said.push(JSON.parse(`${message}`))
    this.#wake()
  }
}

/** What the server answers instead of opening a WebSocket: its status, and its problem's members. */
export async function refusal(
  url: string,
  options: { headers?: Record<string, string>; protocol?: string } = {},
): Promise<Said> {
  const { socket } = new LiveWire(url, options)
  const [, response] = await once(socket, 'unexpected-response')
  let text = ''
  for await (const chunk of response) text += chunk
  return { ...JSON.parse(text), type: response.headers['content-type'] }
}
