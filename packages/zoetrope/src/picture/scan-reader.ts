/**
 * The coefficients of a JPEG, read MCU by MCU in the order in which they are coded.
 *
 * @module
 */
import { BlockReader, type Lookup, lookup } from './block-reader.ts'
import type { HuffmanTable } from './huffman.ts'
import type { Layout } from './layout.ts'

/** Reads one JPEG's scan. */
export class ScanReader {
  readonly #blocks: BlockReader
  readonly #restartInterval: number
  /** For each component: how many blocks of it an MCU has, and how to read them. */
  readonly #parts: readonly { count: number; dc: Lookup; ac: Lookup }[]
  readonly #averages: Int32Array
  #read = 0

  constructor(jpeg: Uint8Array, { components, restartInterval, scanAt }: Layout) {
    this.#blocks = new BlockReader(jpeg, scanAt)
    this.#restartInterval = restartInterval
    const lookups = new Map<HuffmanTable, Lookup>()
    const prepare = (table: HuffmanTable): Lookup => {
      const prepared = lookups.get(table) ?? lookup(table)
      lookups.set(table, prepared)
      return prepared
    }
    this.#parts = components.map(({ across, down, dc, ac }) => {
      return { count: across * down, dc: prepare(dc), ac: prepare(ac) }
    })
    this.#averages = new Int32Array(components.length)
  }

  /**
   * Reads the next MCU: its blocks one after the other, 64 coefficients each in the order of
   * coding. There are as many MCUs as the layout says; nobody counts here.
   *
   * @throws {ZoetropeError} `INVALID_FRAME` where the scan is damaged or ends.
   */
  read(blocks: Int16Array): void {
    this.#passMarker()
    let at = 0
    for (const [place, { count, dc, ac }] of this.#parts.entries()) {
      for (let i = 0; i < count; i++) {
        this.#blocks.read(blocks, at, dc, ac, this.#averages[place] ?? 0)
        this.#averages[place] = blocks[at] ?? 0
        at += 64
      }
    }
  }

  #passMarker(): void {
    const index = this.#read++
    if (this.#restartInterval === 0 || index === 0 || index % this.#restartInterval > 0) return
    this.#blocks.restart()
    this.#averages.fill(0)
  }
}
