/**
 * What viewers are shown in the place of frames that do not come. It has no position in the ring;
 * each showing has a number instead, so that a cursor knows which it has taken.
 *
 * @module
 */
import type { Part } from '../multipart/part.ts'

/** The place of a broadcast's placeholder. */
export class Interim {
  /** The placeholder, while there is one. */
  part: Part | undefined
  /** How many showings there were. */
  showings = 0

  show(part: Part): void {
    this.part = part
    this.showings += 1
  }
}
