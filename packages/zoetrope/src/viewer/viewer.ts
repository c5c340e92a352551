/**
 * A viewer: one connection's interest in one camera. It holds a place in the broadcast, never a frame.
 *
 * @module
 */
import type { Broadcast } from '../broadcast/broadcast.ts'
import type { Cursor } from '../broadcast/cursor.ts'
import type { Part } from '../multipart/part.ts'
import { SAMPLE_EVERY } from './ages.ts'
import { defaultFraming, type Framing } from './framing.ts'
import type { Arrivals, Path, Transport } from './link.ts'
import type { PacingName } from './pacer.ts'
import { quietOf } from './quiet.ts'
import { Repeat } from './repeat.ts'
import { Throughput } from './throughput.ts'
import { broadcastOf, type Watched } from './watched.ts'
import { type Candidate, Wish, type WishOptions } from './wish.ts'

/** What a viewer wishes, and who wants to know of it. */
export interface ViewerOptions extends WishOptions {
  readonly framing?: Framing | undefined
  /** Whether it is shown placeholders; else it keeps the last frame it got. @default true */
  readonly placeholders?: boolean | undefined
  /** Names it among all viewers that ever were; see {@link viewerId}. @default another one for each */
  readonly id?: string | undefined
  /** The name it gave itself (`?key=`). */
  readonly key?: string | undefined
  /** Called with the age in milliseconds of each frame that was sampled: at most four a second. Must not throw. */
  readonly onAge?: ((age: number) => void) | undefined
  /** Called when it begins to watch. Must not throw. */
  readonly onJoin?: ((viewer: Viewer) => void) | undefined
  /** Called once when it leaves, by whatever cause; its counts are final then. Must not throw. */
  readonly onLeave?: ((viewer: Viewer) => void) | undefined
}

/** The connection as its viewers see it. */
export interface Carrier {
  readonly transport: Transport
  readonly pacing: PacingName
  /** Whether something was written that the link has not yet taken. */
  readonly busy: boolean
  /** Bytes under way to the other end, or `undefined` where that cannot be known. */
  readonly queued: number | undefined
  /** What is known of the way, or `undefined`. The object changes with the next call. */
  readonly path: Path | undefined
  /** What reckons the ages of a viewer's frames; `undefined` where they cannot be known. */
  arrivals(listener?: (age: number) => void): Arrivals | undefined
  /** Looks at what has arrived, for the viewers' ages. */
  heed(): void
  /** Lets one viewer leave; the others stay. */
  remove(viewer: Viewer): void
  /** Ends the link after what was written, and lets every viewer leave. Idempotent. */
  close(): void
  /** Cuts the link off at once, with what is under way. Idempotent. */
  destroy(): void
}

/** An id for a viewer that is about to come: 12 hexadecimal digits. */
export function viewerId(): string {
  return crypto.randomUUID().slice(-12)
}

/** Takes the newest frame whenever its connection has room. Make it when the connection is there. */
export class Viewer {
  /** Names it among all viewers that ever were: a short random text. */
  readonly id: string
  readonly key: string | undefined
  readonly framing: Framing
  /** The connection it shares; it was not yet added to one while undefined. */
  connection: Carrier | undefined
  /** When it came, in milliseconds since the Unix epoch. */
  readonly since: number = Date.now()
  /** Frames handed to the link. */
  sent = 0
  /** Frames handed to the link once more, because nothing followed them. They are not in {@link sent}. */
  repeated = 0
  /** Placeholders handed to the link. They are not in {@link sent}. */
  placeholders = 0
  /** Bytes handed to the link. */
  bytes = 0
  /** How fast new frames were handed to the link. */
  readonly rate: Throughput = new Throughput()
  /** How old its frames were on arrival; `undefined` where its connection cannot know, and before it has one. */
  ages: Arrivals | undefined
  #broadcast: Broadcast
  #cursor: Cursor
  #wish: Wish | undefined
  /** Absent where the framing repeats nothing. */
  #repeat: Repeat | undefined
  #skipped = 0
  #dropped = 0
  /** Frames since the last one taken that it did not wish to see. */
  #unwished = 0
  /** Whole milliseconds, because those lie in the object itself. */
  #sampleAt = 0
  #left = false
  #release: () => void
  #options: ViewerOptions

