/**
 * A whole picture as one run of bytes: its tiles in reading order, a restart marker after each.
 *
 * @module
 */
import type { TileStore } from './store.ts'

/** The picture's tiles, ready to be copied in stretches. */
export class Scan {
  readonly #bytes: Uint8Array
  /** Where each tile begins, and then the end. */
  readonly #starts: number[] = [0]
  readonly #last: number

  /** @param tiles The picture's tiles, as numbers in the store. */
  constructor(tiles: readonly number[], store: TileStore) {
    this.#last = tiles.length - 1
    this.#bytes = new Uint8Array(tiles.reduce((sum, tile) => sum + store.lengthOf(tile) + 2, -2))
    let at = 0
    for (const [index, tile] of tiles.entries()) {
      at = this.mark(index, this.#bytes, store.copy(tile, this.#bytes, at))
      this.#starts.push(at)
    }
  }

  /** Bytes of the whole. */
  get length(): number {
    return this.#bytes.length
  }

  /** Copies the tiles from one up to but without another to `out` from `at`; returns where they end. */
  copy(from: number, to: number, out: Uint8Array, at: number): number {
    if (from === to) return at
    const start = this.#starts[from] ?? 0
    const end = this.#starts[to] ?? 0
    out.set(this.#bytes.subarray(start, end), at)
    return at + end - start
  }

  /** Writes the marker that follows a tile, unless it is the last. Its number goes round from 0 to 7. */
  mark(index: number, out: Uint8Array, at: number): number {
    if (index === this.#last) return at
    out[at] = 0xff
    out[at + 1] = 0xd0 + (index & 7)
    return at + 2
  }
}
