/**
 * A camera: a named source, the broadcast of its frames, and its life cycle.
 *
 * The source runs while somebody wants pictures and a little longer; it is opened once, however
 * many look. When it ends or fails it is opened again, and nobody who watches is disconnected.
 *
 * @module
 */
import { Broadcast } from '../broadcast/broadcast.ts'
import type { RingLimits } from '../broadcast/ring.ts'
import type { Subscription, SubscriptionOptions } from '../broadcast/subscription.ts'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { pause } from '../pause.ts'
import { Retry } from './retry.ts'
import type { Captured, Note, Source } from './source.ts'
import { type CameraEvent, type CameraState, transition } from './state.ts'
import { until } from './until.ts'

/** How a camera lives. */
export interface CameraOptions {
  /** Milliseconds the source keeps running after the last one who wanted it left. @default 10000 */
  readonly linger?: number | undefined
  /** Runs the source from the start, whether somebody looks or not. @default false */
  readonly always?: boolean | undefined
  readonly ring?: RingLimits | undefined
  /** Closes the camera when it aborts. */
  readonly signal?: AbortSignal | undefined
  /** Takes remarks of the source and the reasons of its failures, for the log. */
  readonly note?: Note | undefined
}

/** Who wants pictures: somebody who watches, or a reader (recorder, snapshot) that is not counted as a viewer. */
export type Audience = 'viewer' | 'reader'

/** A change of a camera's state. */
export interface CameraChange {
  readonly from: CameraState
  readonly to: CameraState
  /** Why, where it is known: the source's last words. */
  readonly reason: string | undefined
}

/** What a camera's name may be: it is a path segment of URLs. */
export const CAMERA_NAME: RegExp = /^[a-z0-9][a-z0-9_-]{0,63}$/

/** A source that is opened on demand and shown to many. */
export class Camera implements AsyncDisposable {
  readonly name: string
  readonly source: Source
  readonly broadcast: Broadcast
  #options: CameraOptions
  #state: CameraState = 'idle'
  #since = Date.now()
  #reason: string | undefined
  #rejected = 0
  #demands: Record<Audience, number> = { viewer: 0, reader: 0 }
  #lingering: ReturnType<typeof setTimeout> | undefined
  #stop: AbortController | undefined
  #running: Promise<void> = Promise.resolve()
  #listeners = new Set<(change: CameraChange) => void>()

