/**
 * The picture as encoded tiles, put together anew for every frame.
 *
 * The still picture is encoded once, as one run of bytes. A frame is that run with some tiles
 * exchanged, each of them encoded the first time it is needed and kept; so a frame costs a few
 * hundred short copies, whatever it shows.
 *
 * @module
 */
import { TILE, type Tile } from '../../picture/tile.ts'
import { Encoder } from './encoder.ts'
import type { Moment } from './moment.ts'
import type { MovingLayer } from './moving-layer.ts'
import type { Picture } from './picture.ts'
import { Scan } from './scan.ts'
import { TileStore } from './store.ts'

/** Stands for a tile's number where the still picture shows. */
const STILL = -1

/** A moving layer, and the pose it has at the moment. */
interface Mover {
  readonly layer: MovingLayer
  /** The cells it moves through. */
  readonly groups: Set<Group>
  pose: number
  /** Whether that is another pose than before. */
  moved: boolean
}

/** Cells of the picture that always look the same: the same things move through them alike. */
interface Group {
  /** Where one of them lies. */
  readonly x: number
  readonly y: number
  readonly movers: readonly Mover[]
  /** Their places in reading order. */
  readonly cells: number[]
  /** The tile of the still picture. */
  readonly still: number
  /** Combined looks -> tile. Shared with all groups of its kind. */
  readonly seen: Map<number, number>
  /** The tile they show at the moment. */
  tile: number
}

/** Turns moments into the entropy-coded bytes of a picture. */
export class Mosaic {
  readonly #picture: Picture
  readonly #memory: number
  readonly #movers: readonly Mover[]
  readonly #encoder = new Encoder()
  readonly #canvas: Tile = this.#encoder.tile
  readonly #store = new TileStore()
  readonly #kinds = new Map<string, Map<number, number>>()
  readonly #groups = new Map<string, Group>()
  readonly #still: Scan
  /** How many tiles of the still picture there are, which stay in the store for good. */
  readonly #stillTiles: number
  /** What each cell of the picture shows at the moment, in reading order, and its bytes in all. */
  readonly #shown: Int32Array
  #length: number

  /** @param memory Bytes of tiles beyond which they are forgotten and encoded anew. */
  constructor(picture: Picture, memory: number = 32 * 1024 * 1024) {
    this.#picture = picture
    this.#memory = memory
    this.#movers = picture.moving.map((layer) => {
      return { layer, groups: new Set(), pose: Number.NaN, moved: false }
    })
    const tiles = this.#layOut()
    this.#still = new Scan(tiles, this.#store)
    this.#stillTiles = this.#store.count
    this.#shown = new Int32Array(tiles.length).fill(STILL)
    this.#length = this.#still.length
  }

  /** Chooses the tiles that show `moment`, encodes those not seen yet, and returns the bytes that `write` will need. */
  choose(moment: Moment): number {
    if (this.#store.size > this.#memory) this.#forget()
    for (const mover of this.#movers) move(mover, moment)
    for (const { moved, groups } of this.#movers) {
      if (!moved) continue
      for (const group of groups) this.#show(group, this.#tileFor(group))
    }
    return this.#length
  }

  /** Writes the tiles chosen last to `out` from `at`, and returns where they end. */
  write(out: Uint8Array, at: number): number {
    const cells = this.#shown.length
    let to = at
    let copied = 0
    for (let cell = 0; cell < cells; cell++) {
      const tile = this.#shown[cell] ?? STILL
      if (tile === STILL) continue
      to = this.#still.copy(copied, cell, out, to)
      to = this.#store.copy(tile, out, to)
      to = this.#still.mark(cell, out, to)
      copied = cell + 1
    }
    return this.#still.copy(copied, cells, out, to)
  }

  /** Encodes the still picture's tiles, in reading order, and groups the cells that will change. */
  #layOut(): number[] {
    const { width, height } = this.#picture
    const known = new Map<string, number>()
    const tiles: number[] = []
    for (let y = 0; y < height; y += TILE) {
      for (let x = 0; x < width; x += TILE) {
        const tile = this.#stillTile(x, y, known)
        const movers = this.#movers.filter(({ layer }) => this.#canvas.touches(layer.box))
        if (movers.length > 0) this.#groupFor(x, y, tile, movers).cells.push(tiles.length)
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

  #groupFor(x: number, y: number, still: number, movers: Mover[]): Group {
    const kind = [still, ...movers.map(({ layer }) => layer.kind(x, y))].join()
    const name = [kind, x, ...movers.map((mover) => this.#movers.indexOf(mover))].join()
    const known = this.#groups.get(name)
    if (known) return known
    const seen = this.#kinds.get(kind) ?? new Map<number, number>()
    this.#kinds.set(kind, seen)
    const group = { x, y, movers, cells: [], still, seen, tile: still }
    this.#groups.set(name, group)
    for (const { groups } of movers) groups.add(group)
    return group
  }

  #show(group: Group, tile: number): void {
    if (tile === group.tile) return
    const longer = this.#store.lengthOf(tile) - this.#store.lengthOf(group.tile)
    this.#length += longer * group.cells.length
    group.tile = tile
    for (const cell of group.cells) this.#shown[cell] = tile === group.still ? STILL : tile
  }

  #tileFor({ x, y, movers, still, seen }: Group): number {
    let key = 0
    for (const { layer, pose } of movers) key = key * layer.looks + layer.look(pose, x)
    if (key === 0) return still
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
      if (this.#canvas.touches(layer.box)) layer.paint(this.#canvas)
    }
  }

  #paintMovers(x: number, movers: readonly Mover[]): void {
    for (const { layer, pose } of movers) {
      const look = layer.look(pose, x)
      if (look > 0) layer.paint(this.#canvas, look)
    }
  }

  #encode(): number {
    return this.#store.add((out, at) => this.#encoder.encode(out, at))
  }

  #forget(): void {
    for (const group of this.#groups.values()) this.#show(group, group.still)
    this.#store.truncate(this.#stillTiles)
    for (const seen of this.#kinds.values()) seen.clear()
    for (const mover of this.#movers) mover.pose = Number.NaN
  }
}

function move(mover: Mover, moment: Moment): void {
  const pose = mover.layer.pose(moment)
  mover.moved = pose !== mover.pose
  mover.pose = pose
}
