/**
 * Paints layers on one tile after the other, upright for whoever will see the picture: where viewers
 * are to turn it, the layers are painted on a tile that is turned already, and turned back.
 *
 * @module
 */
import type { Layer } from './layer.ts'
import type { Orientation } from './orientation.ts'
import { type Box, Tile } from './tile.ts'

/** A picture's size in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** The size as it is seen, of a picture that is stored with this size. */
export function seen({ width, height }: Size, orientation: Orientation): Size {
  return orientation < 5 ? { width, height } : { width: height, height: width }
}

/** Paints the same layers on all tiles of one picture. */
export class Brush {
  readonly #layers: readonly Layer[]
  readonly #size: Size
  readonly #turn: Turn | undefined

  /** @param layers The lowest first, in the picture as it is seen. @param size As it is stored. */
  constructor(layers: readonly Layer[], size: Size, orientation: Orientation) {
    this.#layers = layers
    this.#size = size
    this.#turn = orientation === 1 ? undefined : turnOf(orientation)
  }

  /** Whether the tile shows any of the layers. */
  touches(tile: Tile): boolean {
    const place = this.#turn ? turned(tile, this.#size, this.#turn) : tile
    return this.#layers.some(({ box }) => overlap(box, place))
  }

  /** Paints all that lies in the tile. */
  paint(tile: Tile): void {
    if (!this.#turn) return this.#lay(tile)
    const { x, y, width, height } = turned(tile, this.#size, this.#turn)
    const upright = new Tile(width, height)
    upright.move(x, y)
    copy(tile, upright, this.#turn, { back: false })
    this.#lay(upright)
    copy(tile, upright, this.#turn, { back: true })
  }

  #lay(tile: Tile): void {
    for (const layer of this.#layers) if (tile.touches(layer.box)) layer.paint(tile)
  }
}

/** How stored pixels become seen ones: first mirrored, then rows and columns exchanged. */
interface Turn {
  readonly mirrorX: boolean
  readonly mirrorY: boolean
  readonly exchange: boolean
}

function turnOf(orientation: Orientation): Turn {
  return {
    mirrorX: [2, 3, 7, 8].includes(orientation),
    mirrorY: [3, 4, 6, 7].includes(orientation),
    exchange: orientation >= 5,
  }
}

/** Where a stored box is seen. */
function turned({ x, y, width, height }: Box, size: Size, turn: Turn): Box {
  const across = turn.mirrorX ? size.width - x - width : x
  const down = turn.mirrorY ? size.height - y - height : y
  if (!turn.exchange) return { x: across, y: down, width, height }
  return { x: down, y: across, width: height, height: width }
}

/** Copies the pixels of a stored tile to a seen one, or back. */
function copy(
  stored: Tile,
  upright: Tile,
  { mirrorX, mirrorY, exchange }: Turn,
  { back }: { back: boolean },
): void {
  const { width, height } = stored
  for (let i = 0; i < width * height; i++) {
    const x = i % width
    const y = Math.floor(i / width)
    const across = mirrorX ? width - 1 - x : x
    const down = mirrorY ? height - 1 - y : y
    const j = exchange ? across * upright.width + down : down * upright.width + across
    if (back) stored.take(i, upright, j)
    else upright.take(j, stored, i)
  }
}

function overlap(box: Box, other: Box): boolean {
  const across = box.x < other.x + other.width && other.x < box.x + box.width
  return across && box.y < other.y + other.height && other.y < box.y + box.height
}
