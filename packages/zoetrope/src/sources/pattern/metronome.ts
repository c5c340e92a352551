/**
 * When frames are due: on the beats of one steady count from the start.
 *
 * Each wait is computed from the start rather than from the beat before, so that a timer's
 * coarseness and lateness never add up. Beats that have passed are left out, not made up for.
 *
 * @module
 */

/**
 * The next beat to wait for: the first one after `previous` that has not passed yet.
 *
 * @param previous The beat before; -1 at the start.
 * @param elapsed Milliseconds since beat 0.
 * @param interval Milliseconds between beats.
 */
export function nextBeat(previous: number, elapsed: number, interval: number): number {
  return Math.max(previous + 1, Math.ceil(elapsed / interval))
}

/** Waits for one beat after the other, until it is stopped. Holds a timer only while waiting. */
export class Metronome {
  readonly #interval: number
  readonly #signal: AbortSignal
  #start: number | undefined
  #beat = -1
  #stopped = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #wake: ((running: boolean) => void) | undefined

  /** @param interval Milliseconds between beats. @param signal Stops it. */
  constructor(interval: number, signal: AbortSignal) {
    this.#interval = interval
    this.#signal = signal
  }

  /** Resolves `true` on the next beat, the first time at once, and `false` when it has been stopped. One call at a time. */
  next(): Promise<boolean> {
    const now = performance.now()
    if (this.#start === undefined) this.#begin(now)
    this.#beat = nextBeat(this.#beat, now - (this.#start ?? now), this.#interval)
    return new Promise((resolve) => {
      if (this.#stopped) return resolve(false)
      this.#wake = resolve
      this.#wait()
    })
  }

  /** Ends a wait in progress and all later ones. Idempotent. */
  stop(): void {
    this.#stopped = true
    this.#signal.removeEventListener('abort', this.#onAbort)
    clearTimeout(this.#timer)
    this.#wake?.(false)
  }

  readonly #onAbort = (): void => this.stop()

  #begin(now: number): void {
    this.#start = now
    if (this.#signal.aborted) this.#stopped = true
    if (!this.#stopped) this.#signal.addEventListener('abort', this.#onAbort)
  }

  #wait(): void {
    const left = (this.#start ?? 0) + this.#beat * this.#interval - performance.now()
    // Node counts a timer from the start of the event loop's turn, so it may fire too early.
    if (left <= 0) return this.#wake?.(true)
    this.#timer = setTimeout(() => this.#wait(), Math.ceil(left))
  }
}
