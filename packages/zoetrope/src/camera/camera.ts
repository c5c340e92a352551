/**
 * A camera: a named source, the broadcast of its frames, and its life cycle.
 *
 * The source runs while somebody wants pictures and a little longer; it is opened once, however
 * many look. When it ends or fails it is opened again, and nobody who watches is disconnected.
 *
 * @module
 */
import { Broadcast } from '../broadcast/broadcast.ts'
import { isRejection, publishSupplied } from '../broadcast/captured.ts'
import type { RingLimits } from '../broadcast/ring.ts'
import type { Subscription, SubscriptionOptions } from '../broadcast/subscription.ts'
import type { IndexOptions, WaitOptions } from '../broadcast/wait.ts'
import { ZoetropeError } from '../errors.ts'
import type { Frame } from '../frame/frame.ts'
import { Gate } from '../frame/gate.ts'
import { Listeners } from './listeners.ts'
import { type Placeholder, StandIn } from './placeholder.ts'
import { Runner } from './runner.ts'
import type { Note, Source, Supplied } from './source.ts'
import { type CameraEvent, type CameraState, transition } from './state.ts'
import { patience } from './watchdog.ts'

/** How a camera lives. */
export interface CameraOptions {
  /** Milliseconds the source keeps running after the last one who wanted it left. @default 10000 */
  readonly linger?: number | undefined
  /** Runs the source from the start, whether somebody looks or not. @default false */
  readonly always?: boolean | undefined
  readonly ring?: RingLimits | undefined
  /** What every frame passes first; it is this camera's alone. @default a gate with its defaults */
  readonly gate?: Gate | undefined
  /** Draws what viewers see while the camera gives nothing. @default they keep the last frame they got */
  readonly placeholder?: Placeholder | undefined
  /** Answers a snapshot with the placeholder, while there is one, instead of an error. @default false */
  readonly placeholderSnapshots?: boolean | undefined
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
  /** When, in milliseconds since the Unix epoch. */
  readonly at: number
  /** How many changes this camera has seen, this one included. */
  readonly count: number
}

/** What a camera's name may be: it is a path segment of URLs. */
export const CAMERA_NAME: RegExp = /^[a-z0-9][a-z0-9_-]{0,63}$/

/** A source that is opened on demand and shown to many. */
export class Camera implements AsyncDisposable {
  readonly name: string
  readonly source: Source
  /** Checks and mends every frame, and counts what it did. */
  readonly gate: Gate
  readonly broadcast: Broadcast
  #options: CameraOptions
  #state: CameraState = 'idle'
  #since = Date.now()
  #reason: string | undefined
  #rejected = 0
  #demands: Record<Audience, number> = { viewer: 0, reader: 0 }
  #lingering: ReturnType<typeof setTimeout> | undefined
  #changes = 0
  #stop: AbortController | undefined
  #runner: Runner
  #running: Promise<void> = Promise.resolve()
  #standIn: StandIn | undefined
  #listeners = new Listeners<CameraChange>((error) => this.#note(`a listener failed: ${error}`))
  #watchers = new Listeners<boolean>((error) => this.#note(`a listener failed: ${error}`))

