/**
 * One writer, many readers: the fan-out at the centre of every camera.
 *
 * A frame is stored once, in a ring, already in the form in which it travels. Readers own a cursor
 * and are woken by a pulse: a viewer costs an integer rather than a queue, and a slow one skips
 * ahead without delaying anybody else.
 *
 * @module
 */
import type { Clock } from '../clock.ts'
import { type ByteSource, bytesOf } from '../frame/bytes.ts'
import { checkFrame } from '../frame/check.ts'
import type { Frame } from '../frame/frame.ts'
import type { Gate } from '../frame/gate.ts'
import { createPart, type Part } from '../multipart/part.ts'
import type { Supplied } from './captured.ts'
import { Cursor, type Pace } from './cursor.ts'
import { Interim, type PlaceholderStamp } from './interim.ts'
import { Numbering } from './numbering.ts'
import { type PipeOptions, pipe } from './pipe.ts'
import { Pulses } from './pulses.ts'
import { RateMeter } from './rate.ts'
import { Ring, type RingLimits } from './ring.ts'
import { captureOf, type Stamp } from './stamp.ts'
import { Subscription, type SubscriptionOptions } from './subscription.ts'
import type { Supply } from './supply.ts'
import { type IndexOptions, type WaitOptions, waitUntil } from './wait.ts'
import { writableOf } from './writable.ts'

/** How a broadcast keeps its frames. */
export interface BroadcastOptions extends RingLimits {
  /** Milliseconds after which the newest frame is too old to greet a new reader with. @default 10000 */
  readonly staleAfter?: number | undefined
  readonly clock?: Clock | undefined
  /**
   * Mends and examines every frame that is published; it is this broadcast's alone. For frames of
   * devices and of other programs: a camera has one always.
   *
   * @default none: a frame must be one complete JPEG
   */
  readonly gate?: Gate | undefined
}

/** Publishes frames to any number of independent readers. */
export class Broadcast implements Disposable {
  /** See {@link BroadcastOptions.staleAfter}; a camera adapts it to its source's rhythm. */
  staleAfter: number
  /** See {@link BroadcastOptions.gate}. */
  readonly gate: Gate | undefined
  #clock: Clock
  #ring: Ring
  #numbering = new Numbering()
  #published = 0
  #rate: RateMeter
  #interim = new Interim()
  /** Resolves when every blob before is published. */
  #blobs: Promise<unknown> = Promise.resolve()
  #pulses = new Pulses()

  constructor(options: BroadcastOptions = {}) {
    this.#clock = options.clock ?? performance
    this.#ring = new Ring(options)
    this.#rate = new RateMeter(this.#clock)
    this.staleAfter = options.staleAfter ?? 10_000
    this.gate = options.gate
  }

  /** Names the present life of this broadcast; another after every {@link reset}. */
  get epoch(): string {
    return this.#numbering.epoch
  }

  /** How many frames can be held. */
  get capacity(): number {
    return this.#ring.capacity
  }

  /** Frames published since it was made, over all epochs. */
  get published(): number {
    return this.#published
  }

  get closed(): boolean {
    return this.#pulses.closed
  }

  /** Frames per second over the last 5 s. */
  get rate(): number {
    return this.#rate.rate
  }

  /** JPEG bytes per second over the last 5 s. */
  get bytesPerSecond(): number {
    return this.#rate.bytesPerSecond
  }

  /** Milliseconds between frames as they came lately, pauses left out; 0 before the second frame. */
  get interval(): number {
    return this.#rate.interval
  }

  /** The newest frame, however old, or `undefined` before the first. */
  get newest(): Part | undefined {
    return this.#ring.newest
  }

  /** Milliseconds since the newest frame was published; `Infinity` before the first. Immune to clock steps. */
  get silence(): number {
    const arrival = this.#ring.arrival(this.#ring.end - 1)
    return arrival === undefined ? Number.POSITIVE_INFINITY : this.#clock.now() - arrival
  }

  /** Whether the newest frame is young enough to be shown as live. */
  get fresh(): boolean {
    return this.silence <= this.staleAfter
  }

  /** What is shown to viewers while no frames come, or `undefined`. It is never in the ring. */
  get placeholder(): Part | undefined {
    return this.#interim.part
  }

  /**
   * The frame with that index, if it is still held.
   *
   * @param epoch The epoch that the index belongs to. @default the present one
   * @throws {ZoetropeError} `NOT_YET` when it may still come; `GONE` when it has left the ring, was
   * skipped, or its epoch is over.
   */
  at(index: number, epoch: string = this.epoch): Frame {
    return this.#find(index, epoch) ?? this.#numbering.refuse(index)
  }

