/**
 * Brightness and contrast of a component, changed without looking at a single pixel: coefficients
 * are what they are in units of quantiser steps, so contrast is a matter of smaller steps.
 *
 * Steps are whole numbers, and what they cannot say the coefficients make up for. Detail survives
 * even where little contrast is left: with the old steps most of it would be rounded away.
 *
 * @module
 */

/** What becomes of a component's samples, 0 to 255: `value * contrast + lift`. */
export interface Change {
  readonly contrast: number
  readonly lift: number
}

/** A change of one component. */
export class Tone {
  /** The new quantiser steps, 1 to 255. */
  readonly steps: Uint8Array
  readonly #factors: Float64Array
  readonly #shift: number

  /** @param steps The old ones. */
  constructor(steps: ArrayLike<number>, { contrast, lift }: Change) {
    const wished = Float64Array.from(steps, (step) => step * contrast)
    this.steps = Uint8Array.from(wished, (step) => Math.min(255, Math.max(1, Math.round(step))))
    this.#factors = wished.map((step, i) => step / (this.steps[i] ?? 1))
    // Samples are coded around 128, and a block's average as 8 times that.
    this.#shift = (8 * (128 * contrast + lift - 128)) / (this.steps[0] ?? 1)
  }

  /** Changes the 64 coefficients from `at` on. */
  apply(blocks: Int16Array, at: number): void {
    const factors = this.#factors
    blocks[at] = clamp((blocks[at] ?? 0) * (factors[0] ?? 1) + this.#shift)
    for (let i = 1; i < 64; i++) {
      const value = blocks[at + i] ?? 0
      if (value !== 0) blocks[at + i] = clamp(value * (factors[i] ?? 1))
    }
  }
}

/** What baseline JPEG has codes for. */
function clamp(value: number): number {
  return Math.min(1023, Math.max(-1023, Math.round(value)))
}
