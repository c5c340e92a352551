/**
 * A viewer: one connection's interest in one camera. It holds a place in the broadcast, never a frame.
 *
 * @module
 */
import type { Broadcast } from '../broadcast/broadcast.ts'
import type { Cursor } from '../broadcast/cursor.ts'
import type { Bytes } from '../frame/frame.ts'
import { defaultFraming, type Framing } from './framing.ts'
import { broadcastOf, type Watched } from './watched.ts'

/** What a viewer wishes. */
export interface ViewerOptions {
  readonly framing?: Framing | undefined
  /** The name it gave itself (`?key=`). */
  readonly key?: string | undefined
  /** Called when it begins to watch. Must not throw. */
  readonly onJoin?: ((viewer: Viewer) => void) | undefined
  /** Called once when it leaves, by whatever cause; its counts are final then. Must not throw. */
  readonly onLeave?: ((viewer: Viewer) => void) | undefined
}

/** Takes the newest frame whenever its connection has room. Make it when the connection is there. */
export class Viewer {
  readonly key: string | undefined
  readonly framing: Framing
  /** Frames handed to the link. */
  sent = 0
  #broadcast: Broadcast
  #cursor: Cursor
  #release: () => void
  #onLeave: ((viewer: Viewer) => void) | undefined

  /** @throws {ZoetropeError} `CLOSED` when the camera is closed. */
  constructor(watched: Watched, options: ViewerOptions = {}) {
    this.#release = 'demand' in watched ? watched.demand('viewer') : () => {}
    this.#broadcast = broadcastOf(watched)
    this.#cursor = this.#broadcast.cursor('latest')
    this.framing = options.framing ?? defaultFraming
    this.key = options.key
    this.#onLeave = options.onLeave
    options.onJoin?.(this)
  }

  /** Frames that came while the link was busy, and were left out. */
  get dropped(): number {
    return this.#cursor.missed
  }

  /** Whether there is a frame it has not seen. */
  get ready(): boolean {
    return this.#cursor.ready
  }

  /** Whether nothing will ever follow. */
  get over(): boolean {
    return this.#broadcast.closed
  }

  /** The newest frame in its wire form, or `undefined` when there is nothing new. */
  take(): Bytes | undefined {
    const part = this.#cursor.take()
    if (!part) return undefined
    this.sent += 1
    return this.framing.encode(part)
  }

  /** Calls `listener` when there may be a new frame, or the end. Returns a function that cancels. */
  onPulse(listener: () => void): () => void {
    return this.#broadcast.onPulse(listener)
  }

  /** Ends its demand on the camera. Idempotent. */
  leave(): void {
    this.#release()
    const tell = this.#onLeave
    this.#onLeave = undefined
    tell?.(this)
  }
}
