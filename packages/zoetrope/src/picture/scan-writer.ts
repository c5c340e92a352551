/**
 * Coefficients written MCU by MCU, as the entropy-coded bytes of a JPEG.
 *
 * @module
 */
import { BlockWriter } from './block-writer.ts'
import type { Component } from './component.ts'

/** Writes scans. Holds only scratch space. */
export class ScanWriter {
  readonly #writer = new BlockWriter()
  readonly #components: readonly Component[]
  readonly #averages: Int32Array

  constructor(components: readonly Component[]) {
    this.#components = components
    this.#averages = new Int32Array(components.length)
  }

  /** Where the next byte goes. */
  get at(): number {
    return this.#writer.at
  }

  /** Begins a scan, or goes on behind a restart marker, in `out` from `at`. */
  begin(out: Uint8Array, at: number): void {
    this.#averages.fill(0)
    this.move(out)
    this.#writer.at = at
  }

  /** Goes on in another array that begins with the bytes of the one so far. */
  move(out: Uint8Array): void {
    this.#writer.out = out
  }

  /** Writes one MCU: blocks as a {@link ScanReader} gives them. A block takes at most {@link MAX_BLOCK_BYTES}. */
  write(blocks: Int16Array): void {
    let from = 0
    for (const [place, { across, down, dc, ac }] of this.#components.entries()) {
      for (let i = 0; i < across * down; i++) {
        this.#writer.write(blocks, from, dc, ac, this.#averages[place] ?? 0)
        this.#averages[place] = blocks[from] ?? 0
        from += 64
      }
    }
  }

  /** Fills the last byte, and returns where the scan's bytes end. */
  end(): number {
    this.#writer.flush()
    return this.at
  }
}
