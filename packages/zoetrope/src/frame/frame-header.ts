/**
 * The frame header (SOF): how a picture is coded, its size, and how its colours are laid out in
 * blocks of 8 x 8.
 *
 * @module
 */
import type { Flaw } from './flaw.ts'

/** The longest side that libjpeg takes. */
const LONGEST_SIDE = 65_500

/** Payload in front of the first component. */
const HEAD = 6

/** Ways of coding that no browser shows, by the last four bits of their marker. */
const UNKNOWN_KINDS: Readonly<Record<number, Flaw>> = {
  3: 'lossless',
  5: 'hierarchical',
  6: 'hierarchical',
  7: 'hierarchical',
  9: 'arithmetic',
  10: 'arithmetic',
  11: 'lossless',
  13: 'hierarchical',
  14: 'hierarchical',
  15: 'hierarchical',
}

/** One frame header, read into the same place for every JPEG. Components count from 0. */
export class FrameHeader {
  /** Offset of its FF. */
  at = 0
  width = 0
  /** 0 where the number of lines comes behind the first scan (DNL). */
  height = 0
  progressive = false
  /** Components: 1 (grey), 3 (colour) or 4 (CMYK). */
  count = 0
  readonly #ids = new Uint8Array(4)
  readonly #across = new Uint8Array(4)
  readonly #down = new Uint8Array(4)
  readonly #quantisers = new Uint8Array(4)
  #mostAcross = 1
  #mostDown = 1

  /** Forgets all, for another JPEG. */
  reset(): void {
    this.at = 0
    this.count = 0
  }

  /**
   * Reads the header at `at`, whose length fits its number of components. Returns what is wrong
   * with it.
   */
  read(bytes: Uint8Array, at: number, maxPixels: number): Flaw | undefined {
    const kind = (bytes[at + 1] ?? 0) & 15
    const unknown = UNKNOWN_KINDS[kind]
    if (unknown) return unknown
    if (bytes[at + 4] !== 8) return 'bad-precision'
    this.at = at
    this.progressive = kind === 2
    this.height = ((bytes[at + 5] ?? 0) << 8) | (bytes[at + 6] ?? 0)
    this.width = ((bytes[at + 7] ?? 0) << 8) | (bytes[at + 8] ?? 0)
    this.count = bytes[at + 9] ?? 0
    if (this.count === 2) return 'bad-components'
    if (this.isLargerThan(maxPixels)) return 'too-large'
    return this.#readComponents(bytes, at + 4 + HEAD)
  }

  isLargerThan(maxPixels: number): boolean {
    const longest = Math.max(this.width, this.height)
    return longest > LONGEST_SIDE || this.width * this.height > maxPixels
  }

  /** The component with this id, or -1. */
  find(id: number): number {
    const component = this.#ids.indexOf(id)
    return component < this.count ? component : -1
  }

  /** The id of a component's quantisation table. */
  quantiser(component: number): number {
    return this.#quantisers[component] ?? 0
  }

  /** Blocks of a component in each unit of an interleaved scan. */
  blocksInUnit(component: number): number {
    return (this.#across[component] ?? 1) * (this.#down[component] ?? 1)
  }

  /** Units of a scan that interleaves several components. */
  get units(): number {
    const across = Math.ceil(this.width / (8 * this.#mostAcross))
    return across * Math.ceil(this.height / (8 * this.#mostDown))
  }

  /** Blocks of a scan that has this component alone. */
  blocks(component: number): number {
    const width = Math.ceil((this.width * (this.#across[component] ?? 1)) / this.#mostAcross)
    const height = Math.ceil((this.height * (this.#down[component] ?? 1)) / this.#mostDown)
    return Math.ceil(width / 8) * Math.ceil(height / 8)
  }

  #readComponents(bytes: Uint8Array, from: number): Flaw | undefined {
    this.#mostAcross = 1
    this.#mostDown = 1
    for (let component = 0; component < this.count; component++) {
      const at = from + 3 * component
      const id = bytes[at] ?? 0
      const across = (bytes[at + 1] ?? 0) >> 4
      const down = (bytes[at + 1] ?? 0) & 15
      const same = this.#ids.indexOf(id)
      if (same >= 0 && same < component) return 'bad-components'
      if (across < 1 || across > 4 || down < 1 || down > 4) return 'bad-sampling'
      this.#ids[component] = id
      this.#across[component] = across
      this.#down[component] = down
      this.#quantisers[component] = bytes[at + 2] ?? 0
      this.#mostAcross = Math.max(this.#mostAcross, across)
      this.#mostDown = Math.max(this.#mostDown, down)
    }
    return this.#goesTogether() ? undefined : 'bad-sampling'
  }

  /** Decoders enlarge colours by whole numbers only. */
  #goesTogether(): boolean {
    for (let component = 0; component < this.count; component++) {
      if (this.#mostAcross % (this.#across[component] ?? 1) !== 0) return false
      if (this.#mostDown % (this.#down[component] ?? 1) !== 0) return false
    }
    return true
  }
}