  /**
   * @throws {ZoetropeError} `CLOSED` when the camera is closed.
   * @throws {RangeError} when a wish is not a positive number.
   */
  constructor(watched: Watched, options: ViewerOptions = {}) {
    const { fps, every, maxAge } = options
    if ([fps, every, maxAge].some((wish) => wish !== undefined)) this.#wish = new Wish(options)
    this.#release = 'demand' in watched ? watched.demand('viewer') : () => {}
    this.#broadcast = broadcastOf(watched)
    this.#cursor = this.#broadcast.cursor(
      'latest',
      options.placeholders === false ? 'without' : 'with',
    )
    this.framing = options.framing ?? defaultFraming
    const { repeats, keepsAlive } = this.framing
    if (repeats) this.#repeat = new Repeat(quietOf(this.#broadcast))
    else if (keepsAlive) this.#repeat = new Repeat()
    this.id = options.id ?? viewerId()
    this.key = options.key
    this.#options = options
  }

  /** Whether nothing will ever follow. */
  get over(): boolean {
    return this.#broadcast.closed && !this.#repeat?.owed
  }

  /** Frames it did not wish to see. With those sent and dropped: all since it came but the newest. */
  get skipped(): number {
    return this.#skipped + Math.min(this.#unwished, this.#passed)
  }

  /** Frames left out because the link was busy, or because they had become too old. */
  get dropped(): number {
    return this.#dropped + Math.max(0, this.#passed - this.#unwished)
  }

  /** Milliseconds until it wants a frame: 0 now, `Infinity` not before the next pulse. */
  due(now: number): number {
    const wait = this.#wait(now)
    return wait > 0 && this.#repeat?.isDue(now) ? 0 : wait
  }

  /**
   * The frame to send: the newest, or the last one again where that is due. `undefined` when there is
   * none that it has not seen, or it is too old for it.
   */
  take(now: number): Part | undefined {
    if (this.#repeat && this.#wait(now) > 0) return this.#again(this.#repeat, now)
    const { missed } = this.#cursor
    const part = this.#cursor.take()
    if (!part) return undefined
    this.#count(this.#cursor.missed - missed)
    if (part.placeholder) {
      this.#repeat?.forget()
      this.placeholders += 1
      return part
    }
    if (this.#wish?.isTooOld(part, now)) {
      this.#dropped += 1
      return undefined
    }
    this.#wish?.take(this.#candidate(now))
    this.#repeat?.sent(this.#cursor.position, now)
    this.sent += 1
    return part
  }

  /**
   * Told by the connection that a part is on its way. Says whether its age is waited for.
   *
   * @param end The connection's bytes up to its last one.
   */
  handed(part: Part, bytes: number, end: number, now: number): boolean {
    this.bytes += bytes
    // Neither is a new frame, and a repeated one is older than what a person waits for.
    if (part.placeholder || this.#repeat?.again) return false
    if (!this.ages || now < this.#sampleAt) return false
    this.#sampleAt = Math.round(now) + SAMPLE_EVERY
    this.ages.sent(part.moment, end, now)
    return true
  }

  /** Told every few seconds: what was counted since then is its rate. */
  look(): void {
    this.rate.look(this.sent, this.bytes)
  }

  /** Told every few seconds: where nothing was sent for long, its last frame is due again. */
  keepAlive(now: number): void {
    // Who wishes frames seldom is sent them as seldom.
    if (this.#cursor.behind === 0) this.#repeat?.keepAlive(now)
  }

  /** Calls `listener` when there may be a frame to send, or the end. Returns a function that cancels. */
  onPulse(listener: () => void): () => void {
    const cancels = [
      this.#broadcast.onPulse(this.#wish ? this.#heeding(listener) : listener),
      this.#repeat?.onQuiet(listener),
    ]
    return () => {
      for (const cancel of cancels) cancel?.()
    }
  }

  /**
   * Wishes something else from now on; its place and its counts stay. Only for a viewer that was made
   * with a wish.
   *
   * @throws {RangeError} when a wish is not a positive number.
   */
  change(wish: WishOptions): void {
    this.#wish = new Wish(wish)
  }

  /** Told by the connection that it is in. */
  join(connection: Carrier): void {
    this.connection = connection
    this.ages = connection.arrivals(this.#options.onAge)
    this.#options.onJoin?.(this)
  }

  /** Ends its demand on the camera. Idempotent. */
  leave(): void {
    if (this.#left) return
    this.#release()
    this.#count(this.#cursor.behind)
    this.#left = true
    const { onLeave } = this.#options
    this.#options = {}
    if (this.connection) onLeave?.(this)
  }

  /** Milliseconds until it wants a frame that it has not seen. */
  #wait(now: number): number {
    const part = this.#cursor.newest
    if (!part) return Number.POSITIVE_INFINITY
    if (!this.#wish || part.placeholder || this.#broadcast.closed) return 0
    return this.#wish.wait(this.#candidate(now), now)
  }

  #candidate(now: number): Candidate {
    const { position, arrival = now } = this.#cursor
    return { arrival, position, interval: this.#broadcast.interval }
  }

  #again(repeat: Repeat, now: number): Part | undefined {
    const part = this.#cursor.at(repeat.take(now))
    // It may have left the ring while the link was busy.
    if (!part || this.#wish?.isTooOld(part, now)) return undefined
    this.repeated += 1
    return part
  }

  #heeding(listener: () => void): () => void {
    return () => {
      // There is none at the showing of a placeholder, which brings no frame.
      const { newest } = this.#cursor
      if (newest && this.#wait(this.#cursor.arrival ?? 0) > 0) this.#unwished += 1
      listener()
    }
  }

  /** Frames since the last one taken that have passed by; the newest may yet be taken. */
  get #passed(): number {
    return this.#left ? 0 : Math.max(0, this.#cursor.behind - 1)
  }

  #count(missed: number): void {
    const skipped = Math.min(missed, this.#unwished)
    this.#skipped += skipped
    this.#dropped += missed - skipped
    this.#unwished = 0
  }
}
