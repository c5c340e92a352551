/**
 * The emblem: a zoetrope that turns, a drum with slits through which a strip of pictures is seen.
 *
 * Seen a little from above. Whatever lies on the wall repeats from slit to slit, so the drum looks
 * the same after a twelfth of a turn and a few looks are enough to make it spin for ever.
 *
 * @module
 */
import { type Colour, colour, mix } from '../../picture/colour.ts'
import type { Box, Tile } from '../../picture/tile.ts'
import type { Moment } from './moment.ts'
import type { MovingLayer } from './moving-layer.ts'

const SLITS = 12
const LOOKS = 24
/** Milliseconds for one slit to take the place of the next: a turn in six seconds. */
const STEP = 500

const WALL = colour('565f75')
const WALL_DARK = colour('232732')
const INSIDE = colour('2b2f3b')
const PAPER = colour('efe6d2')
const LIGHT = colour('f3c65b')
const FIGURE = colour('d0503f')
const RIM = colour('b9bdc8')

/** Where on the wall, from rim to floor, things are: middle and half the height. */
const SLIT = { middle: 0.34, half: 0.21 }
const FAR_SLIT = { middle: 0.12, half: 0.05 }
const STRIP_TOP = 0.24
const DOT = { middle: 0.42, radius: 0.1 }

/** One pixel's place on the drum. */
interface Spot {
  /** Pixels below the rim at the back, and below the rim in front. */
  readonly back: number
  readonly front: number
  /** From -1 at the left edge to 1 at the right. */
  readonly side: number
  /** The same, along the wall: in slits from the middle. */
  readonly slits: number
  /** Pixels that a slit's distance takes up here. */
  readonly pitch: number
}

/** A drum as wide as its box, with the rim at its upper edge. */
export class Drum implements MovingLayer {
  readonly box: Box
  readonly looks: number = LOOKS + 1
  readonly #radius: number
  /** Half the height of the rim's ellipse. */
  readonly #tilt: number
  /** Height of the wall. */
  readonly #wall: number

  constructor(x: number, y: number, width: number) {
    this.box = { x, y, width, height: Drum.heightOf(width) }
    this.#radius = width / 2
    this.#tilt = width * 0.16
    this.#wall = this.box.height - 2 * this.#tilt - 1
  }

  /** The height of a drum of this width, in pixels. */
  static heightOf(width: number): number {
    return Math.round(width * 0.86)
  }

  pose(moment: Moment): number {
    return 1 + Math.floor(((moment.time % STEP) * LOOKS) / STEP)
  }

  look(pose: number): number {
    return pose
  }

  kind(x: number, y: number): string {
    return `drum ${x - this.box.x} ${y - this.box.y}`
  }

  paint(tile: Tile, look: number): void {
    const turn = (look - 1) / LOOKS
    tile.each(this.box, (x, y) => {
      const spot = this.#spot(x + tile.x - this.box.x + 0.5, y + tile.y - this.box.y + 0.5)
      const inside = Math.min(
        cover(this.#radius - Math.abs(spot.side) * this.#radius),
        cover(spot.back),
        cover(this.#wall - spot.front),
      )
      if (inside > 0) tile.blend(x, y, this.#colourAt(spot, turn), inside)
    })
  }

  #spot(x: number, y: number): Spot {
    const side = (x - this.#radius) / this.#radius
    const depth = Math.sqrt(Math.max(0.002, 1 - side * side))
    const down = y - this.#tilt - 0.5
    return {
      back: down + this.#tilt * depth,
      front: down - this.#tilt * depth,
      side,
      slits: (Math.asin(clamp(side, -1, 1)) * SLITS) / (2 * Math.PI),
      pitch: (this.#radius * depth * 2 * Math.PI) / SLITS,
    }
  }

  #colourAt(spot: Spot, turn: number): Colour {
    const wall = mix(this.#farWall(spot, turn), this.#nearWall(spot, turn), cover(spot.front))
    const line = Math.max(0.5, this.#radius / 36)
    const rim = Math.max(cover(line - Math.abs(spot.front)), cover(2 * line - spot.back))
    return mix(wall, RIM, rim)
  }

  /** The inner side at the back: slits, and below them the strip of pictures. Turns the other way. */
  #farWall({ back, side, slits, pitch }: Spot, turn: number): Colour {
    const height = back / this.#wall
    const slot = fold(slits + turn)
    const open = Math.min(cover((0.17 - Math.abs(slot)) * pitch), this.#band(height, FAR_SLIT))
    const paper = mix(PAPER, INSIDE, 0.3 * Math.abs(side))
    const wall = mix(INSIDE, paper, cover((height - STRIP_TOP) * this.#wall))
    const dot = Math.hypot(slot * pitch, (height - DOT.middle) * this.#wall)
    return mix(mix(wall, LIGHT, open), FIGURE, cover(this.#wall * DOT.radius - dot))
  }

  /** The outer side in front: the slits glow with the light inside. */
  #nearWall({ front, side, slits, pitch }: Spot, turn: number): Colour {
    const wall = mix(WALL, WALL_DARK, clamp(Math.abs(side + 0.35) * 0.8, 0, 1))
    const open = cover((0.16 - Math.abs(fold(slits - turn))) * pitch)
    return mix(wall, LIGHT, Math.min(open, this.#band(front / this.#wall, SLIT)))
  }

  #band(height: number, { middle, half }: { middle: number; half: number }): number {
    return cover((half - Math.abs(height - middle)) * this.#wall)
  }
}

/** Distance in slits from the middle of the nearest one, -0.5 to 0.5. */
function fold(slits: number): number {
  return slits - Math.round(slits)
}

/** Pixels inside an edge -> how much of the pixel is covered. */
function cover(distance: number): number {
  return clamp(distance + 0.5, 0, 1)
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
