/**
 * When a broadcast falls quiet: no new frame came for longer than its rhythm explains. For viewers
 * that paint a frame only when another one follows.
 *
 * One timer serves all who ask. It is not set anew at every frame: it looks when the first of them
 * would have been overdue, and sleeps on for as long as the newest is not.
 *
 * @module
 */
import type { Broadcast } from '../broadcast/broadcast.ts'

/** Of the source's intervals: the next frame is late then, and not only unpunctual. */
const INTERVALS = 1.5
/** Milliseconds at most: a slow source must not leave a viewer one long interval behind. */
const LONGEST = 200
/** Milliseconds at least: frames that are published in one burst are no rhythm. */
const SHORTEST = 10
/** Milliseconds while the rhythm is unknown. */
const FIRST = 100

const known = new WeakMap<Broadcast, Quiet>()

/** The quiet of a broadcast; the same for all who ask. */
export function quietOf(broadcast: Broadcast): Quiet {
  const quiet = known.get(broadcast) ?? new Quiet(broadcast)
  known.set(broadcast, quiet)
  return quiet
}

/** Tells when a broadcast falls quiet. Costs nothing while nobody listens. */
export class Quiet {
  #broadcast: Broadcast
  #listeners = new Set<() => void>()
  #cancel: (() => void) | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(broadcast: Broadcast) {
    this.#broadcast = broadcast
  }

  /** Milliseconds without a new frame after which it is quiet. */
  get delay(): number {
    const { interval } = this.#broadcast
    return interval === 0 ? FIRST : Math.min(LONGEST, Math.max(SHORTEST, INTERVALS * interval))
  }

  /** Whether it is quiet now; a closed broadcast is. */
  get reached(): boolean {
    return this.#broadcast.closed || this.#broadcast.silence >= this.delay
  }

  /** Calls `listener` whenever it falls quiet, except by its close. Returns a function that cancels. */
  onReached(listener: () => void): () => void {
    this.#listeners.add(listener)
    this.#cancel ??= this.#broadcast.onPulse(this.#pulse)
    this.#pulse()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#rest()
    }
  }

  #pulse = (): void => {
    if (this.#broadcast.closed) this.#rest()
    else this.#timer ??= setTimeout(this.#look, this.delay)
  }

  #look = (): void => {
    this.#timer = undefined
    const left = this.delay - this.#broadcast.silence
    if (left > 0) this.#timer = setTimeout(this.#look, left)
    else for (const listener of this.#listeners) listener()
  }

  #rest(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#cancel?.()
    this.#cancel = undefined
  }
}
