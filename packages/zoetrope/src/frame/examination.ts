/**
 * Looks at a JPEG while it is walked, for what a walk from marker to marker does not see: whether
 * browsers know its kind, whether its tables, headers and scans go together, and whether as much of
 * the picture is there as can be told without decoding it.
 *
 * It refuses what libjpeg-turbo would give up on, so that no viewer's decoder does.
 *
 * @module
 */
import { endOfBlocks, SPARE_BYTES } from './entropy.ts'
import type { Flaw } from './flaw.ts'
import { FrameHeader } from './frame-header.ts'
import type { Inspection, JpegObserver } from './jpeg.ts'
import { DAC, DHP, DHT, DNL, DQT, DRI, EXP, isFrameHeader, RST0, SOS } from './marker.ts'
import { ScanHeader } from './scan-header.ts'
import { Tables } from './tables.ts'

/** What an examination lets pass. */
export interface ExaminationOptions {
  /** Whether a frame may come without Huffman tables, and with its height behind the first scan. */
  readonly lenient: boolean
  readonly maxPixels: number
}

/** Bytes of zeros that the last blocks of an even surface may end with. */
const SPARE_ZEROS = 2

/** More scans than any encoder makes: they are a way to keep a decoder busy. */
const MOST_SCANS = 100

/** One JPEG at a time; begin each with {@link begin}. */
export class Examination implements JpegObserver {
  readonly header: FrameHeader = new FrameHeader()
  /** What is wrong, first of all. */
  flaw: Flaw | undefined
  /** Offset of that. */
  flawAt = 0
  /** Where Huffman tables are to be inserted, or 0. */
  tablesAt = 0
  /** Whether the EOI is missing, and everything else there. */
  isEndMissing = false
  /** Whether the height stood behind the first scan only. */
  isHeightLate = false
  readonly #options: ExaminationOptions
  readonly #tables = new Tables()
  readonly #scan: ScanHeader = new ScanHeader(this.header, this.#tables)
  #bytes: Uint8Array = new Uint8Array()
  #thorough = false
  /** Where the entropy-coded bytes of the last scan begin. */
  #scanFrom = 0
  /** Whether that scan goes on. */
  #inScan = false
  #scans = 0
  /** Bit n is set where component n has had its (first) scan. */
  #shown = 0
  #interval = 0
  #restarts = 0
  #restartEnd = 0

  constructor(options: ExaminationOptions) {
    this.#options = options
  }

  /** Forgets all, for another JPEG. The blocks of its sequential scans are counted if that is wished. */
  begin(bytes: Uint8Array, { thorough }: { readonly thorough: boolean }): void {
    this.#bytes = bytes
    this.#thorough = thorough
    this.header.reset()
    this.#tables.reset(bytes)
    this.flaw = undefined
    this.tablesAt = 0
    this.isHeightLate = false
    this.isEndMissing = false
    this.#inScan = false
    this.#scans = 0
    this.#shown = 0
    this.#interval = 0
    this.#restartEnd = 0
  }

  segment(marker: number, from: number, to: number): void {
    if (this.flaw) return
    if (marker === DNL) this.#takeLines(from)
    this.#endScan(from)
    const flaw = this.#flawOf(marker, from, to)
    if (flaw) this.#fail(flaw, from)
  }

  restart(code: number, at: number): void {
    if (this.flaw) return
    if (this.#interval === 0 || code !== RST0 + (this.#restarts & 7)) this.#fail('bad-restart', at)
    this.#restarts += 1
    this.#restartEnd = at + 2
  }

  /**
   * Ends the examination with what the walk found. Returns the length of the frame, without what
   * lies behind its end; `undefined` where there is a flaw.
   */
  finish(seen: Inspection): number | undefined {
    if (seen.ok) {
      this.#end(seen.length - 2)
      return this.flaw ? undefined : seen.length
    }
    this.isEndMissing = seen.reason === 'no-eoi' && this.#options.lenient
    const length = this.isEndMissing ? this.#wholeUpTo(seen.at) : undefined
    if (length === undefined) this.#fail(seen.reason, seen.at)
    return length
  }

  /** All but the EOI, which is due at `at`, has been seen. */
  #end(at: number): void {
    this.#endScan(at)
    if (this.header.width === 0 || this.header.height === 0) this.#fail('zero-size', this.header.at)
    if (this.#shown !== (1 << this.header.count) - 1) this.#fail('missing-scan', at)
  }

  /**
   * The bytes end at `at`, in mid-scan. Tells where an EOI makes the frame whole: behind its last
   * block. `undefined` where a block is missing, or where that cannot be told (progressive).
   */
  #wholeUpTo(at: number): number | undefined {
    this.#end(at)
    if (this.flaw || this.header.progressive) return undefined
    const end = this.#endOfPicture(at, 0)
    if (end === undefined) this.#fail('torn', at)
    return end
  }

