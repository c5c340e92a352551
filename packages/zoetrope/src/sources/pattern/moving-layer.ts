/**
 * What changes in the picture with time.
 *
 * A moving layer has few different looks as seen from one tile (a digit has ten), and numbers
 * them. That number is all that is needed to tell whether the tile has been encoded before.
 *
 * @module
 */
import type { Box, Tile } from '../../picture/tile.ts'
import type { Moment } from './moment.ts'

/** Something painted that changes with time. */
export interface MovingLayer {
  /** No pixel outside is ever painted. */
  readonly box: Box
  /** How many looks there are; `look` gives a number below it. */
  readonly looks: number
  /** The state of the whole layer at `moment`, for `look`. */
  pose(moment: Moment): number
  /** How the tile at `x` sees that state. 0 is reserved for: nothing of it here. */
  look(pose: number, x: number): number
  /** Two tiles with the same text here, and the same below, look alike whenever their looks are equal. */
  kind(x: number, y: number): string
  /** Paints what lies in this tile, in one of the looks from 1 up. */
  paint(tile: Tile, look: number): void
}
