/**
 * The canvas: as many pixels as the smallest part of a picture that can be encoded on its own, most
 * often 16 x 16. The whole picture never exists as pixels; whoever paints is asked for one
 * tile at a time and clips to it.
 *
 * @module
 */
import type { Colour } from './colour.ts'

/** The usual side of a tile in pixels: one JPEG MCU with halved colour (4:2:0). */
export const TILE = 16

/** A rectangle in whole pixels of the picture. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The pixels of one tile, as three planes in reading order. Reused for tile after tile. */
export class Tile {
  readonly width: number
  readonly height: number
  /** Where the tile lies in the picture: its upper left pixel. */
  x = 0
  y = 0
  readonly luma: Float32Array
  readonly blue: Float32Array
  readonly red: Float32Array

  constructor(width: number = TILE, height: number = TILE) {
    this.width = width
    this.height = height
    this.luma = new Float32Array(width * height)
    this.blue = new Float32Array(width * height)
    this.red = new Float32Array(width * height)
  }

  /** Moves the canvas to another place, without clearing it. */
  move(x: number, y: number): void {
    this.x = x
    this.y = y
  }

  /** Whether it shows any of the box. */
  touches({ x, y, width, height }: Box): boolean {
    const across = this.x < x + width && this.x + this.width > x
    return across && this.y < y + height && this.y + this.height > y
  }

  /** Covers all of it. */
  fill(colour: Colour): void {
    this.luma.fill(colour.luma)
    this.blue.fill(colour.blue)
    this.red.fill(colour.red)
  }

  /** Makes one pixel what another tile's is; both are given by their place in reading order. */
  take(at: number, other: Tile, from: number): void {
    this.luma[at] = other.luma[from] ?? 0
    this.blue[at] = other.blue[from] ?? 0
    this.red[at] = other.red[from] ?? 0
  }

  /** Lays `colour` over one pixel, given in the tile's own coordinates. `cover` is 0 to 1. */
  blend(x: number, y: number, colour: Colour, cover: number): void {
    const at = y * this.width + x
    this.luma[at] = (this.luma[at] ?? 0) * (1 - cover) + colour.luma * cover
    this.blue[at] = (this.blue[at] ?? 0) * (1 - cover) + colour.blue * cover
    this.red[at] = (this.red[at] ?? 0) * (1 - cover) + colour.red * cover
  }

  /** Calls `visit` for every pixel of the box that lies in this tile, in the tile's coordinates. */
  each(box: Box, visit: (x: number, y: number) => void): void {
    const right = Math.min(this.width, box.x + box.width - this.x)
    const bottom = Math.min(this.height, box.y + box.height - this.y)
    for (let y = Math.max(0, box.y - this.y); y < bottom; y++) {
      for (let x = Math.max(0, box.x - this.x); x < right; x++) visit(x, y)
    }
  }
}
