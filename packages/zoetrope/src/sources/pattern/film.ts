/**
 * One run of the pattern: frame after frame, written into the same bytes.
 *
 * @module
 */
import type { Bytes } from '../../frame/frame.ts'
import { DRAWN } from '../../picture/drawn.ts'
import { head, scanStart } from '../../picture/header.ts'
import { Moment } from './moment.ts'
import type { Mosaic } from './mosaic.ts'
import { pad } from './padding.ts'
import type { PatternSettings } from './settings.ts'
import { opening, STAMP_END, stamp } from './stamp.ts'

const SCAN_START = scanStart(DRAWN)

/** Makes frames. Each is valid until the next one is made. */
export class Film {
  readonly #mosaic: Mosaic
  readonly #head: Uint8Array
  readonly #wished: number
  readonly #moment = new Moment()
  #buffer: Bytes = new Uint8Array(0)

  constructor(mosaic: Mosaic, { width, height, bytes = 0 }: PatternSettings) {
    this.#mosaic = mosaic
    // A restart marker after every tile.
    this.#head = head({ width, height, components: DRAWN, restartInterval: 1 })
    this.#wished = bytes
  }

  /** The frame of one instant: `capturedAt` in milliseconds since the epoch, `sequence` its number. */
  expose(capturedAt: number, sequence: number): Bytes {
    this.#moment.set(capturedAt, sequence)
    const scan = this.#mosaic.choose(this.#moment)
    const natural = STAMP_END + this.#head.length + SCAN_START.length + scan + 2
    const padding = Math.max(0, this.#wished - natural)
    const out = this.#room(natural + padding)
    stamp(out, capturedAt, sequence)
    const at = pad(out, STAMP_END + this.#head.length, padding)
    out.set(SCAN_START, at)
    const end = this.#mosaic.write(out, at + SCAN_START.length)
    out[end] = 0xff
    out[end + 1] = 0xd9
    return out.subarray(0, end + 2)
  }

  /** The buffer, with room for so many bytes, and in it what is the same in every frame. */
  #room(bytes: number): Bytes {
    if (bytes <= this.#buffer.length) return this.#buffer
    // The frames' sizes differ by a few hundred bytes, so that this soon suffices for good.
    this.#buffer = new Uint8Array(Math.ceil(bytes * 1.05))
    this.#buffer.set(opening())
    this.#buffer.set(this.#head, STAMP_END)
    return this.#buffer
  }
}
