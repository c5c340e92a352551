/**
 * The scan header (SOS): which components its scan has, with which tables, and how much of them.
 *
 * @module
 */
import type { ScanPlan } from './entropy.ts'
import type { Flaw } from './flaw.ts'
import type { FrameHeader } from './frame-header.ts'
import { AC, DC, type Tables } from './tables.ts'

/** Blocks that decoders have room for in one unit. */
const MOST_BLOCKS = 10

/** One scan header, read into the same place for every scan. */
export class ScanHeader {
  /** Components. */
  count = 0
  /** Bit n is set where component n is in the scan. */
  members = 0
  /** Whether this is where averages are first told: no scan of a component makes sense before it. */
  isFirst = false
  readonly #header: FrameHeader
  readonly #tables: Tables
  readonly #components = new Uint8Array(4)
  readonly #slots = new Uint8Array(4)
  #isDc = false
  #isRefinement = false

  constructor(header: FrameHeader, tables: Tables) {
    this.#header = header
    this.#tables = tables
  }

  /** Reads the segment from `from` to before `to`. Returns what is wrong with it, tables apart. */
  read(bytes: Uint8Array, from: number, to: number): Flaw | undefined {
    this.count = bytes[from + 4] ?? 0
    if (this.count < 1 || this.count > 4 || to - from !== 8 + 2 * this.count) return 'bad-scan'
    this.members = 0
    let blocks = 0
    for (let nth = 0; nth < this.count; nth++) {
      const component = this.#header.find(bytes[from + 5 + 2 * nth] ?? 0)
      if (component < 0 || this.members & (1 << component)) return 'bad-scan'
      this.members |= 1 << component
      this.#components[nth] = component
      this.#slots[nth] = bytes[from + 6 + 2 * nth] ?? 0
      blocks += this.#header.blocksInUnit(component)
    }
    if (this.count > 1 && blocks > MOST_BLOCKS) return 'bad-sampling'
    return this.#readBand(bytes, to - 3)
  }

  /** What is wrong with the tables that it names. */
  tableFlaw(): Flaw | undefined {
    for (let nth = 0; nth < this.count; nth++) {
      const quantiser = this.#header.quantiser(this.#components[nth] ?? 0)
      if (!this.#tables.hasQuantiser(quantiser)) return 'no-quantisation'
      if (!this.#hasCodes(this.#slots[nth] ?? 0)) return 'no-huffman'
    }
    return undefined
  }

  /** Units between which restart markers may stand. */
  get units(): number {
    const [alone = 0] = this.#components
    return this.count === 1 ? this.#header.blocks(alone) : this.#header.units
  }

  /** Bits that its shortest codes would take: no whole scan has less. */
  get fewestBits(): number {
    if (this.#header.progressive && !this.isFirst) return 0
    let bits = 0
    for (let nth = 0; nth < this.count; nth++) {
      const slots = this.#slots[nth] ?? 0
      const detail = this.#header.progressive ? 0 : this.#tables.shortest(AC + (slots & 15))
      bits += this.#blocks(nth) * (this.#tables.shortest(DC + (slots >> 4)) + detail)
    }
    return bits * this.units
  }

  /** What must be in the scan, for who counts it. Only of a sequential one, with its tables there. */
  plan(interval: number): ScanPlan {
    const nths = Array.from({ length: this.count }, (_, nth) => nth)
    const blocks = nths.flatMap((nth) => {
      const slots = this.#slots[nth] ?? 0
      const dc = this.#tables.place(DC + (slots >> 4))
      const ac = this.#tables.place(AC + (slots & 15))
      return Array.from({ length: this.#blocks(nth) }, () => ({ dc, ac }))
    })
    return { units: this.units, interval, blocks }
  }

  /** Blocks of a component in one unit. */
  #blocks(nth: number): number {
    return this.count === 1 ? 1 : this.#header.blocksInUnit(this.#components[nth] ?? 0)
  }

  /** Whether there are the Huffman tables that this scan needs of a component's two. */
  #hasCodes(slots: number): boolean {
    const { progressive } = this.#header
    const needsDc = !progressive || (this.#isDc && !this.#isRefinement)
    const needsAc = !progressive || !this.#isDc
    return (!needsDc || this.#has(DC, slots >> 4)) && (!needsAc || this.#has(AC, slots & 15))
  }

  #has(kind: number, id: number): boolean {
    return id < 4 && this.#tables.shortest(kind + id) > 0
  }

  /** Reads which coefficients it has: all but in progressive JPEGs, where decoders are strict. */
  #readBand(bytes: Uint8Array, at: number): Flaw | undefined {
    const first = bytes[at] ?? 0
    const last = bytes[at + 1] ?? 0
    const high = (bytes[at + 2] ?? 0) >> 4
    const low = (bytes[at + 2] ?? 0) & 15
    this.#isDc = first === 0
    this.#isRefinement = high > 0
    this.isFirst = !this.#header.progressive || (this.#isDc && high === 0)
    if (!this.#header.progressive) return undefined
    const isBand = this.#isDc ? last === 0 : this.count === 1 && first <= last && last < 64
    const isStep = low <= 13 && (high === 0 || low === high - 1)
    return isBand && isStep ? undefined : 'bad-scan'
  }
}
