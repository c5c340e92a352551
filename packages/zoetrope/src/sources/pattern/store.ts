/**
 * Where encoded tiles are kept: one growing array of bytes, instead of an object for each of
 * thousands of tiles of a few dozen bytes.
 *
 * @module
 */
import { MAX_TILE_BYTES } from './encoder.ts'

/** Encoded tiles, known by the number that `add` gave them: 0, 1, 2 ... */
export class TileStore {
  #bytes: Uint8Array = new Uint8Array(64 * 1024)
  /** Where each tile begins; then where the next one will. */
  #starts: number[] = [0]

  /** How many tiles there are, and so the number of the next. */
  get count(): number {
    return this.#starts.length - 1
  }

  /** Bytes taken by all tiles. */
  get size(): number {
    return this.#startOf(this.count)
  }

  /** Keeps what `encode` writes to `out` from `at`; it returns where that ends. */
  add(encode: (out: Uint8Array, at: number) => number): number {
    const at = this.size
    if (at + MAX_TILE_BYTES > this.#bytes.length) this.#grow()
    this.#starts.push(encode(this.#bytes, at))
    return this.count - 1
  }

  /** The tile's bytes: a view that holds until the next `add`. */
  view(tile: number): Uint8Array {
    return this.#bytes.subarray(this.#startOf(tile), this.#startOf(tile + 1))
  }

  /** The tile's length in bytes. */
  lengthOf(tile: number): number {
    return this.#startOf(tile + 1) - this.#startOf(tile)
  }

  /** Copies the tile to `out` from `at` and returns where it ends. */
  copy(tile: number, out: Uint8Array, at: number): number {
    const bytes = this.#bytes
    const end = this.#startOf(tile + 1)
    let to = at
    // Tiles are short: a loop is quicker than a view and `set`, and makes no garbage.
    for (let from = this.#startOf(tile); from < end; from++) out[to++] = bytes[from] ?? 0
    return to
  }

  /** Forgets all tiles but the first `count`. */
  truncate(count: number): void {
    this.#starts.length = count + 1
  }

  #startOf(tile: number): number {
    return this.#starts[tile] ?? 0
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2)
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}
