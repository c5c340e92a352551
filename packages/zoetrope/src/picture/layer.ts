/**
 * What a picture is made of: layers, painted one over the other, tile by tile.
 *
 * @module
 */
import type { Colour } from './colour.ts'
import type { Box, Tile } from './tile.ts'

/** Something painted that never changes. */
export interface Layer {
  /** No pixel outside is painted. */
  readonly box: Box
  /** Paints what lies in this tile. */
  paint(tile: Tile): void
}

/** A rectangle of one colour. */
export class Rectangle implements Layer {
  readonly box: Box
  readonly #colour: Colour

  constructor(box: Box, colour: Colour) {
    this.box = box
    this.#colour = colour
  }

  paint(tile: Tile): void {
    tile.each(this.box, (x, y) => tile.blend(x, y, this.#colour, 1))
  }
}
