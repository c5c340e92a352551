/**
 * Epoch and index: what names a frame among all that ever were.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import type { Part } from '../multipart/part.ts'
import type { Ring } from './ring.ts'

/** The highest index that is believed: indices count up from it, and must stay exact. */
const HIGHEST_INDEX = 2 ** 48

/** Numbers the frames of one broadcast. */
export class Numbering {
  /** Names the present life of the broadcast. */
  epoch: string = newEpoch()
  /** The index given last, or -1. */
  last = -1

  /** Begins a new epoch. */
  restart(): void {
    this.epoch = newEpoch()
    this.last = -1
  }

  /** The index of the next frame: the upstream's, if that is believable and moves on. */
  following(upstream = 0): number {
    const isSane = Number.isInteger(upstream) && upstream <= HIGHEST_INDEX
    return Math.max(this.last + 1, isSane ? upstream : 0)
  }

  /**
   * The frame of that index in `ring`, or `undefined` while it may still come.
   *
   * @throws {ZoetropeError} `GONE`.
   * @throws {RangeError} when `index` is none.
   */
  find(ring: Ring, index: number, epoch: string): Part | undefined {
    if (!(index >= 0)) throw new RangeError(`Expected an index of 0 or more, got ${index}`)
    if (epoch !== this.epoch) {
      const over = `is of the epoch ${epoch.slice(0, 64)}, which is over`
      throw new ZoetropeError('GONE', `Frame ${index} ${over}`)
    }
    const part = ring.find(index)
    if (part || index > this.last) return part
    const held = `${ring.at(ring.start)?.index} to ${this.last}`
    throw new ZoetropeError('GONE', `Frame ${index} is not held any more; those held are ${held}`)
  }

  /** @throws {ZoetropeError} `NOT_YET`. */
  refuse(index: number): never {
    const newest = this.last < 0 ? 'there is none yet' : `the newest is ${this.last}`
    throw new ZoetropeError('NOT_YET', `Frame ${index} was not published yet; ${newest}`)
  }
}

/** A random text that no other life of a broadcast has. */
export function newEpoch(): string {
  return crypto.randomUUID().slice(0, 8)
}
