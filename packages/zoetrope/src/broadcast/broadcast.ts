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
import { ZoetropeError } from '../errors.ts'
import type { Frame } from '../frame/frame.ts'
import { Gate, type Passed } from '../frame/gate.ts'
import { createPart, type Part, type PlaceholderMeaning } from '../multipart/part.ts'
import { Cursor, type Pace } from './cursor.ts'
import { Interim } from './interim.ts'
import { RateMeter } from './rate.ts'
import { Ring, type RingLimits } from './ring.ts'
import { Subscription, type SubscriptionOptions } from './subscription.ts'

/** How a broadcast keeps its frames. */
export interface BroadcastOptions extends RingLimits {
  /** Milliseconds after which the newest frame is too old to greet a new reader with. @default 10000 */
  readonly staleAfter?: number | undefined
  readonly clock?: Clock | undefined
  /** What every frame passes first; it is this broadcast's alone. @default a gate with its defaults */
  readonly gate?: Gate | undefined
}

/** Placeholders are to be shown as they were drawn: what a camera's gate turns is turned in them already. */
const PLACEHOLDER_GATE = new Gate({ countBlocks: 'never' })

/** The highest index that is believed: indices count up from it, and must stay exact. */
const HIGHEST_INDEX = 2 ** 48

/** What is known of a frame beside its bytes. */
export interface Stamp {
  /** Milliseconds since the Unix epoch. @default now */
  readonly capturedAt?: number | undefined
  /** The upstream's number for it; taken where it is larger than the newest index. @default newest + 1 */
  readonly index?: number | undefined
}

/** What a placeholder is. */
export interface PlaceholderStamp {
  readonly meaning: PlaceholderMeaning
  /** When what it stands for was seen last, in milliseconds since the Unix epoch. */
  readonly capturedAt: number
}

/** Publishes frames to any number of independent readers. */
export class Broadcast implements Disposable {
  /** See {@link BroadcastOptions.staleAfter}; a camera adapts it to its source's rhythm. */
  staleAfter: number
  /** Checks and mends every frame, and counts what it did. */
  readonly gate: Gate
  #clock: Clock
  #ring: Ring
  #epoch: string = newEpoch()
  #index = -1
  #published = 0
  #closed = false
  #rate: RateMeter
  #interval = 0
  #interim = new Interim()
  #listeners = new Set<() => void>()

  constructor(options: BroadcastOptions = {}) {
    this.#clock = options.clock ?? performance
    this.#ring = new Ring(options)
    this.#rate = new RateMeter(this.#clock)
    this.staleAfter = options.staleAfter ?? 10_000
    this.gate = options.gate ?? new Gate()
  }

  /** Names the present life of this broadcast; another after every {@link reset}. */
  get epoch(): string {
    return this.#epoch
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
    return this.#closed
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
    return this.#interval
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

  /** The frame with that index in this epoch, or `undefined` if it is not there yet or has left the ring. */
  at(index: number): Frame | undefined {
    this.#ring.expire(this.#clock.now())
    return this.#ring.find(index)
  }

  /** Every frame still held, oldest first. */
  frames(): Frame[] {
    this.#ring.expire(this.#clock.now())
    return [...this.#ring]
  }

  /**
   * Adds a frame and wakes every reader. Synchronous: two in one tick are two frames. The bytes are
   * copied, so the caller may reuse them at once. Returns the newest frame, which is one from before
   * where the gate leaves out duplicates and this is one.
   *
   * @throws {ZoetropeError} `INVALID_FRAME` when no viewer could show `jpeg`, or `CLOSED`. Nothing
   * is published then.
   */
  publish(jpeg: Uint8Array, stamp: Stamp = {}): Frame {
    if (this.#closed) throw new ZoetropeError('CLOSED', 'Cannot publish: the broadcast is closed')
    const { newest } = this.#ring
    const passed = this.gate.pass(jpeg, newest?.jpeg)
    const now = this.#clock.now()
    if (newest && passed.isDuplicate && this.#isShown) {
      this.#ring.touch(now)
      return newest
    }
    const part = this.#partOf(passed, stamp)
    this.#heed(this.silence)
    this.#interim.part = undefined
    this.#index = part.index
    this.#published += 1
    this.#ring.push(part, now)
    this.#rate.mark(part.jpeg.length)
    this.#pulse()
    return part
  }

  /**
   * Shows viewers `jpeg` in the place of frames that do not come, until the next one is published.
   * Readers that did not ask for placeholders never get it. The bytes are copied.
   *
   * @throws {ZoetropeError} `INVALID_FRAME`, or `CLOSED`.
   */
  showPlaceholder(jpeg: Uint8Array, { meaning, capturedAt }: PlaceholderStamp): void {
    if (this.#closed) throw new ZoetropeError('CLOSED', 'Cannot show: the broadcast is closed')
    const { jpeg: whole, width, height } = PLACEHOLDER_GATE.pass(jpeg)
    const moment = this.#clock.now()
    const init = { width, height, epoch: newEpoch(), index: 0, capturedAt, moment }
    this.#interim.show(createPart(whole, { ...init, placeholder: meaning }))
    this.#pulse()
  }

  /** Sends the placeholder, if there is one, to its viewers again. */
  repeatPlaceholder(): void {
    if (!this.#interim.part) return
    this.#interim.show(this.#interim.part)
    this.#pulse()
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

  /** Empties the ring and begins a new epoch, with index 0 and, if given, other limits. Readers stay. */
  reset(limits: RingLimits = {}): void {
    if (this.#closed) throw new ZoetropeError('CLOSED', 'Cannot reset: the broadcast is closed')
    this.#ring.reset(limits)
    this.#epoch = newEpoch()
    this.#index = -1
  }

  /** Ends the broadcast. Readers take what they may still read, then see the end. Idempotent. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#pulse()
    this.#listeners.clear()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Calls `listener` after every publish and at the close. It must not throw. Returns a function that cancels. */
  onPulse(listener: () => void): () => void {
    if (!this.#closed) this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Whether the newest frame is what viewers see, so that another like it may be left out. */
  get #isShown(): boolean {
    return this.gate.dropDuplicates && this.fresh && !this.#interim.part
  }

  #partOf({ jpeg, width, height }: Passed, stamp: Stamp): Part {
    const wall = Date.now()
    const capturedAt = Number.isFinite(stamp.capturedAt) ? (stamp.capturedAt ?? wall) : wall
    return createPart(jpeg, {
      width,
      height,
      epoch: this.#epoch,
      index: Math.max(this.#index + 1, believed(stamp.index)),
      capturedAt,
      moment: this.#clock.now() - Math.max(0, wall - capturedAt),
    })
  }

  /** Learns the rhythm. A pause says nothing of it. */
  #heed(gap: number): void {
    if (gap === Number.POSITIVE_INFINITY) return
    if (this.#interval === 0) this.#interval = gap
    else this.#interval += (Math.min(gap, 4 * this.#interval) - this.#interval) / 8
  }

  #pulse(): void {
    for (const listener of this.#listeners) listener()
  }
}

function believed(index = 0): number {
  return Number.isInteger(index) && index <= HIGHEST_INDEX ? index : 0
}

function newEpoch(): string {
  return crypto.randomUUID().slice(0, 8)
}
