/**
 * Cameras whose frames are pushed, and those who push: by raw connections and by WebSockets.
 *
 * @module
 */
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import {
  type Bytes,
  Camera,
  type CameraOptions,
  type CameraState,
  Cameras,
  PUSH_PROTOCOL,
  type PushSource,
  type PushSourceOptions,
  pushSource,
} from 'zoetrope'
import type { ServeOptions, ZoetropeServer } from '../../src/index.ts'
import { diary, type Entry, server } from './makers.ts'

/** A server with one camera, `phone`, to which frames can be pushed. */
export interface Phone {
  readonly camera: Camera
  readonly source: PushSource
  readonly server: ZoetropeServer
  /** Where frames go. */
  readonly url: string
  readonly entries: readonly Entry[]
}

/** Starts a server to whose camera `phone` frames can be pushed. Ended after the test. */
export async function phone(
  options: PushSourceOptions & {
    readonly serve?: Partial<ServeOptions>
    readonly camera?: CameraOptions
  } = {},
): Promise<Phone> {
  const source = pushSource(options)
  const camera = new Camera('phone', source, { linger: 60_000, ...options.camera })
  onTestFinished(() => camera.close())
  const { log, entries } = diary()
  const made = await server({ cameras: new Cameras([camera]), log, ...options.serve })
  await becomes(camera, 'lost')
  return { camera, source, server: made, url: `${made.url}cameras/phone/frames`, entries }
}

/** Resolves when the camera is in that state. */
export async function becomes(camera: Camera, state: CameraState): Promise<void> {
  while (camera.state !== state) {
    await new Promise<void>((resolve) => {
      const cancel = camera.onChange(() => {
        cancel()
        resolve()
      })
    })
  }
}

/** Resolves with all frames that a camera has published, from now on, when there are so many. */
export async function published(camera: Camera, count: number): Promise<Bytes[]> {
  const frames: Bytes[] = []
  using subscription = camera.broadcast.subscribe({ pace: 'every' })
  while (frames.length < count) {
    const frame = await subscription.read()
    if (!frame) break
    frames.push(frame.jpeg)
  }
  return frames
}

/** What a server says, as JSON. */
export type Said = Readonly<Record<string, unknown>>

/** A WebSocket that does only what the test says. */
export class PushWire {
  readonly socket: WebSocket
  readonly said: Said[] = []
  /** The close code and reason, once it is closed. */
  closed: readonly [code: number, reason: string] | undefined
  #waiting = new Set<() => void>()

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url.replace(/^http/, 'ws'), PUSH_PROTOCOL, { headers })
    this.socket.on('message', (message) => {
      this.said.push(JSON.parse(`${message}`))
      this.#wake()
    })
    this.socket.on('error', () => {})
    this.socket.on('close', (code, reason) => {
      this.closed = [code, `${reason}`]
      this.#wake()
    })
    onTestFinished(() => this.socket.terminate())
  }

  /** Sends something, once the socket is open. */
  async say(...messages: (Said | string | Uint8Array)[]): Promise<this> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open')
    for (const message of messages) {
      const isRaw = typeof message === 'string' || message instanceof Uint8Array
      this.socket.send(isRaw ? message : JSON.stringify(message))
    }
    return this
  }

  /** Resolves with all messages of these types when there are so many, or the socket is closed. */
  async hears(types: string | readonly string[], count = 1): Promise<Said[]> {
    const found = (): Said[] => this.said.filter(({ type }) => types.includes(`${type}`))
    while (found().length < count && this.closed === undefined) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
    return found()
  }

  /** Resolves with the close code and its reason. */
  async over(): Promise<readonly [code: number, reason: string]> {
    while (!this.closed) await new Promise<void>((resolve) => this.#waiting.add(resolve))
    return this.closed
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }
}
