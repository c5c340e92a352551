/**
 * The newest frames, limited by count, bytes and age.
 *
 * Every frame has a position: 0, 1, 2 ... over the whole life of the ring, without gaps. Readers
 * keep a position, never a frame, so a slow one cannot hold memory. (A frame's index is another
 * thing: it may jump where frames were lost upstream, and restarts with every epoch.)
 *
 * @module
 */
import type { Part } from '../multipart/part.ts'
import { positive } from '../positive.ts'

/** When a frame leaves the ring, whichever comes first. The newest frame always stays. */
export interface RingLimits {
  /** Frames. @default 10 */
  readonly capacity?: number | undefined
  /** Bytes of all frames together. @default 67108864 (64 MiB) */
  readonly maxBytes?: number | undefined
  /** Milliseconds since it was published. @default Infinity */
  readonly maxAge?: number | undefined
}

type Limits = { [Name in keyof RingLimits]-?: number }

/** A bounded sequence of parts, addressed by position. */
export class Ring {
  /** Position of the oldest frame held. */
  start = 0
  /** Position the next frame will get. */
  end = 0
  /** Bytes of all parts held. */
  bytes = 0
  #limits: Limits = { capacity: 10, maxBytes: 2 ** 26, maxAge: Number.POSITIVE_INFINITY }
  #slots: (Part | undefined)[] = []
  #arrivals: Float64Array = new Float64Array()

  constructor(limits: RingLimits = {}) {
    this.reset(limits)
  }

  /** How many frames can be held. */
  get capacity(): number {
    return this.#slots.length
  }

  /** Empties the ring and takes over the limits that are given. Positions go on. */
  reset(limits: RingLimits = {}): void {
    this.#limits = checked(limits, this.#limits)
    this.start = this.end
    this.bytes = 0
    this.#slots = new Array(this.#limits.capacity)
    this.#arrivals = new Float64Array(this.#limits.capacity)
  }

  /** The newest part, or `undefined` while there is none. */
  get newest(): Part | undefined {
    return this.at(this.end - 1)
  }

  /** Adds a part and lets go of what is over a limit. */
  push(part: Part, now: number): void {
    const slot = this.end % this.capacity
    if (this.end - this.start === this.capacity) this.#shift()
    this.#slots[slot] = part
    this.#arrivals[slot] = now
    this.bytes += part.bytes.length
    this.end += 1
    this.expire(now)
  }

  /** The newest frame came once more: it counts as pushed now. */
  touch(now: number): void {
    this.#arrivals[(this.end - 1) % this.capacity] = now
  }

  /** Lets go of what is too old by now. The newest frame stays, whatever its age and size. */
  expire(now: number): void {
    while (this.end - this.start > 1 && this.#isOver(now)) this.#shift()
  }

  /** The part at a position, or `undefined` when it is not there yet or has left. */
  at(position: number): Part | undefined {
    if (position < this.start || position >= this.end) return undefined
    return this.#slots[position % this.capacity]
  }

  /** When the part at a position was pushed, on the monotonic clock; `undefined` like `at`. */
  arrival(position: number): number | undefined {
    return this.at(position) && this.#arrivals[position % this.capacity]
  }

  /** The part with that index, found by bisection because indices may jump. */
  find(index: number): Part | undefined {
    let low = this.start
    let high = this.end
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((this.at(middle)?.index ?? Number.POSITIVE_INFINITY) < index) low = middle + 1
      else high = middle
    }
    const part = this.at(low)
    return part?.index === index ? part : undefined
  }

  /** All parts held, oldest first. */
  *[Symbol.iterator](): Generator<Part> {
    for (let position = this.start; position < this.end; position++) {
      const part = this.at(position)
      if (part) yield part
    }
  }

  #isOver(now: number): boolean {
    const arrival = this.arrival(this.start) ?? now
    return this.bytes > this.#limits.maxBytes || now - arrival > this.#limits.maxAge
  }

  #shift(): void {
    const slot = this.start % this.capacity
    this.bytes -= this.#slots[slot]?.bytes.length ?? 0
    this.#slots[slot] = undefined
    this.start += 1
  }
}

/** The limits that are given, and those that are in force for the others. */
function checked(given: RingLimits, present: Limits): Limits {
  const limits = {
    capacity: given.capacity ?? present.capacity,
    maxBytes: given.maxBytes ?? present.maxBytes,
    maxAge: given.maxAge ?? present.maxAge,
  }
  for (const [name, value] of Object.entries(limits)) positive(name, value)
  if (Number.isInteger(limits.capacity)) return limits
  throw new RangeError(`Expected capacity to be a whole number, got ${limits.capacity}`)
}
