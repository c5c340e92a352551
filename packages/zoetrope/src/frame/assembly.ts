/**
 * Collects a frame that arrives in pieces.
 *
 * Two buffers take turns: one holds what was handed out last, the other collects. So a long stream
 * needs no allocation per frame, and nobody's bytes change before the next but one is handed out.
 *
 * @module
 */
import type { Bytes } from './frame.ts'

const NOTHING: Bytes = new Uint8Array(0)

/** Every so many frames the room that only larger ones had needed is given back. */
const PATIENCE = 64

/** Bytes in one piece, from many. */
export class Assembly {
  #bytes = NOTHING
  #spare = NOTHING
  #length = 0
  #taken = 0
  #peak = 0

  /** Bytes collected. */
  get length(): number {
    return this.#length
  }

  /** Copies `bytes[from]` up to before `bytes[to]` to the end. */
  append(bytes: Uint8Array, from: number = 0, to: number = bytes.length): void {
    const length = this.#length + to - from
    if (length > this.#bytes.length) this.#grow(length)
    this.#bytes.set(
      from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to),
      this.#length,
    )
    this.#length = length
  }

  /** All that was collected, without a copy. Good until something else is appended. */
  view(): Bytes {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Hands out all that was collected and begins anew. Good until the next but one `take`. */
  take(): Bytes {
    const whole = this.view()
    this.#peak = Math.max(this.#peak, this.#length)
    const other = this.#spare
    this.#spare = this.#bytes
    this.#bytes = other
    this.#length = 0
    this.#taken += 1
    if (this.#taken % PATIENCE === 0) this.#shrink()
    return whole
  }

  /** Forgets what was collected, and gives its room back. */
  clear(): void {
    if (this.#length === 0) return
    this.#bytes = NOTHING
    this.#length = 0
  }

  #grow(length: number): void {
    const room = new Uint8Array(Math.max(length, Math.ceil(this.#bytes.length * 1.5)))
    room.set(this.view())
    this.#bytes = room
  }

  #shrink(): void {
    const needed = 4 * this.#peak
    if (this.#bytes.length > needed) this.#bytes = NOTHING
    if (this.#spare.length > needed) this.#spare = NOTHING
    this.#peak = 0
  }
}
