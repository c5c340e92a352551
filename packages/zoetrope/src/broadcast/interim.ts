/**
 * What viewers are shown in the place of frames that do not come. It has no position in the ring;
 * each showing has a number instead, so that a cursor knows which it has taken.
 *
 * @module
 */
import { checkFrame } from '../frame/check.ts'
import { createPart, type Part, type PlaceholderMeaning } from '../multipart/part.ts'
import { newEpoch } from './numbering.ts'

/** What a placeholder is. */
export interface PlaceholderStamp {
  readonly meaning: PlaceholderMeaning
  /** When what it stands for was seen last, in milliseconds since the Unix epoch. */
  readonly capturedAt: number
}

/** The place of a broadcast's placeholder. */
export class Interim {
  /** The placeholder, while there is one. */
  part: Part | undefined
  /** How many showings there were. */
  showings = 0

  /**
   * @param moment Now, on the monotonic clock.
   * @throws {ZoetropeError} `INVALID_FRAME`.
   */
  show(jpeg: Uint8Array, { meaning, capturedAt }: PlaceholderStamp, moment: number): void {
    const { jpeg: whole, width, height } = checkFrame(jpeg)
    const init = { width, height, epoch: newEpoch(), index: 0, capturedAt, moment }
    this.part = createPart(whole, { ...init, placeholder: meaning })
    this.showings += 1
  }

  /** Shows it again. Returns whether there is one. */
  repeat(): boolean {
    if (this.part) this.showings += 1
    return this.part !== undefined
  }
}
