/**
 * A connection: one link, its pace, and the viewers that share it.
 *
 * Pacing belongs here and not to the viewer, because `/live` and HTTP/2 carry many cameras over one
 * queue; the viewers are served in turn. Nothing is queued: while the link is busy frames pass by,
 * and when it has room again the newest is taken.
 *
 * @module
 */
import { type Clock, LONGEST_DELAY } from '../clock.ts'
import type { Bytes } from '../frame/frame.ts'
import { watchProgress } from './deadline.ts'
import type { Arrivals, Link, Path, Transport } from './link.ts'
import type { Pacer, PacingName } from './pacer.ts'
import { Progress } from './progress.ts'
import type { Viewer } from './viewer.ts'

/** How a connection is watched. */
export interface ConnectionOptions {
  /** Milliseconds that a viewer may take nothing of what is under way before it is cut off. @default 60000 */
  readonly stallTimeout?: number | undefined
  readonly clock?: Clock | undefined
}

/** Feeds viewers' frames to a link, as the pacer allows, until the link is gone or every viewer is over. */
export class Connection {
  /** Bytes handed to the link so far. */
  written = 0
  /** See {@link ConnectionOptions.stallTimeout}. */
  readonly stallTimeout: number
  #link: Link
  #pacer: Pacer
  #clock: Clock
  #viewers = new Map<Viewer, () => void>()
  /** The viewers in the order in which they are served next. */
  #row: Viewer[] = []
  /** The viewer that has the connection to itself, as nearly all do: the shortest way to it. */
  #only: Viewer | undefined
  #cancels: (() => void)[]
  #progress = new Progress()
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Whether the timer is the pacer's, so that a pulse must not come before it. */
  #isHeld = false
  #busy = false
  /** Whether the age of a frame under way is waited for. */
  #hasSample = false
  #closed = false

  constructor(link: Link, pacer: Pacer, options: ConnectionOptions = {}) {
    const { stallTimeout = 60_000, clock = performance } = options
    this.stallTimeout = stallTimeout
    this.#link = link
    this.#pacer = pacer
    this.#clock = clock
    this.#cancels = [
      link.onDrain(() => this.#drained()),
      link.onGone(() => this.close()),
      watchProgress(this),
    ]
  }

  /** How its frames leave. */
  get transport(): Transport {
    return this.#link.transport
  }

