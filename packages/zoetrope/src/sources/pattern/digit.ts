/**
 * Digits that follow the moment.
 *
 * @module
 */
import type { Colour } from '../../picture/colour.ts'
import type { Font } from '../../picture/font.ts'
import { ink } from '../../picture/lettering.ts'
import type { Box, Tile } from '../../picture/tile.ts'
import type { Moment } from './moment.ts'
import type { MovingLayer } from './moving-layer.ts'

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
    ink(tile, this.box, this.font.mask(`${look - 1}`), this.#colour)
  }
}
