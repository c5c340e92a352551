/**
 * One tile in, its entropy-coded bytes out.
 *
 * With a restart marker after every tile the decoder forgets everything at each of them, so the
 * bytes of a tile depend on nothing but its pixels and may be kept and used anywhere. Tiles of 16 x
 * 16 pixels with halved colour are a quarter of those of 4:4:4, and every tile costs a marker and
 * six block ends even when it is flat.
 *
 * @module
 */
import { DRAWN } from '../../picture/drawn.ts'
import { Mcu } from '../../picture/mcu.ts'
import { ScanWriter } from '../../picture/scan-writer.ts'
import type { Tile } from '../../picture/tile.ts'

/** No tile takes more than this many bytes. */
export const MAX_TILE_BYTES = 4096

/** Encodes tiles, one after the other. Holds only scratch space. */
export class Encoder {
  readonly #mcu = new Mcu(DRAWN)
  readonly #writer = new ScanWriter(DRAWN)

  /** What {@link encode} encodes: paint on it. */
  get tile(): Tile {
    return this.#mcu.tile
  }

  /**
   * Writes the tile's bytes, without a restart marker, to `out` from `at` and returns where they end.
   * There must be room for {@link MAX_TILE_BYTES}.
   */
  encode(out: Uint8Array, at: number): number {
    this.#mcu.quantise()
    this.#writer.begin(out, at)
    this.#writer.write(this.#mcu.blocks)
    return this.#writer.end()
  }
}