  /** @throws {RangeError} when the name is not a lower-case path segment. */
  constructor(name: string, source: Source, options: CameraOptions = {}) {
    if (!CAMERA_NAME.test(name)) {
      throw new RangeError(
        `Expected a camera's name of a-z, 0-9, - and _, at most 64 long, got "${name}"`,
      )
    }
    this.name = name
    this.source = source
    this.broadcast = new Broadcast(options.ring)
    this.#options = options
    if (options.signal?.aborted) this.#end()
    else options.signal?.addEventListener('abort', this.#end)
    if (options.always && this.#state !== 'closed') this.#start()
  }

  get state(): CameraState {
    return this.#state
  }

  /** When the present state began, in milliseconds since the Unix epoch. */
  get since(): number {
    return this.#since
  }

  /** Why the source was lost last; `undefined` while it is fine. */
  get reason(): string | undefined {
    return this.#reason
  }

  /** Frames the source gave that were not whole JPEGs. */
  get rejected(): number {
    return this.#rejected
  }

  /** How many watch at present. */
  get viewers(): number {
    return this.#demands.viewer
  }

  /**
   * Keeps the source running until the returned function is called (once is enough, twice does no
   * harm).
   *
   * @throws {ZoetropeError} `CLOSED`.
   */
  demand(audience: Audience = 'reader'): () => void {
    if (this.#state === 'closed') {
      throw new ZoetropeError('CLOSED', `The camera ${this.name} is closed`)
    }
    this.#demands[audience] += 1
    clearTimeout(this.#lingering)
    this.#start()
    let held = true
    return () => {
      if (!held) return
      held = false
      this.#demands[audience] -= 1
      this.#linger()
    }
  }

  /** Reads this camera's frames; the source runs until the subscription closes. @throws {ZoetropeError} `CLOSED`. */
  subscribe(options: SubscriptionOptions & { readonly as?: Audience } = {}): Subscription {
    const release = this.demand(options.as)
    const onClose = (): void => {
      release()
      options.onClose?.()
    }
    return this.broadcast.subscribe({ ...options, onClose })
  }

  /** Calls `listener` at every change of state. Returns a function that cancels. */
  onChange(listener: (change: CameraChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Ends the source and the broadcast; resolves when the source has released what it held. Idempotent. */
  close(): Promise<void> {
    this.#end()
    return this.#running
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #end = (): void => {
    this.#options.signal?.removeEventListener('abort', this.#end)
    clearTimeout(this.#lingering)
    this.#happened('close')
    this.#stop?.abort()
    this.broadcast.close()
  }

  #start(): void {
    if (this.#stop && !this.#stop.signal.aborted) return
    const stop = new AbortController()
    this.#stop = stop
    this.#happened('wanted')
    // The run before may still be letting go of the device, which can be opened only once.
    this.#running = this.#running.then(() => this.#run(stop.signal))
  }

  #linger(): void {
    const { always = false, linger = 10_000 } = this.#options
    const wanted = this.#demands.viewer + this.#demands.reader > 0
    if (wanted || always || this.#state === 'closed') return
    clearTimeout(this.#lingering)
    this.#lingering = setTimeout(() => {
      this.#stop?.abort()
      this.#happened('unwanted')
    }, linger)
  }

  async #run(signal: AbortSignal): Promise<void> {
    const retry = new Retry()
    while (!signal.aborted) {
      const reason = await this.#capture(signal, retry)
      if (signal.aborted) return
      this.#options.note?.(reason)
      this.#happened('ended', reason)
      const limit = this.#demands.viewer > 0 ? 1000 : 15_000
      await pause(retry.delay(limit), signal, this.#onReturn)
    }
  }

  /** Listens for the device's return; a source that fails to is retried by the clock alone. */
  #onReturn = (wake: () => void): (() => void) | undefined => {
    try {
      return this.source.onReturn?.(wake)
    } catch (error) {
      this.#options.note?.(error instanceof Error ? error.message : String(error))
      return undefined
    }
  }

  /** Opens the source and publishes what it gives. Returns why it stopped. */
  async #capture(signal: AbortSignal, retry: Retry): Promise<string> {
    try {
      for await (const captured of until(signal, this.source.open(signal, this.#options.note))) {
        if (signal.aborted) break
        if (this.#publish(captured)) retry.succeeded()
      }
      return 'the source ended'
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  #publish(captured: Captured | Bytes): boolean {
    const { jpeg, ...stamp } = captured instanceof Uint8Array ? { jpeg: captured } : captured
    try {
      this.broadcast.staleAfter = patience(this.source.interval)
      this.broadcast.publish(jpeg, stamp)
    } catch (error) {
      if (!(error instanceof ZoetropeError) || error.code !== 'INVALID_FRAME') throw error
      this.#rejected += 1
      return false
    }
    this.#happened('frame')
    return true
  }

  #happened(event: CameraEvent, reason?: string): void {
    const from = this.#state
    const to = transition(from, event)
    if (event === 'ended') this.#reason = reason
    if (from === to) return
    this.#state = to
    this.#since = Date.now()
    if (to === 'live' || to === 'idle') this.#reason = undefined
    for (const listener of this.#listeners) listener({ from, to, reason: this.#reason })
  }
}

/** Milliseconds of silence after which a picture is no longer live, from the source's interval. */
export function patience(interval: number | undefined): number {
  return interval === undefined ? 10_000 : Math.max(2000, 5 * interval)
}
