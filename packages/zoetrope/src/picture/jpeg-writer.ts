/**
 * A whole JPEG, written MCU by MCU into bytes that grow as they must.
 *
 * @module
 */
import { MAX_BLOCK_BYTES } from './block-writer.ts'
import { blocksOf } from './component.ts'
import { type Heading, head, scanStart } from './header.ts'
import { ScanWriter } from './scan-writer.ts'

/** Writes one JPEG. Restart markers are not written, so the heading must have none. */
export class JpegWriter {
  readonly #scan: ScanWriter
  readonly #most: number
  #bytes: Uint8Array<ArrayBuffer>

  /** @param room A guess at the bytes it will take. */
  constructor(heading: Heading, room: number) {
    const opening = [0xff, 0xd8, ...head(heading), ...scanStart(heading.components)]
    this.#scan = new ScanWriter(heading.components)
    this.#most = MAX_BLOCK_BYTES * blocksOf(heading.components)
    this.#bytes = new Uint8Array(opening.length + room + this.#most)
    this.#bytes.set(opening)
    this.#scan.begin(this.#bytes, opening.length)
  }

  /** Writes the next MCU: its blocks one after the other, in the order of coding. */
  write(blocks: Int16Array): void {
    if (this.#scan.at + this.#most > this.#bytes.length) this.#grow()
    this.#scan.write(blocks)
  }

  /** The JPEG, once all MCUs are written. */
  finish(): Uint8Array<ArrayBuffer> {
    const end = this.#scan.end()
    this.#bytes[end] = 0xff
    this.#bytes[end + 1] = 0xd9
    return this.#bytes.slice(0, end + 2)
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#bytes.length + this.#most)
    larger.set(this.#bytes)
    this.#bytes = larger
    this.#scan.move(larger)
  }
}
