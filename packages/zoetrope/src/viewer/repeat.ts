/**
 * The last frame once more: what is owed to a viewer that paints a frame only when another one
 * follows, and to one that gives up a stream which says nothing. It knows a position, never a frame.
 *
 * @module
 */
import type { Quiet } from './quiet.ts'

/**
 * Milliseconds without a frame after which a viewer is owed its last one again. With the two seconds
 * between looks less than the ten after which Home Assistant, for one, gives up.
 */
const PATIENCE = 4000

type Debt = 'none' | 'later' | 'now'

/** Says when one viewer is owed its last frame again. */
export class Repeat {
  /** Whether what was sent last was a repetition. */
  again = false
  #quiet: Quiet | undefined
  /** The position of the frame that was sent last; -1 while none is to be repeated. */
  #position = -1
  /** When that was, in whole milliseconds, because those lie in the object itself. */
  #since = 0
  #debt: Debt = 'none'

  /** @param quiet For a viewer that paints late: it is owed each last frame once more. */
  constructor(quiet?: Quiet) {
    this.#quiet = quiet
  }

  /** Whether it is to be sent its last frame again, now or later. */
  get owed(): boolean {
    return this.#debt !== 'none'
  }

  /** Whether to send it now: nothing new comes, or this viewer did not wish to see what came. */
  isDue(now: number): boolean {
    if (!this.#quiet || this.#debt !== 'later') return this.#debt === 'now'
    return this.#quiet.reached || now - this.#since >= this.#quiet.delay
  }

  /** Notes that the frame at `position` was sent. */
  sent(position: number, now: number): void {
    this.#position = position
    this.#since = Math.round(now)
    this.#debt = this.#quiet ? 'later' : 'none'
    this.again = false
  }

  /** Told every few seconds: whoever was sent nothing since then is owed something. */
  keepAlive(now: number): void {
    if (this.#position >= 0 && now - this.#since >= PATIENCE) this.#debt = 'now'
  }

  /** The position of the frame to repeat; it is not owed any more. */
  take(now: number): number {
    this.#since = Math.round(now)
    this.#debt = 'none'
    this.again = true
    return this.#position
  }

  /** Nothing is owed any more: something else is shown. */
  forget(): void {
    this.#position = -1
    this.#debt = 'none'
  }

  /** See {@link Quiet.onReached}. */
  onQuiet(listener: () => void): (() => void) | undefined {
    return this.#quiet?.onReached(listener)
  }
}
