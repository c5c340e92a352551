/**
 * The canvas: 16 x 16 pixels, the smallest part of the picture that can be
 * encoded on its own. The whole picture never exists as pixels; whoever paints is asked for one
 * tile at a time and clips to it.
 *
 * @module
 */
import type { Colour } from './colour.ts'

/** The side of a tile in pixels: one JPEG MCU with halved colour (4:2:0). */
export const TILE = 16

/** A rectangle in whole pixels of the picture. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Whether the tile at `x`, `y` shows any of the box. */
export function touches(box: Box, x: number, y: number): boolean {
  return x < box.x + box.width && x + TILE > box.x && y < box.y + box.height && y + TILE > box.y
}

/** The pixels of one tile, as three planes in reading order. Reused for tile after tile. */
export class Tile {
  /** Where the tile lies in the picture: its upper left pixel. */
  x = 0
  y = 0
  readonly luma: Float32Array = new Float32Array(TILE * TILE)
  readonly blue: Float32Array = new Float32Array(TILE * TILE)
  readonly red: Float32Array = new Float32Array(TILE * TILE)

  /** Moves the canvas to another place, without clearing it. */
  move(x: number, y: number): void {
    this.x = x
    this.y = y
  }

  /** Lays `colour` over one pixel, given in the tile's own coordinates. `cover` is 0 to 1. */
  blend(x: number, y: number, colour: Colour, cover: number): void {
    const at = y * TILE + x
    this.luma[at] = (this.luma[at] ?? 0) * (1 - cover) + colour.luma * cover
    this.blue[at] = (this.blue[at] ?? 0) * (1 - cover) + colour.blue * cover
    this.red[at] = (this.red[at] ?? 0) * (1 - cover) + colour.red * cover
  }

  /** Calls `visit` for every pixel of the box that lies in this tile, in the tile's coordinates. */
  each(box: Box, visit: (x: number, y: number) => void): void {
    const right = Math.min(TILE, box.x + box.width - this.x)
    const bottom = Math.min(TILE, box.y + box.height - this.y)
    for (let y = Math.max(0, box.y - this.y); y < bottom; y++) {
      for (let x = Math.max(0, box.x - this.x); x < right; x++) visit(x, y)
    }
  }
}