  /**
   * The frame with that index, as soon as it is there.
   *
   * @throws {ZoetropeError} `GONE` when it has left the ring, was skipped, or its epoch is over;
   * `CLOSED`; `TIMEOUT`.
   * @throws the signal's reason when it aborts.
   */
  async waitFor(
    index: number,
    { epoch = this.epoch, ...options }: IndexOptions = {},
  ): Promise<Frame> {
    return waitUntil(this, () => this.#find(index, epoch), options)
  }

  /**
   * The next frame that is published: never one that is there already.
   *
   * @throws {ZoetropeError} `CLOSED`; `TIMEOUT`.
   * @throws the signal's reason when it aborts.
   */
  next(options: WaitOptions = {}): Promise<Frame> {
    const { end } = this.#ring
    return waitUntil(this, () => this.#ring.at(Math.max(end, this.#ring.start)), options)
  }

  /** Every frame still held, oldest first. */
  frames(): Part[] {
    this.#ring.expire(this.#clock.now())
    return [...this.#ring]
  }

  /**
   * Adds a frame and wakes every reader. Synchronous: two in one tick are two frames. The bytes are
   * copied, so the caller may reuse them at once. Returns the newest frame, which is one from before
   * where the gate leaves out duplicates and this is one.
   *
   * @param stamp What is known of it; a number is its `capturedAt`.
   * @throws {ZoetropeError} `INVALID_FRAME` when no viewer could show `jpeg`, or `CLOSED`. Nothing
   * is published then.
   * @throws {TypeError} when `jpeg` holds no bytes.
   */
  publish(jpeg: ByteSource, stamp: Stamp | number = {}): Frame {
    this.#pulses.check('publish')
    const known = typeof stamp === 'number' ? { capturedAt: stamp } : stamp
    const { newest } = this.#ring
    const bytes = bytesOf(jpeg)
    const passed = this.gate ? this.gate.pass(bytes, newest?.jpeg) : checkFrame(bytes)
    const now = this.#clock.now()
    // Another like it is left out only where viewers see it.
    const isShown = this.fresh && !this.#interim.part
    if (newest && passed.isDuplicate && this.gate?.dropDuplicates && isShown) {
      this.#ring.touch(now)
      return newest
    }
    const { width, height } = passed
    const index = this.#numbering.following(known.index)
    const init = { width, height, epoch: this.epoch, index, ...captureOf(known, now) }
    const part = createPart(passed.jpeg, init)
    this.#rate.heed(this.silence)
    this.#interim.part = undefined
    this.#numbering.last = part.index
    this.#published += 1
    this.#ring.push(part, now)
    this.#rate.mark(part.jpeg.length)
    this.#pulses.pulse()
    return part
  }

  /**
   * Adds a frame that is a `Blob`, as canvases and forms give it. Several in a row are published in
   * the order of the calls. Its `capturedAt` is the moment of the call, if none is given.
   *
   * @throws what {@link publish} throws.
   */
  publishBlob(blob: Blob, stamp: Stamp | number = Date.now()): Promise<Frame> {
    const bytes = Promise.all([blob.arrayBuffer(), this.#blobs])
    const published = bytes.then(([jpeg]) => this.publish(jpeg, stamp))
    this.#blobs = published.catch(() => {})
    return published
  }

  /**
   * Publishes all that `supply` yields, until it ends, `signal` aborts or this is closed, and has it
   * let go of what it holds. Resolves with how many frames that were.
   *
   * @throws {ZoetropeError} `INVALID_FRAME` at the first one, unless `onReject` is given; `CLOSED`
   * when this is closed already; and what `supply` throws.
   */
  pipe(supply: Supply, options?: PipeOptions): Promise<number> {
    return pipe(this, supply, options)
  }

  /** A new stream in which each chunk is one frame. End it when it is not needed; that does not close this. */
  get writable(): WritableStream<Supplied> {
    return writableOf(this)
  }

  /**
   * Shows viewers `jpeg` in the place of frames that do not come, until the next one is published.
   * Readers that did not ask for placeholders never get it. The bytes are copied.
   *
   * @throws {ZoetropeError} `INVALID_FRAME`, or `CLOSED`.
   */
  showPlaceholder(jpeg: Uint8Array, stamp: PlaceholderStamp): void {
    this.#pulses.check('show')
    this.#interim.show(jpeg, stamp, this.#clock.now())
    this.#pulses.pulse()
  }

  /** Sends the placeholder, if there is one, to its viewers again. */
  repeatPlaceholder(): void {
    if (this.#interim.repeat()) this.#pulses.pulse()
  }

  /** Takes the placeholder away. Viewers keep what they see until a frame comes. */
  hidePlaceholder(): void {
    this.#interim.part = undefined
  }

  /** Reads this broadcast with `await`, starting with the newest frame unless it is stale. */
  subscribe(options: SubscriptionOptions = {}): Subscription {
    return new Subscription(this.cursor(options.pace), this, options)
  }

  /**
   * A reader's place that never waits, for those who are woken by {@link onPulse}. It starts at the
   * newest frame, or behind it when it is stale: yesterday's picture must not look live.
   *
   * @param placeholders Whether it takes placeholders too: for those who show, not for those who record.
   */
  cursor(pace: Pace = 'latest', placeholders: 'with' | 'without' = 'without'): Cursor {
    const first = this.#ring.newest && this.fresh ? this.#ring.end - 1 : this.#ring.end
    const interim = placeholders === 'with' ? this.#interim : undefined
    return new Cursor(this.#ring, pace, first, interim)
  }

  /**
   * Empties the ring and begins a new epoch, with index 0 and, if given, other limits. Readers stay,
   * and are told by the epoch of the next frame ({@link SubscriptionOptions.onReset}).
   */
  reset(limits: RingLimits = {}): void {
    this.#pulses.check('reset')
    this.#ring.reset(limits)
    this.#numbering.restart()
    this.#pulses.pulse()
  }

  /** Ends the broadcast. Readers take what they may still read, then see the end. Idempotent. */
  close(): void {
    this.#pulses.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Calls `listener` after every publish and reset, and at the close. It must not throw. Returns a function that cancels. */
  onPulse(listener: () => void): () => void {
    return this.#pulses.onPulse(listener)
  }

  #find(index: number, epoch: string): Frame | undefined {
    this.#ring.expire(this.#clock.now())
    return this.#numbering.find(this.#ring, index, epoch)
  }
}
