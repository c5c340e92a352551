/**
 * The last frame once more: what is owed to a viewer that paints a frame only when another one
 * follows. It knows a position, never a frame.
 *
 * @module
 */
import type { Quiet } from './quiet.ts'

/** Says when one viewer is owed its last frame again. */
export class Repeat {
  #quiet: Quiet
  /** The position of the frame that was sent once; -1 while none is owed. */
  #position = -1
  #since = 0

  constructor(quiet: Quiet) {
    this.#quiet = quiet
  }

  /** Whether its last frame was sent only once. */
  get owed(): boolean {
    return this.#position >= 0
  }

  /** Whether to send it now: nothing new comes, or this viewer did not wish to see what came. */
  isDue(now: number): boolean {
    if (!this.owed) return false
    return this.#quiet.reached || now - this.#since >= this.#quiet.delay
  }

  /** Notes that the frame at `position` was sent. */
  sent(position: number, now: number): void {
    this.#position = position
    this.#since = now
  }

  /** The position of the frame to repeat; it is not owed any more. */
  take(): number {
    const position = this.#position
    this.#position = -1
    return position
  }

  /** Nothing is owed any more: something else is shown. */
  forget(): void {
    this.#position = -1
  }

  /** See {@link Quiet.onReached}. */
  onQuiet(listener: () => void): () => void {
    return this.#quiet.onReached(listener)
  }
}
