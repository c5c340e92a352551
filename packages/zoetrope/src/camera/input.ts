/**
 * What a derived picture is made of, on the side of one input: the demand on it, a place in it, and
 * its newest frame.
 *
 * @module
 */
import type { Broadcast } from '../broadcast/broadcast.ts'
import type { Cursor } from '../broadcast/cursor.ts'
import type { Frame } from '../frame/frame.ts'
import type { Camera } from './camera.ts'

/** One input while it is wanted. Close it. */
export class Input implements Disposable {
  readonly broadcast: Broadcast
  /** Calls it by name, where it has one. */
  readonly name: string
  #cursor: Cursor
  #newest: Frame | undefined
  #release: () => void

  constructor(from: Broadcast | Camera) {
    const isCamera = 'broadcast' in from
    this.broadcast = isCamera ? from.broadcast : from
    // Whoever watches what is derived from it watches it, too: a camera that is gone is tried often.
    this.#release = isCamera && !this.broadcast.closed ? from.demand('viewer') : () => {}
    this.name = isCamera ? from.name : 'the broadcast'
    this.#cursor = this.broadcast.cursor('latest')
  }

  /** Its newest frame; `undefined` when that is too old to be shown as live, or none has come. */
  get frame(): Frame | undefined {
    return this.broadcast.fresh ? this.#newest : undefined
  }

  /** Whether no frame will come any more. */
  get closed(): boolean {
    return this.broadcast.closed
  }

  /** Looks for a new frame. Returns whether there is one. */
  look(): boolean {
    const frame = this.#cursor.take()
    this.#newest = frame ?? this.#newest
    return frame !== undefined
  }

  [Symbol.dispose](): void {
    this.#release()
  }
}
