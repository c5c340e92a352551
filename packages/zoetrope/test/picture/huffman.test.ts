import { expect, test } from 'vitest'
import {
  CHROMA_AC,
  CHROMA_DC,
  type HuffmanTable,
  LUMA_AC,
  LUMA_DC,
} from '../../src/picture/huffman.ts'

// Rows of tables K.3 to K.6 of ITU-T T.81.
test.each<[string, HuffmanTable, number, string]>([
  ['luma, no difference', LUMA_DC, 0, '00'],
  ['luma, difference of 5 bits', LUMA_DC, 5, '110'],
  ['luma, difference of 11 bits', LUMA_DC, 11, '111111110'],
  ['colour, no difference', CHROMA_DC, 0, '00'],
  ['colour, difference of 11 bits', CHROMA_DC, 11, '11111111110'],
  ['luma, end of block', LUMA_AC, 0x00, '1010'],
  ['luma, sixteen zeros', LUMA_AC, 0xf0, '11111111001'],
  ['luma, no zeros and 1 bit', LUMA_AC, 0x01, '00'],
  ['luma, 5 zeros and 2 bits', LUMA_AC, 0x52, '11111110111'],
  ['luma, 15 zeros and 10 bits', LUMA_AC, 0xfa, '1111111111111110'],
  ['colour, end of block', CHROMA_AC, 0x00, '00'],
  ['colour, sixteen zeros', CHROMA_AC, 0xf0, '1111111010'],
  ['colour, 2 zeros and 3 bits', CHROMA_AC, 0x23, '1111110111'],
  ['colour, 15 zeros and 10 bits', CHROMA_AC, 0xfa, '1111111111111110'],
])('%s', (_what, { codes, lengths }, symbol, bits) => {
  expect(codes[symbol]?.toString(2).padStart(lengths[symbol] ?? 0, '0')).toBe(bits)
})

test('every symbol of baseline JPEG has one code', () => {
  for (const table of [LUMA_AC, CHROMA_AC]) {
    expect(new Set(table.symbols).size).toBe(162)
    expect(table.counts.reduce((sum, count) => sum + count)).toBe(162)
  }
})
