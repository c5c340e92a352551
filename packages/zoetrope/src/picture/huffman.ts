/**
 * The standard Huffman tables (ITU-T T.81, annex K.3), which every decoder has met.
 *
 * A table is two lists: how many codes there are of each length, and the symbols in the order of
 * their codes. The codes follow from that by counting.
 *
 * @module
 */

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

/** For a block's average: a symbol is the number of bits that follow. */
export const LUMA_DC: HuffmanTable = table('00010501010101010100000000000000', categories())
/** The same for colour. */
export const CHROMA_DC: HuffmanTable = table('00030101010101010101010000000000', categories())

/** For a block's detail: a symbol is zeros skipped (high half) and bits that follow (low half). */
export const LUMA_AC: HuffmanTable = table(
  '0002010303020403050504040000017d',
  detail('01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282'),
)
/** The same for colour. */
export const CHROMA_AC: HuffmanTable = table(
  '00020102040403040705040400010277',
  detail(
    '0001020311040521310612415107617113223281081442' + '91a1b1c109233352f0156272d10a162434e125f1',
  ),
)

function categories(): number[] {
  return Array.from({ length: 12 }, (_, category) => category)
}

/** The frequent symbols in the standard's order; all the others follow in ascending order. */
function detail(frequent: string): number[] {
  const first = bytes(frequent)
  const all = [0x00, 0xf0]
  for (let zeros = 0; zeros < 16; zeros++) {
    for (let bits = 1; bits <= 10; bits++) all.push(zeros * 16 + bits)
  }
  const rest = all.filter((symbol) => !first.includes(symbol)).sort((a, b) => a - b)
  return [...first, ...rest]
}

function table(lengthCounts: string, symbols: number[]): HuffmanTable {
  const counts = bytes(lengthCounts)
  const codes = new Uint16Array(256)
  const lengths = new Uint8Array(256)
  let code = 0
  let next = 0
  for (const [index, count] of counts.entries()) {
    for (const symbol of symbols.slice(next, next + count)) {
      codes[symbol] = code++
      lengths[symbol] = index + 1
    }
    next += count
    code *= 2
  }
  return { counts, symbols, codes, lengths }
}

function bytes(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
}
