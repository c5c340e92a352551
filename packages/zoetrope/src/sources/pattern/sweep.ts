/**
 * The bar that sweeps over the picture once a second, with the shadow it leaves behind.
 *
 * Its place is the fraction of the second: at the left edge on the full second, in the middle half
 * a second later. A photograph of two screens shows the delay between them as a distance.
 *
 * @module
 */
import type { Colour } from '../../picture/colour.ts'
import { type Box, TILE, type Tile } from '../../picture/tile.ts'
import type { Moment } from './moment.ts'
import type { MovingLayer } from './moving-layer.ts'

/**
 * A bar over the whole width of its box. Its looks are its distance from the tile, in pixels, so that
 * tiles over the same colour share them; the box has to begin and end at tiles' edges for that.
 */
export class Sweep implements MovingLayer {
  readonly box: Box
  readonly looks: number
  readonly #bar: Colour
  readonly #shadow: Colour
  readonly #thickness: number
  readonly #edge: number
  readonly #trail: number

  constructor(box: Box, bar: Colour, shadow: Colour) {
    this.box = box
    this.#bar = bar
    this.#shadow = shadow
    this.#thickness = Math.max(2, Math.round(box.width / 213))
    this.#edge = Math.max(1, Math.round(box.width / 640))
    this.#trail = Math.round(box.width / 7)
    this.looks = 1 + TILE + this.#edge + this.#thickness + this.#trail
  }

  /** The bar's leading edge, in pixels from the left. */
  pose(moment: Moment): number {
    return Math.floor(((moment.time % 1000) * this.box.width) / 1000)
  }

  look(pose: number, x: number): number {
    const { width } = this.box
    const ahead = pose + this.#edge - (x - this.box.x)
    // The shadow goes on fading at the right edge while the bar begins anew at the left.
    const look = 1 + (((ahead % width) + width) % width)
    return look < this.looks ? look : 0
  }

  kind(): string {
    return 'sweep'
  }

  paint(tile: Tile, look: number): void {
    tile.each(this.box, (x, y) => {
      const behind = look - 1 - x - this.#edge
      if (behind < -this.#edge) return
      if (behind >= 0 && behind < this.#thickness) return tile.blend(x, y, this.#bar, 1)
      tile.blend(x, y, this.#shadow, this.#shade(behind))
    })
  }

  /** Darkest next to the bar, on both sides of it, then fading. */
  #shade(behind: number): number {
    if (behind < 0) return 0.7
    const left = 1 - (behind - this.#thickness) / this.#trail
    return left > 0 ? 0.7 * left * left : 0
  }
}
