/**
 * The place between those who push and the camera that takes: room for one frame. A newer one takes
 * its place.
 *
 * @module
 */
import type { Captured } from '../../camera/source.ts'
import type { ZoetropeError } from '../../errors.ts'
import type { Frame } from '../../frame/frame.ts'

/** What became of a frame: see `Pushed`. */
export type Outcome = Frame | ZoetropeError | 'newer' | 'unwatched' | undefined

/** A frame that waits to be taken. */
export interface Pending {
  readonly captured: Captured
  /** Tells its publisher what became of it; the first time counts. */
  settle(outcome: Outcome): void
}

/** Room for one frame. */
export class Slot {
  #pending: Pending | undefined
  #wake: (() => void) | undefined

  /** Puts a frame in; one that was there was too late. */
  put(pending: Pending): void {
    this.#pending?.settle('newer')
    this.#pending = pending
    this.wake()
  }

  /** Takes the frame out. */
  take(): Pending | undefined {
    const pending = this.#pending
    this.#pending = undefined
    return pending
  }

  /** Empties it; a frame that was there comes to nothing. */
  clear(why: 'newer' | 'unwatched' | ZoetropeError): void {
    this.take()?.settle(why)
  }

  /** Resolves when something may have changed. */
  filled(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  /** Has whoever waits look again. */
  wake(): void {
    this.#wake?.()
  }
}
