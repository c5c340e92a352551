/**
 * Huffman tables, among them the standard ones.
 *
 * A table is two lists: how many codes there are of each length, and the symbols in the order of
 * their codes. The codes follow from that by counting.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import { STANDARD_HUFFMAN } from '../frame/standard-huffman.ts'

/** A table both as the DHT segment carries it and as the encoder looks it up. */
export interface HuffmanTable {
  /** How many codes there are of 1, 2 ... 16 bits. */
  readonly counts: readonly number[]
  /** The symbols, in the order of their codes. */
  readonly symbols: readonly number[]
  /** Symbol -> code. */
  readonly codes: Uint16Array
  /** Symbol -> length of the code in bits. */
  readonly lengths: Uint8Array
}

/**
 * What the content of a DHT segment defines. Keys as there: the number of the table, plus 16 where
 * it is for a block's detail (AC) rather than its average (DC).
 *
 * @throws {ZoetropeError} `INVALID_FRAME` where a table is impossible or cut.
 */
export function huffmanTables(content: Uint8Array): Map<number, HuffmanTable> {
  const tables = new Map<number, HuffmanTable>()
  for (let at = 0; at < content.length; ) {
    const counts = [...content.subarray(at + 1, at + 17)]
    const end = at + 17 + counts.reduce((sum, count) => sum + count, 0)
    if (end > content.length) throw impossible('it is cut')
    tables.set(content[at] ?? 0, table(counts, [...content.subarray(at + 17, end)]))
    at = end
  }
  return tables
}

/** The standard tables, by number. */
export const STANDARD_TABLES: ReadonlyMap<number, HuffmanTable> = huffmanTables(
  // Behind the marker and the length.
  STANDARD_HUFFMAN.subarray(4),
)

/** A pair of tables, as a component needs it. */
export interface TablePair {
  readonly dc: HuffmanTable
  readonly ac: HuffmanTable
}

/** The standard tables for brightness. */
export const LUMA_TABLES: TablePair = pair(0)
/** The same for colour. */
export const CHROMA_TABLES: TablePair = pair(1)

function pair(number: number): TablePair {
  const dc = STANDARD_TABLES.get(number)
  const ac = STANDARD_TABLES.get(0x10 | number)
  if (!dc || !ac) throw impossible('the standard ones lack it')
  return { dc, ac }
}

function table(counts: readonly number[], symbols: readonly number[]): HuffmanTable {
  const codes = new Uint16Array(256)
  const lengths = new Uint8Array(256)
  let code = 0
  let next = 0
  for (const [index, count] of counts.entries()) {
    for (const symbol of symbols.slice(next, next + count)) {
      codes[symbol] = code++
      lengths[symbol] = index + 1
    }
    if (code > 2 << index) throw impossible('it has more codes than there can be')
    next += count
    code *= 2
  }
  return { counts, symbols, codes, lengths }
}

function impossible(why: string): ZoetropeError {
  return new ZoetropeError(
    'INVALID_FRAME',
    `Expected a Huffman table, but ${why}: take another frame`,
  )
}
