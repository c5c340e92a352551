/**
 * The cosine transform of JPEG: 8 x 8 samples as the sum of 64 waves, and back.
 *
 * @module
 */

const BASIS = basis()
/** The same, turned over: for the way back. */
const WAVES = Float32Array.from({ length: 64 }, (_, i) => BASIS[(i & 7) * 8 + (i >> 3)] ?? 0)

/** Transforms blocks of 64 numbers in reading order. Holds only scratch space. */
export class Transform {
  readonly #rows = new Float32Array(64)

  /** Samples around 0 -> coefficients, both in reading order. */
  forward(from: Float32Array, to: Float64Array): void {
    this.#pass(from, to, BASIS)
  }

  /** Coefficients -> samples around 0. */
  inverse(from: Float32Array, to: Float64Array): void {
    this.#pass(from, to, WAVES)
  }

  #pass(from: Float32Array, to: Float64Array, waves: Float32Array): void {
    const rows = this.#rows
    for (let i = 0; i < 64; i++) rows[i] = dot(from, i & ~7, 1, waves, (i & 7) * 8)
    for (let i = 0; i < 64; i++) to[i] = dot(rows, i & 7, 8, waves, i & ~7)
  }
}

/** Eight samples, `stride` apart, against one wave. Written out, because a loop makes encoding a tenth slower. */
function dot(
  samples: Float32Array,
  from: number,
  stride: number,
  waves: Float32Array,
  wave: number,
): number {
  return (
    half(samples, from, stride, waves, wave) +
    (samples[from + 4 * stride] ?? 0) * (waves[wave + 4] ?? 0) +
    (samples[from + 5 * stride] ?? 0) * (waves[wave + 5] ?? 0) +
    (samples[from + 6 * stride] ?? 0) * (waves[wave + 6] ?? 0) +
    (samples[from + 7 * stride] ?? 0) * (waves[wave + 7] ?? 0)
  )
}

/** The first four of them. */
function half(
  samples: Float32Array,
  from: number,
  stride: number,
  waves: Float32Array,
  wave: number,
): number {
  return (
    (samples[from] ?? 0) * (waves[wave] ?? 0) +
    (samples[from + stride] ?? 0) * (waves[wave + 1] ?? 0) +
    (samples[from + 2 * stride] ?? 0) * (waves[wave + 2] ?? 0) +
    (samples[from + 3 * stride] ?? 0) * (waves[wave + 3] ?? 0)
  )
}

function basis(): Float32Array {
  return Float32Array.from({ length: 64 }, (_, i) => {
    const wave = i >> 3
    const scale = wave === 0 ? Math.SQRT1_2 / 2 : 0.5
    return scale * Math.cos(((2 * (i & 7) + 1) * wave * Math.PI) / 16)
  })
}