  /** Where the padding begins that ends at `to`. */
  #paddingFrom(to: number): number {
    let at = to
    while (at > this.#scanFrom && (this.#bytes[at - 1] === 0 || this.#bytes[at - 1] === 0xff)) at--
    return at
  }

  #flawOf(marker: number, from: number, to: number): Flaw | undefined {
    switch (marker) {
      case DQT:
        return this.#tables.takeQuantisers(from + 4, to) ? undefined : 'bad-quantisation'
      case DHT:
        return this.#tables.takeHuffman(from + 4, to) ? undefined : 'bad-huffman'
      case DRI:
        this.#interval = this.#uint16(from + 4)
        return to === from + 6 ? undefined : 'bad-length'
      case DAC:
        return 'arithmetic'
      case DHP:
      case EXP:
        return 'hierarchical'
      case SOS:
        return this.#takeScan(from, to)
      default:
        return isFrameHeader(marker) ? this.#takeHeader(from) : undefined
    }
  }

  #takeHeader(from: number): Flaw | undefined {
    return this.header.read(this.#bytes, from, this.#options.maxPixels)
  }

  #takeLines(from: number): void {
    if (this.header.height > 0 || this.#scans !== 1) return
    this.header.height = this.#uint16(from + 4)
    this.isHeightLate = true
    if (!this.#options.lenient) this.#fail('zero-size', this.header.at)
    if (this.header.isLargerThan(this.#options.maxPixels)) this.#fail('too-large', this.header.at)
  }

  #takeScan(from: number, to: number): Flaw | undefined {
    const scan = this.#scan
    const flaw = scan.read(this.#bytes, from, to) ?? this.#tableFlaw(from)
    if (flaw) return flaw
    const isAgain = scan.isFirst && (this.#shown & scan.members) !== 0
    if (isAgain || this.#scans === MOST_SCANS) return 'bad-scan'
    if (scan.isFirst) this.#shown |= scan.members
    this.#scans += 1
    this.#scanFrom = to
    this.#inScan = true
    this.#restarts = 0
    return undefined
  }

  #tableFlaw(from: number): Flaw | undefined {
    const flaw = this.#scan.tableFlaw()
    const isUsual = flaw === 'no-huffman' && !this.#tables.hasHuffman && !this.header.progressive
    if (!isUsual || !this.#options.lenient) return flaw
    this.#tables.takeStandard()
    this.tablesAt = from
    return this.#scan.tableFlaw()
  }

  /** The present scan, if there is one, ends at `at`. */
  #endScan(at: number): void {
    if (!this.#inScan || this.header.height === 0) return
    this.#inScan = false
    const due = this.#interval > 0 ? Math.ceil(this.#scan.units / this.#interval) - 1 : 0
    // Some encoders write one more, at the very end.
    const most = this.#restartEnd === at ? due + 1 : due
    const fewest = this.#scan.fewestBits / 8
    if (this.#restarts < due || at - this.#scanFrom < fewest) this.#fail('torn', at)
    if (this.#restarts > most) this.#fail('bad-restart', at)
    if (this.flaw || !this.#thorough || this.header.progressive) return
    if (this.#endOfPicture(at, SPARE_BYTES) === undefined) this.#fail('torn', at)
  }

  /**
   * Where the last block of the scan that ends at `at` ends; `undefined` if one is missing, or if
   * more than so many bytes and padding lie behind the last.
   */
  #endOfPicture(at: number, spare: number): number | undefined {
    const end = endOfBlocks(this.#bytes, this.#scanFrom, this.#scan.plan(this.#interval))
    if (end === undefined || end > at) return undefined
    const fill = this.#paddingFrom(at)
    // Zeros mean something in a scan as well: what was not filled must not pass for blocks.
    const isFilled = end === at || end <= fill + SPARE_ZEROS
    return isFilled && fill - end <= spare ? end : undefined
  }

  #fail(flaw: Flaw, at: number): void {
    if (this.flaw) return
    this.flaw = flaw
    this.flawAt = at
  }

  #uint16(at: number): number {
    return ((this.#bytes[at] ?? 0) << 8) | (this.#bytes[at + 1] ?? 0)
  }
}
