/**
 * One MCU, the smallest part of a picture that a JPEG codes by itself: as pixels to paint on, and as
 * quantised coefficients.
 *
 * @module
 */
import { blocksOf, type Component, span } from './component.ts'
import { Tile } from './tile.ts'
import { Transform } from './transform.ts'
import { ZIGZAG } from './zigzag.ts'

/** One block's place in the MCU. */
interface Place {
  /** Which of the tile's planes. */
  readonly plane: Float32Array
  readonly steps: ArrayLike<number>
  /** Its upper left pixel in the tile. */
  readonly x: number
  readonly y: number
  /** How many of the tile's pixels one sample is wide and high. */
  readonly wide: number
  readonly high: number
}

/** The pixels and the coefficients of one MCU after the other. */
export class Mcu {
  /** The pixels; those beyond the picture's edge included. */
  readonly tile: Tile
  /** The coefficients: block after block, 64 each in the order of coding. */
  readonly blocks: Int16Array
  readonly #places: readonly Place[]
  readonly #transform = new Transform()
  readonly #samples = new Float32Array(64)
  readonly #results = new Float64Array(64)

  constructor(components: readonly Component[]) {
    const { across, down } = span(components)
    this.tile = new Tile(8 * across, 8 * down)
    this.blocks = new Int16Array(64 * blocksOf(components))
    const planes = [this.tile.luma, this.tile.blue, this.tile.red]
    this.#places = components.flatMap((component, i) => {
      return places(component, planes[i] ?? this.tile.luma, across, down)
    })
  }

  /** Makes coefficients of the pixels. */
  quantise(): void {
    for (const [i, place] of this.#places.entries()) {
      this.#cut(place)
      this.#quantise(place.steps, 64 * i)
    }
  }

  /** Makes pixels of the coefficients. Coarse colours are spread over the pixels they stand for. */
  restore(): void {
    for (const [i, place] of this.#places.entries()) {
      for (let k = 0; k < 64; k++) {
        this.#samples[ZIGZAG[k] ?? 0] = (this.blocks[64 * i + k] ?? 0) * (place.steps[k] ?? 1)
      }
      this.#transform.inverse(this.#samples, this.#results)
      this.#spread(place)
    }
  }

  /** Takes the 8 x 8 samples of one block from the tile: averages where they are coarser than pixels. */
  #cut({ plane, x, y, wide, high }: Place): void {
    const { width } = this.tile
    const samples = this.#samples
    for (let i = 0; i < 64; i++) {
      const from = (y + Math.floor((i >> 3) * high)) * width + x + Math.floor((i & 7) * wide)
      if (wide * high === 1) {
        samples[i] = (plane[from] ?? 0) - 128
        continue
      }
      let sum = 0
      for (let row = 0; row < high; row++) {
        for (let column = 0; column < wide; column++) sum += plane[from + row * width + column] ?? 0
      }
      samples[i] = sum / (Math.ceil(wide) * Math.ceil(high)) - 128
    }
  }

  #spread({ plane, x, y, wide, high }: Place): void {
    const { width } = this.tile
    for (let i = 0; i < 64; i++) {
      const from = (y + Math.floor((i >> 3) * high)) * width + x + Math.floor((i & 7) * wide)
      const value = Math.min(255, Math.max(0, (this.#results[i] ?? 0) + 128))
      for (let row = 0; row < high; row++) {
        for (let column = 0; column < wide; column++) plane[from + row * width + column] = value
      }
    }
  }

  #quantise(steps: ArrayLike<number>, to: number): void {
    const { blocks } = this
    if (this.#isFlat()) {
      blocks.fill(0, to, to + 64)
      blocks[to] = Math.round(((this.#samples[0] ?? 0) * 8) / (steps[0] ?? 1))
      return
    }
    const results = this.#results
    this.#transform.forward(this.#samples, results)
    for (let k = 0; k < 64; k++) {
      blocks[to + k] = Math.round((results[ZIGZAG[k] ?? 0] ?? 0) / (steps[k] ?? 1))
    }
  }

  #isFlat(): boolean {
    const samples = this.#samples
    const first = samples[0]
    for (let i = 1; i < 64; i++) if (samples[i] !== first) return false
    return true
  }
}

/** The blocks of one component, in the order of coding. */
function places(
  { across, down, steps }: Component,
  plane: Float32Array,
  mostAcross: number,
  mostDown: number,
): Place[] {
  const wide = mostAcross / across
  const high = mostDown / down
  return Array.from({ length: across * down }, (_, i) => {
    const x = Math.floor(8 * wide * (i % across))
    const y = Math.floor(8 * high * Math.floor(i / across))
    return { plane, steps, x, y, wide, high }
  })
}