  /** What bounds the age of its frames. */
  get pacing(): PacingName {
    const { name } = this.#pacer
    // A pacer that was to look at the queue sends at every chance when that cannot be known any more.
    return name === 'queue' && this.#link.queued() === undefined ? 'write' : name
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Whether something was written that the link has not yet taken. */
  get busy(): boolean {
    return this.#busy
  }

  /** Bytes under way to the other end, or `undefined` where that cannot be known. */
  get queued(): number | undefined {
    return this.#link.queued()
  }

  /** What is known of the way, or `undefined`. The object changes with the next call. */
  get path(): Path | undefined {
    return this.#link.path()
  }

  /** What reckons the ages of a viewer's frames; `undefined` where they cannot be known. */
  arrivals(listener?: (age: number) => void): Arrivals | undefined {
    return this.#link.arrivals?.(listener)
  }

  /** Looks at what has arrived, for the viewers' ages and rates. Called every few seconds. */
  heed(): void {
    this.#heed(this.#link.queued(), this.#clock.now())
    for (const viewer of this.#row) viewer.look()
  }

  /** Sends viewers that were sent nothing for long their last frame again. Called every few seconds. */
  keepAlive(): void {
    for (const viewer of this.#row) viewer.keepAlive(this.#clock.now())
    this.#pump()
  }

  /** Whether what is under way has not got on for too long. */
  isStuck(now: number): boolean {
    return this.#progress.isStuck(this, now)
  }

  /** Lets a viewer in; its first frame goes out at once if there is one. The viewer leaves when the connection closes. */
  add(viewer: Viewer): void {
    if (this.#closed) return viewer.leave()
    this.#viewers.set(viewer, viewer.onPulse(this.#pump))
    this.#row.push(viewer)
    this.#only = this.#row.length === 1 ? viewer : undefined
    viewer.join(this)
    if (viewer.framing.opening.length > 0) this.#write(viewer.framing.opening)
    this.#pump()
  }

  /** Lets one viewer leave; the others stay. */
  remove(viewer: Viewer): void {
    this.#viewers.get(viewer)?.()
    this.#viewers.delete(viewer)
    this.#row = this.#row.filter((other) => other !== viewer)
    this.#only = this.#row.length === 1 ? this.#row[0] : undefined
    viewer.leave()
  }

  /** Ends the link after what was written, and lets every viewer leave. Idempotent. */
  close(): void {
    if (this.#over()) this.#link.end()
  }

  /** Cuts the link off at once, with what is under way. Idempotent. */
  destroy(): void {
    this.#over()
    this.#link.destroy()
  }

  #over(): boolean {
    if (this.#closed) return false
    this.#closed = true
    clearTimeout(this.#timer)
    for (const cancel of this.#cancels) cancel()
    for (const viewer of this.#row) this.remove(viewer)
    return true
  }

  /** Sends what is new while there is room. Called at every pulse: the hot path. */
  #pump = (): void => {
    const now = this.#clock.now()
    while (!this.#busy && !this.#isHeld && !this.#closed) {
      const viewer = this.#next(now)
      if (!viewer) return
      const queued = this.#link.queued()
      this.#heed(queued, now)
      const delay = this.#pacer.decide(queued, this.#link, now)
      if (delay > 0) return this.#sleep(delay, true)
      this.#send(viewer, now)
    }
  }

  /** The viewer that is served next. */
  #next(now: number): Viewer | undefined {
    const due = this.#only?.due(now) ?? 1
    if (due <= 0) return this.#only
    // How nearly every pulse ends: the only viewer has what there is.
    if (due === Number.POSITIVE_INFINITY && !this.#only?.over) return undefined
    let soonest = Number.POSITIVE_INFINITY
    for (let at = 0; at < this.#row.length; at++) {
      const viewer = this.#row[at]
      const due = viewer?.due(now) ?? soonest
      if (due <= 0) return viewer
      soonest = Math.min(soonest, due)
    }
    if (soonest < Number.POSITIVE_INFINITY) this.#sleep(soonest, false)
    else if (this.#row.length > 0 && this.#row.every(isOver)) this.close()
    return undefined
  }

  #send(viewer: Viewer, now: number): void {
    if (!this.#only) this.#toEnd(viewer)
    const part = viewer.take(now)
    if (!part) return
    const bytes = viewer.framing.encode(part, viewer, now)
    this.#write(bytes)
    this.#pacer.sent(bytes.length, now)
    if (viewer.handed(part, bytes.length, this.written, now)) this.#hasSample = true
  }

  /** Puts a viewer at the end of the row once it is served, so that no camera starves another. */
  #toEnd(viewer: Viewer): void {
    this.#row.push(...this.#row.splice(this.#row.indexOf(viewer), 1))
  }

  #write(bytes: Bytes): void {
    this.written += bytes.length
    // Before the write: a body with two reads pending asks for more within it.
    this.#busy = true
    if (this.#link.write(bytes)) this.#busy = false
  }

  #heed(queued: number | undefined, now: number): void {
    if (queued === undefined || !this.#hasSample) return
    this.#hasSample = false
    for (const { ages } of this.#row) {
      if (ages?.awaits) ages.heed({ now, arrived: this.written - queued, gauge: this.#link })
      if (ages?.awaits) this.#hasSample = true
    }
  }

  #drained(): void {
    this.#busy = false
    // What was acknowledged may have come sooner than the pacer believed.
    this.#isHeld = false
    this.#pump()
  }

  #sleep(delay: number, isHeld: boolean): void {
    clearTimeout(this.#timer)
    this.#isHeld = isHeld
    const wake = (): void => {
      this.#isHeld = false
      this.#pump()
    }
    this.#timer = setTimeout(wake, Math.min(delay, LONGEST_DELAY))
  }
}

// Named, so that asking at every pulse allocates nothing.
function isOver(viewer: Viewer): boolean {
  return viewer.over
}