  /**
   * @param source A function is called to open it: `async function* (signal) { ... }`.
   * @throws {RangeError} when the name is not a lower-case path segment.
   */
  constructor(name: string, source: Source | Source['open'], options: CameraOptions = {}) {
    if (!CAMERA_NAME.test(name)) {
      throw new RangeError(
        `Expected a camera's name of a-z, 0-9, - and _, at most 64 long, got "${name}"`,
      )
    }
    this.name = name
    this.source = typeof source === 'function' ? { open: source } : source
    this.gate = options.gate ?? new Gate()
    this.broadcast = new Broadcast({ ...options.ring, gate: this.gate })
    this.#options = options
    this.#runner = new Runner(this.source, {
      publish: (captured) => this.#publish(captured),
      happened: (event, reason) => this.#happened(event, reason),
      isWatched: () => this.viewers > 0,
      note: this.#note,
    })
    const { placeholder } = options
    if (placeholder) this.#standIn = new StandIn(this, placeholder, this.#note)
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

  /** How many changes of state there were. */
  get changes(): number {
    return this.#changes
  }

  /** Frames the source gave that no viewer could show; the broadcast's gate knows their flaws. */
  get rejected(): number {
    return this.#rejected
  }

  /** See {@link CameraOptions.placeholderSnapshots}. */
  get placeholderSnapshots(): boolean {
    return this.#options.placeholderSnapshots ?? false
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
    clearTimeout(this.#lingering)
    this.#count(audience, 1)
    this.#start()
    this.#runner.wanted()
    let held = true
    return () => {
      if (!held) return
      held = false
      this.#count(audience, -1)
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

  /** See {@link Broadcast.next}; the source runs for it. */
  next(options?: WaitOptions): Promise<Frame> {
    return this.#during(() => this.broadcast.next(options))
  }

  /** See {@link Broadcast.waitFor}; the source runs for it. */
  waitFor(index: number, options?: IndexOptions): Promise<Frame> {
    return this.#during(() => this.broadcast.waitFor(index, options))
  }

  /** Calls `listener` at every change of state. Returns a function that cancels. */
  onChange(listener: (change: CameraChange) => void): () => void {
    return this.#listeners.add(listener)
  }

  /** Calls `listener` when the first viewer comes, and when the last one leaves. Returns a function that cancels. */
  onWatched(listener: (watched: boolean) => void): () => void {
    return this.#watchers.add(listener)
  }

  /** Ends the source and the broadcast; resolves when the source has released what it held. Idempotent. */
  close(): Promise<void> {
    this.#end()
    return this.#running
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #during<Result>(wait: () => Promise<Result>): Promise<Result> {
    const release = this.demand()
    try {
      return await wait()
    } finally {
      release()
    }
  }

  #end = (): void => {
    this.#options.signal?.removeEventListener('abort', this.#end)
    clearTimeout(this.#lingering)
    this.#happened('close')
    this.#stop?.abort()
    this.broadcast.close()
  }

  #start(): void {
    // Whoever was told that somebody looks may have closed it.
    if (this.#state === 'closed') return
    if (this.#stop && !this.#stop.signal.aborted) return
    const stop = new AbortController()
    this.#stop = stop
    this.#happened('wanted')
    // The run before may still be letting go of the device, which can be opened only once.
    this.#running = this.#running.then(() => this.#runner.run(stop.signal))
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

  /** Returns why the picture was refused, or `undefined`. */
  #publish(captured: Supplied): string | undefined {
    try {
      this.broadcast.staleAfter = patience(this.source.interval)
      publishSupplied(this.broadcast, captured)
    } catch (error) {
      if (!isRejection(error)) throw error
      this.#rejected += 1
      return error.message
    }
    this.#happened('frame')
    return undefined
  }

  #count(audience: Audience, change: 1 | -1): void {
    this.#demands[audience] += change
    const { viewer } = this.#demands
    const hasTurned = viewer === (change === 1 ? 1 : 0)
    if (audience === 'viewer' && hasTurned) this.#watchers.tell(viewer > 0)
  }

  #happened(event: CameraEvent, reason?: string): void {
    const from = this.#state
    const to = transition(from, event)
    if (reason !== undefined) this.#reason = reason
    if (from === to) return
    this.#state = to
    this.#since = Date.now()
    this.#changes += 1
    if (to === 'live' || to === 'idle') this.#reason = undefined
    if (to !== 'live') this.#age()
    this.#standIn?.follow(this)
    const change = { from, to, reason: this.#reason, at: this.#since, count: this.#changes }
    this.#listeners.tell(change)
  }

  /** A source may be silent for as long as it likes, but yesterday's picture is stale once it is gone. */
  #age(): void {
    this.broadcast.staleAfter = Math.min(this.broadcast.staleAfter, patience(undefined))
  }

  #note: Note = (text, urgency) => {
    try {
      this.#options.note?.(text, urgency)
    } catch {
      // Whoever keeps the log has lost a line of it; the camera goes on.
    }
  }
}
