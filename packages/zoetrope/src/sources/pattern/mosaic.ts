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
import { TileStore } from './store.ts'
import { TILE, Tile, touches } from './tile.ts'

/** A tile that shows what the still picture has there. */
const STILL = -1

/** A moving layer, and the pose it has at the moment. */
interface Mover {
  readonly layer: MovingLayer
  pose: number
}

/** A tile of the picture that something moves through. */
interface Cell {
  readonly index: number
  readonly x: number
  readonly y: number
  readonly movers: readonly Mover[]
  /** Combined looks -> the tile in the store. Shared by all cells of a kind. */
  readonly tiles: Map<number, number>
  /** The tile it shows at the moment. */
  tile: number
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
  readonly #cells: Cell[] = []
  /** Tiles of the still picture, which stay in the store for good. */
  readonly #stillTiles: number
  /** The still picture with its restart markers; where each tile begins in it, and then the end. */
  readonly #base: Uint8Array
  readonly #starts: number[] = [0]
  readonly #lastTile: number

  /** @param memory Bytes of tiles beyond which they are forgotten and encoded anew. */
  constructor(picture: Picture, memory: number = 32 * 1024 * 1024) {
    this.#picture = picture
    this.#memory = memory
    this.#movers = picture.moving.map((layer) => ({ layer, pose: 0 }))
    this.#lastTile = Math.ceil(picture.width / TILE) * Math.ceil(picture.height / TILE) - 1
    this.#base = this.#layOut()
    this.#stillTiles = this.#store.count
  }

  /** Chooses the tiles that show `moment`, encodes those not seen yet, and returns the bytes that `write` will need. */
  choose(moment: Moment): number {
    if (this.#store.size > this.#memory) this.#forget()
    for (const mover of this.#movers) mover.pose = mover.layer.pose(moment)
    let length = this.#base.length
    for (const cell of this.#cells) {
      cell.tile = this.#tileFor(cell)
      if (cell.tile === STILL) continue
      length += this.#store.lengthOf(cell.tile) - this.#lengthOf(cell.index)
    }
    return length
  }

  /** Writes the tiles chosen last to `out` from `at`, and returns where they end. */
  write(out: Uint8Array, at: number): number {
    let to = at
    let copied = 0
    for (const cell of this.#cells) {
      if (cell.tile === STILL) continue
      to = this.#copyStill(copied, cell.index, out, to)
      to = this.#store.copy(cell.tile, out, to)
      to = this.#mark(cell.index, out, to)
      copied = cell.index + 1
    }
    return this.#copyStill(copied, this.#lastTile + 1, out, to)
  }

  /** Encodes the still picture, and notes the cells. */
  #layOut(): Uint8Array {
    const { width, height } = this.#picture
    const known = new Map<string, number>()
    const tiles: number[] = []
    for (let y = 0; y < height; y += TILE) {
      for (let x = 0; x < width; x += TILE) {
        const tile = this.#stillTile(x, y, known)
        const movers = this.#movers.filter(({ layer }) => touches(layer.box, x, y))
        if (movers.length > 0) this.#addCell(tiles.length, x, y, tile, movers)
        tiles.push(tile)
      }
    }
    return this.#join(tiles)
  }

  #stillTile(x: number, y: number, known: Map<string, number>): number {
    this.#paintStill(x, y)
    const tile = this.#encode()
    const text = String.fromCharCode(...this.#store.view(tile))
    const same = known.get(text)
    if (same === undefined) {
      known.set(text, tile)
      return tile
    }
    this.#store.truncate(tile)
    return same
  }

  #addCell(index: number, x: number, y: number, still: number, movers: Mover[]): void {
    const kind = [still, ...movers.map(({ layer }) => layer.kind(x, y))].join()
    const tiles = this.#kinds.get(kind) ?? new Map<number, number>()
    this.#kinds.set(kind, tiles)
    this.#cells.push({ index, x, y, movers, tiles, tile: STILL })
  }

  #join(tiles: readonly number[]): Uint8Array {
    const bytes = tiles.reduce((sum, tile) => sum + this.#store.lengthOf(tile) + 2, -2)
    const base = new Uint8Array(bytes)
    let at = 0
    for (const [index, tile] of tiles.entries()) {
      at = this.#store.copy(tile, base, at)
      at = this.#mark(index, base, at)
      this.#starts.push(at)
    }
    return base
  }

  #tileFor(cell: Cell): number {
    let key = 0
    for (const { layer, pose } of cell.movers) {
      key = key * layer.looks + layer.look(pose, cell.x)
    }
    if (key === 0) return STILL
    return cell.tiles.get(key) ?? this.#addTile(cell, key)
  }

  #addTile(cell: Cell, key: number): number {
    this.#paintStill(cell.x, cell.y)
    for (const { layer, pose } of cell.movers) {
      const look = layer.look(pose, cell.x)
      if (look > 0) layer.paint(this.#canvas, look)
    }
    const tile = this.#encode()
    cell.tiles.set(key, tile)
    return tile
  }

  #paintStill(x: number, y: number): void {
    this.#canvas.move(x, y)
    for (const layer of this.#picture.still) {
      if (touches(layer.box, x, y)) layer.paint(this.#canvas)
    }
  }

  #encode(): number {
    return this.#store.add((out, at) => this.#encoder.encode(this.#canvas, out, at))
  }

  #forget(): void {
    this.#store.truncate(this.#stillTiles)
    for (const tiles of this.#kinds.values()) tiles.clear()
  }

  /** Copies tiles of the still picture, from the first up to but without the last. */
  #copyStill(from: number, to: number, out: Uint8Array, at: number): number {
    const start = this.#starts[from] ?? 0
    const end = this.#starts[to] ?? 0
    if (end > start) out.set(this.#base.subarray(start, end), at)
    return at + end - start
  }

  /** Writes the restart marker that follows a tile, if any does. Its number goes round from 0 to 7. */
  #mark(index: number, out: Uint8Array, at: number): number {
    if (index === this.#lastTile) return at
    out[at] = 0xff
    out[at + 1] = 0xd0 + (index & 7)
    return at + 2
  }

  /** The length of a tile of the still picture, without its marker. */
  #lengthOf(index: number): number {
    const whole = (this.#starts[index + 1] ?? 0) - (this.#starts[index] ?? 0)
    return index === this.#lastTile ? whole : whole - 2
  }
}
