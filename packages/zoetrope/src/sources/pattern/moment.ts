/**
 * What a frame shows of the time: the instant of capture and the frame's number, as digits.
 *
 * @module
 */

/** Where each number's digits begin, and how many there are. */
export const PLACES = {
  /** Hours, minutes, seconds, milliseconds: HHMMSSmmm, UTC. */
  time: { from: 0, count: 9 },
  /** YYYYMMDD, UTC. */
  date: { from: 9, count: 8 },
  /** The frame's number, its last seven digits. */
  frame: { from: 17, count: 7 },
} as const

const DAY = 86_400_000

/** One instant, reused for frame after frame so that a frame costs no garbage. */
export class Moment {
  /** Milliseconds since the epoch, whole. */
  time = 0
  /** All digits shown; {@link PLACES} tells which is which. */
  readonly digits: Uint8Array = new Uint8Array(24)
  #day = Number.NaN

  /** @param capturedAt Milliseconds since the epoch; a fraction is cut off, as clocks do. */
  set(capturedAt: number, sequence: number): void {
    this.time = Math.floor(capturedAt)
    const sinceMidnight = this.time % DAY
    this.#write(0, 2, Math.floor(sinceMidnight / 3_600_000))
    this.#write(2, 2, Math.floor(sinceMidnight / 60_000) % 60)
    this.#write(4, 2, Math.floor(sinceMidnight / 1000) % 60)
    this.#write(6, 3, sinceMidnight % 1000)
    this.#write(PLACES.frame.from, PLACES.frame.count, sequence)
    this.#setDay(this.time - sinceMidnight)
  }

  #setDay(midnight: number): void {
    if (midnight === this.#day) return
    this.#day = midnight
    const date = new Date(midnight)
    this.#write(PLACES.date.from, 4, date.getUTCFullYear())
    this.#write(PLACES.date.from + 4, 2, date.getUTCMonth() + 1)
    this.#write(PLACES.date.from + 6, 2, date.getUTCDate())
  }

  #write(from: number, count: number, value: number): void {
    let rest = value
    for (let at = from + count - 1; at >= from; at--) {
      this.digits[at] = rest % 10
      rest = Math.floor(rest / 10)
    }
  }
}
