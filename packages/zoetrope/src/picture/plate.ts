/**
 * A plate: a rectangle with round corners that what lies below shines through, for words to stand on.
 *
 * @module
 */
import type { Colour } from './colour.ts'
import type { Layer } from './layer.ts'
import type { Box, Tile } from './tile.ts'

/** A rectangle of one colour, not quite opaque. */
export class Plate implements Layer {
  readonly box: Box
  readonly #colour: Colour
  readonly #cover: number
  readonly #radius: number

  /** @param cover How much it hides, 0 to 1. @param radius Of its corners, in pixels. */
  constructor(box: Box, colour: Colour, cover: number, radius: number) {
    this.box = box
    this.#colour = colour
    this.#cover = cover
    this.#radius = Math.min(radius, box.width / 2, box.height / 2)
  }

  paint(tile: Tile): void {
    tile.each(this.box, (x, y) => {
      const inside = this.#inside(x + tile.x - this.box.x + 0.5, y + tile.y - this.box.y + 0.5)
      if (inside > 0) tile.blend(x, y, this.#colour, inside * this.#cover)
    })
  }

  /** How much of a pixel lies inside of the corners. */
  #inside(x: number, y: number): number {
    const radius = this.#radius
    const across = radius - Math.min(x, this.box.width - x)
    const down = radius - Math.min(y, this.box.height - y)
    if (across <= 0 || down <= 0) return 1
    return Math.min(1, Math.max(0, radius - Math.hypot(across, down) + 0.5))
  }
}
