/**
 * A connection: one link, its pace, and the viewers that share it.
 *
 * Pacing belongs here and not to the viewer, because `/live` and HTTP/2 carry many cameras over one
 * queue; the viewers are served in turn. Nothing is queued: while the link is busy frames pass by,
 * and when it has room again the newest is taken.
 *
 * @module
 */
import type { Clock } from '../clock.ts'
import type { Link } from './link.ts'
import type { Pacer } from './pacer.ts'
import type { Viewer } from './viewer.ts'

/** Feeds viewers' frames to a link, as the pacer allows, until the link is gone or every viewer is over. */
export class Connection {
  readonly pacer: Pacer
  #link: Link
  #clock: Clock
  #viewers: Viewer[] = []
  #cancels: (() => void)[]
  #waiting: ReturnType<typeof setTimeout> | undefined
  #busy = false
  #closed = false

  constructor(link: Link, pacer: Pacer, clock: Clock = performance) {
    this.#link = link
    this.pacer = pacer
    this.#clock = clock
    this.#cancels = [link.onDrain(() => this.#drained()), link.onGone(() => this.close())]
  }

  /** Lets a viewer in; its first frame goes out at once if there is one. The viewer leaves when the connection closes. */
  add(viewer: Viewer): void {
    if (this.#closed) return viewer.leave()
    this.#viewers.push(viewer)
    this.#cancels.push(viewer.onPulse(this.#pump))
    this.#write(viewer.framing.opening)
    this.#pump()
  }

  /** Ends the link after what was written, and lets every viewer leave. Idempotent. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#waiting)
    for (const cancel of this.#cancels) cancel()
    for (const viewer of this.#viewers) viewer.leave()
    this.#link.end()
  }

  /** Sends what is new while there is room. Called at every pulse: the hot path. */
  #pump = (): void => {
    while (!this.#busy && this.#waiting === undefined) {
      const viewer = this.#nextReady()
      if (!viewer) break
      const delay = this.pacer.decide(this.#sample, this.#clock.now())
      if (delay > 0) return this.#wait(delay)
      const bytes = viewer.take()
      if (bytes) this.#write(bytes)
    }
    if (this.#busy || this.#waiting !== undefined) return
    if (this.#viewers.every(isOver)) this.close()
  }

  #sample = (): ReturnType<Link['sample']> => this.#link.sample()

  /** The first viewer with news; it goes to the end of the row, so that no camera starves another. */
  #nextReady(): Viewer | undefined {
    for (let at = 0; at < this.#viewers.length; at++) {
      const viewer = this.#viewers[at]
      if (!viewer?.ready) continue
      if (this.#viewers.length > 1) this.#viewers.push(...this.#viewers.splice(at, 1))
      return viewer
    }
    return undefined
  }

  #write(bytes: Uint8Array<ArrayBuffer>): void {
    // Before the write: a body with two reads pending asks for more within it.
    this.#busy = true
    if (this.#link.write(bytes)) this.#busy = false
  }

  #drained(): void {
    this.#busy = false
    this.#pump()
  }

  #wait(delay: number): void {
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined
      this.#pump()
    }, delay)
  }
}

// Named, so that asking at every pulse allocates nothing.
function isOver(viewer: Viewer): boolean {
  return viewer.over
}
