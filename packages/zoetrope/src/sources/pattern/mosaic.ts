/**
 * The picture as encoded tiles, put together anew for every frame.
 *
 * The still picture is encoded once, as one run of bytes. A frame is that run with some tiles
 * exchanged, each of them encoded the first time it is needed and kept; so a frame costs a few
 * hundred short copies, whatever it shows.
 *
 * @module
 */
import { Encoder } from './encoder.ts'
import type { MovingLayer } from './layer.ts'
import type { Moment } from './moment.ts'
import type { Picture } from './picture.ts'
import { Scan } from './scan.ts'
import { TileStore } from './store.ts'
import { TILE, Tile, touches } from './tile.ts'

/** Shown instead of a tile's number: what the still picture has there. */
const STILL = -1

/** A moving layer, and the pose it has at the moment. */
interface Mover {
  readonly layer: MovingLayer
  pose: number
}

/** Tiles of the picture that always look the same: the same things move through them alike. */
interface Group {
  /** Where one of them lies. */
  readonly x: number
  readonly y: number
  readonly movers: readonly Mover[]
  /** Combined looks -> the tile in the store. Shared with all groups of its kind. */
  readonly seen: Map<number, number>
  /** The tile they show at the moment. */
  tile: number
}

/** One tile of the picture, by its place in reading order, that something moves through. */
interface Cell {
  readonly index: number
  readonly group: Group
}

/** Turns moments into the entropy-coded bytes of a picture. */
export class Mosaic {
  readonly #picture: Picture
  readonly #memory: number
  readonly #movers: readonly Mover[]
  readonly #encoder = new Encoder()
  readonly #canvas = new Tile()
  readonly #store = new TileStore()
  readonly #kinds = new Map<string, Map<number, number>>()
  readonly #groups = new Map<string, Group>()
  readonly #cells: Cell[] = []
  readonly #still: Scan
  /** Tiles of the still picture, which stay in the store for good. */
  readonly #stillTiles: number

  /** @param memory Bytes of tiles beyond which they are forgotten and encoded anew. */
  constructor(picture: Picture, memory: number = 32 * 1024 * 1024) {
    this.#picture = picture
    this.#memory = memory
    this.#movers = picture.moving.map((layer) => ({ layer, pose: 0 }))
    this.#still = new Scan(this.#layOut(), this.#store)
    this.#stillTiles = this.#store.count
  }

  /** Chooses the tiles that show `moment`, encodes those not seen yet, and returns the bytes that `write` will need. */
  choose(moment: Moment): number {
    if (this.#store.size > this.#memory) this.#forget()
    for (const mover of this.#movers) mover.pose = mover.layer.pose(moment)
    for (const group of this.#groups.values()) group.tile = this.#tileFor(group)
    let length = this.#still.length
    for (const { group, index } of this.#cells) {
      if (group.tile === STILL) continue
      length += this.#store.lengthOf(group.tile) - this.#still.lengthOf(index)
    }
    return length
  }

  /** Writes the tiles chosen last to `out` from `at`, and returns where they end. */
  write(out: Uint8Array, at: number): number {
    let to = at
    let copied = 0
    for (const { group, index } of this.#cells) {
      if (group.tile === STILL) continue
      to = this.#still.copy(copied, index, out, to)
      to = this.#store.copy(group.tile, out, to)
      to = this.#still.mark(index, out, to)
      copied = index + 1
    }
    return this.#still.copy(copied, this.#still.tiles, out, to)
  }

  /** Encodes the still picture's tiles, in reading order, and notes the cells. */
  #layOut(): number[] {
    const { width, height } = this.#picture
    const known = new Map<string, number>()
    const tiles: number[] = []
    for (let y = 0; y < height; y += TILE) {
      for (let x = 0; x < width; x += TILE) {
        const tile = this.#stillTile(x, y, known)
        const movers = this.#movers.filter(({ layer }) => touches(layer.box, x, y))
        if (movers.length > 0) {
          this.#cells.push({ index: tiles.length, group: this.#group(x, y, tile, movers) })
        }
        tiles.push(tile)
      }
    }
    return tiles
  }

  /** Encodes a tile of the still picture, unless its like is in the store. */
  #stillTile(x: number, y: number, known: Map<string, number>): number {
    this.#paintStill(x, y)
    const tile = this.#encode()
    const bytes = String.fromCharCode(...this.#store.view(tile))
    const same = known.get(bytes)
    if (same === undefined) {
      known.set(bytes, tile)
      return tile
    }
    this.#store.truncate(tile)
    return same
  }

  #group(x: number, y: number, still: number, movers: Mover[]): Group {
    const kind = [still, ...movers.map(({ layer }) => layer.kind(x, y))].join()
    const name = [kind, x, ...movers.map((mover) => this.#movers.indexOf(mover))].join()
    const known = this.#groups.get(name)
    if (known) return known
    const seen = this.#kinds.get(kind) ?? new Map<number, number>()
    this.#kinds.set(kind, seen)
    const group = { x, y, movers, seen, tile: STILL }
    this.#groups.set(name, group)
    return group
  }

  #tileFor({ x, y, movers, seen }: Group): number {
    let key = 0
    for (const { layer, pose } of movers) key = key * layer.looks + layer.look(pose, x)
    if (key === 0) return STILL
    const known = seen.get(key)
    if (known !== undefined) return known
    this.#paintStill(x, y)
    this.#paintMovers(x, movers)
    const tile = this.#encode()
    seen.set(key, tile)
    return tile
  }

  #paintStill(x: number, y: number): void {
    this.#canvas.move(x, y)
    for (const layer of this.#picture.still) {
      if (touches(layer.box, x, y)) layer.paint(this.#canvas)
    }
  }

  #paintMovers(x: number, movers: readonly Mover[]): void {
    for (const { layer, pose } of movers) {
      const look = layer.look(pose, x)
      if (look > 0) layer.paint(this.#canvas, look)
    }
  }

  #encode(): number {
    return this.#store.add((out, at) => this.#encoder.encode(this.#canvas, out, at))
  }

  #forget(): void {
    this.#store.truncate(this.#stillTiles)
    for (const seen of this.#kinds.values()) seen.clear()
  }
}
