/**
 * Letters in a picture.
 *
 * @module
 */
import type { Colour } from './colour.ts'
import type { Font, Mask } from './font.ts'
import type { Layer } from './layer.ts'
import type { Box, Tile } from './tile.ts'

/** One letter that stays. */
export class Letter implements Layer {
  readonly box: Box
  readonly #mask: Mask
  readonly #colour: Colour

  /** @param x Left edge. @param y Top of a capital. */
  constructor(character: string, font: Font, x: number, y: number, colour: Colour) {
    this.#mask = font.mask(character)
    this.box = { x, y, width: this.#mask.width, height: this.#mask.height }
    this.#colour = colour
  }

  paint(tile: Tile): void {
    ink(tile, this.box, this.#mask, this.#colour)
  }
}

/** Lays `colour` over what the mask covers, with the mask's upper left corner in that of the box. */
export function ink(tile: Tile, box: Box, mask: Mask, colour: Colour): void {
  const left = tile.x - box.x
  const top = tile.y - box.y
  tile.each(box, (x, y) => {
    const cover = mask.cover[(y + top) * mask.width + x + left] ?? 0
    if (cover > 0) tile.blend(x, y, colour, cover)
  })
}
