/**
 * How a JPEG is laid out: what its headers say that one has to know to read its coefficients.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import { inspectJpeg, type JpegObserver } from '../frame/jpeg.ts'
import { isFrameHeader, SOS } from '../frame/marker.ts'
import { blocksOf, type Component, span } from './component.ts'
import { type HuffmanTable, huffmanTables, STANDARD_TABLES } from './huffman.ts'

/** A JPEG whose coefficients can be read: sequential, Huffman-coded, brightness with colour or without, in one scan. */
export interface Layout {
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** One (grey) or three, brightness first. */
  readonly components: readonly Component[]
  /** MCUs side by side, and one below the other. */
  readonly columns: number
  readonly rows: number
  /** MCUs from one restart marker to the next; 0 for none. */
  readonly restartInterval: number
  /** Where the entropy-coded bytes begin. */
  readonly scanAt: number
}

const DHT = 0xc4
const DQT = 0xdb
const DRI = 0xdd
const APP0 = 0xe0
const APP14 = 0xee

/** Reads the headers. @throws {ZoetropeError} `INVALID_FRAME` where it is another kind of JPEG, or damaged. */
export function layoutOf(jpeg: Uint8Array): Layout {
  const headers = new Headers(jpeg)
  const inspection = inspectJpeg(jpeg, headers)
  if (!inspection.ok) throw unreadable(inspection.reason)
  return headers.layout(inspection.width, inspection.height)
}

/** What the segments seen so far say. */
class Headers implements JpegObserver {
  readonly #jpeg: Uint8Array
  readonly #steps = new Map<number, Uint16Array>()
  /** A frame without tables means the standard ones, as Motion JPEG has it. */
  readonly #tables = new Map<number, HuffmanTable>(STANDARD_TABLES)
  #frame: Uint8Array = new Uint8Array(0)
  #kind = 0
  #scans: { header: Uint8Array; at: number }[] = []
  #restartInterval = 0
  #isJfif = false
  #adobeTransform = 1

  constructor(jpeg: Uint8Array) {
    this.#jpeg = jpeg
  }

  segment(marker: number, from: number, to: number): void {
    const content = this.#jpeg.subarray(from + 4, to)
    if (marker === DQT) this.#takeSteps(content)
    else if (marker === DHT) this.#takeTables(huffmanTables(content))
    else if (marker === DRI) this.#restartInterval = uint16(content, 0)
    else if (marker === SOS) this.#scans.push({ header: content, at: to })
    else if (marker === APP0) this.#isJfif ||= begins(content, 'JFIF')
    else if (marker === APP14 && begins(content, 'Adobe')) this.#adobeTransform = content[11] ?? 1
    else if (isFrameHeader(marker)) {
      this.#kind = marker
      this.#frame = content
    }
  }

  /** Of no concern here: the scan's reader looks for them itself. */
  restart(): void {}

  layout(width: number, height: number): Layout {
    const [scan, ...more] = this.#scans
    if (!scan || more.length > 0) throw unreadable('it has several scans')
    const components = this.#components(scan.header)
    const { across, down } = span(components)
    return {
      width,
      height,
      components,
      columns: Math.ceil(width / (8 * across)),
      rows: Math.ceil(height / (8 * down)),
      restartInterval: this.#restartInterval,
      scanAt: scan.at,
    }
  }

  #components(scan: Uint8Array): Component[] {
    const count = this.#frame[5] ?? 0
    if (this.#kind > 0xc1) throw unreadable('it is not sequential')
    if (this.#frame[0] !== 8) throw unreadable('it has not 8 bits for a sample')
    if ((count !== 1 && count !== 3) || this.#isRgb()) throw unreadable('its colours are others')
    if (scan[0] !== count) throw unreadable('it has several scans')
    const components = Array.from({ length: count }, (_, i) => this.#component(i, scan))
    if (blocksOf(components) > 10) throw unreadable('its sampling is beyond the standard')
    // Alone in its scan, a component goes block by block, whatever its sampling.
    return count === 1 ? components.map((one) => ({ ...one, across: 1, down: 1 })) : components
  }

  #component(place: number, scan: Uint8Array): Component {
    const [id = 0, sampling = 0, quantiser = 0] = this.#frame.subarray(6 + 3 * place)
    const [selector = 0, tables = 0] = scan.subarray(1 + 2 * place)
    const steps = this.#steps.get(quantiser)
    const dc = this.#tables.get(tables >> 4)
    const ac = this.#tables.get(0x10 | (tables & 15))
    const across = sampling >> 4
    const down = sampling & 15
    if (!steps || !dc || !ac) throw unreadable('it lacks tables')
    if (id !== selector || across < 1 || across > 4 || down < 1 || down > 4) {
      throw unreadable('its headers contradict each other')
    }
    return { id, across, down, steps, dc, ac }
  }

  /** As decoders take it: JFIF means brightness and colour; else Adobe's word counts, else the letters. */
  #isRgb(): boolean {
    const [, , , , , , red, , , green, , , blue] = this.#frame
    const isNamed = red === 0x52 && green === 0x47 && blue === 0x42
    return !this.#isJfif && (isNamed || this.#adobeTransform === 0)
  }

  #takeTables(tables: Map<number, HuffmanTable>): void {
    for (const [number, table] of tables) this.#tables.set(number, table)
  }

  #takeSteps(content: Uint8Array): void {
    for (let at = 0; at < content.length; ) {
      const [head = 0] = content.subarray(at, at + 1)
      const wide = head > 15 ? 2 : 1
      if (at + 1 + 64 * wide > content.length) throw unreadable('a quantisation table is cut')
      const steps = Uint16Array.from({ length: 64 }, (_, i) => {
        const from = at + 1 + i * wide
        return wide === 2 ? uint16(content, from) : (content[from] ?? 0)
      })
      if (steps.includes(0)) throw unreadable('a quantisation table has a zero')
      this.#steps.set(head & 15, steps)
      at += 1 + 64 * wide
    }
  }
}

function begins(content: Uint8Array, text: string): boolean {
  return Array.from(text).every((character, i) => content[i] === character.charCodeAt(0))
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

function unreadable(why: string): ZoetropeError {
  return new ZoetropeError(
    'INVALID_FRAME',
    `Expected a sequential JPEG of one scan, but ${why}: its coefficients cannot be read`,
  )
}
