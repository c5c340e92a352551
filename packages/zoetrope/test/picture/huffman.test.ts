import { expect, test } from 'vitest'
import {
  CHROMA_TABLES,
  type HuffmanTable,
  huffmanTables,
  LUMA_TABLES,
} from '../../src/picture/huffman.ts'

// Rows of tables K.3 to K.6 of ITU-T T.81.
test.each<[string, HuffmanTable, number, string]>([
  ['luma, no difference', LUMA_TABLES.dc, 0, '00'],
  ['luma, difference of 5 bits', LUMA_TABLES.dc, 5, '110'],
  ['luma, difference of 11 bits', LUMA_TABLES.dc, 11, '111111110'],
  ['colour, no difference', CHROMA_TABLES.dc, 0, '00'],
  ['colour, difference of 11 bits', CHROMA_TABLES.dc, 11, '11111111110'],
  ['luma, end of block', LUMA_TABLES.ac, 0x00, '1010'],
  ['luma, sixteen zeros', LUMA_TABLES.ac, 0xf0, '11111111001'],
  ['luma, no zeros and 1 bit', LUMA_TABLES.ac, 0x01, '00'],
  ['luma, 5 zeros and 2 bits', LUMA_TABLES.ac, 0x52, '11111110111'],
  ['luma, 15 zeros and 10 bits', LUMA_TABLES.ac, 0xfa, '1111111111111110'],
  ['colour, end of block', CHROMA_TABLES.ac, 0x00, '00'],
  ['colour, sixteen zeros', CHROMA_TABLES.ac, 0xf0, '1111111010'],
  ['colour, 2 zeros and 3 bits', CHROMA_TABLES.ac, 0x23, '1111110111'],
  ['colour, 15 zeros and 10 bits', CHROMA_TABLES.ac, 0xfa, '1111111111111110'],
])('%s', (_what, { codes, lengths }, symbol, bits) => {
  expect(codes[symbol]?.toString(2).padStart(lengths[symbol] ?? 0, '0')).toBe(bits)
})

test('every symbol of baseline JPEG has one code', () => {
  for (const { ac } of [LUMA_TABLES, CHROMA_TABLES]) {
    expect(new Set(ac.symbols).size).toBe(162)
    expect(ac.counts.reduce((sum, count) => sum + count)).toBe(162)
  }
})

/** The content of a DHT segment: one table of so many codes of 1, 2 ... bits. */
function content(...counts: number[]): Uint8Array {
  const symbols = counts.reduce((sum, count) => sum + count, 0)
  const all = Array.from({ length: 16 }, (_, i) => counts[i] ?? 0)
  return Uint8Array.from([0x12, ...all, ...Array.from({ length: symbols }, (_, i) => i)])
}

test('codes are counted up, and doubled where they become longer', () => {
  const table = huffmanTables(content(1, 1, 2)).get(0x12)
  expect([0, 1, 2, 3].map((symbol) => table?.codes[symbol])).toEqual([0b0, 0b10, 0b110, 0b111])
  expect([0, 1, 2, 3].map((symbol) => table?.lengths[symbol])).toEqual([1, 2, 3, 3])
})

test.each([
  ['more codes of one length than there can be', content(3)],
  ['more codes than the shorter ones have left', content(1, 3)],
  ['fewer symbols than codes', content(0, 2).subarray(0, 18)],
  ['fewer lengths than there are', content().subarray(0, 10)],
])('a table with %s is refused', (_what, bytes) => {
  expect(() => huffmanTables(bytes)).toThrow(expect.objectContaining({ code: 'INVALID_FRAME' }))
})
