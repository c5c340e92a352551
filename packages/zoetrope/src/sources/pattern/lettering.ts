/**
 * Text in the picture: labels that stay, and digits that follow the moment.
 *
 * @module
 */
import type { Colour } from './colour.ts'
import type { Font, Mask } from './font.ts'
import type { Layer, MovingLayer } from './layer.ts'
import type { Moment } from './moment.ts'
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
    stamp(tile, this.box, this.#mask, this.#colour)
  }
}

/** One digit that shows a place of the moment's digits. */
export class Digit implements MovingLayer {
  readonly box: Box
  readonly looks = 11
  /** Which of the moment's digits it shows. */
  readonly place: number
  /** What its looks are drawn with. */
  readonly font: Font
  readonly #colour: Colour

  /** @param x Left edge. @param y Top. */
  constructor(place: number, font: Font, x: number, y: number, colour: Colour) {
    const { width, height } = font.mask('0')
    this.box = { x, y, width, height }
    this.place = place
    this.font = font
    this.#colour = colour
  }

  pose(moment: Moment): number {
    return (moment.digits[this.place] ?? 0) + 1
  }

  look(pose: number): number {
    return pose
  }

  kind(x: number, y: number): string {
    const { height, weight } = this.font
    const look = `${height} ${weight} ${this.#colour.luma}`
    return `digit ${look} ${x - this.box.x} ${y - this.box.y}`
  }

  paint(tile: Tile, look: number): void {
    stamp(tile, this.box, this.font.mask(`${look - 1}`), this.#colour)
  }
}

function stamp(tile: Tile, box: Box, mask: Mask, colour: Colour): void {
  const left = tile.x - box.x
  const top = tile.y - box.y
  tile.each(box, (x, y) => {
    const cover = mask.cover[(y + top) * mask.width + x + left] ?? 0
    if (cover > 0) tile.blend(x, y, colour, cover)
  })
}
