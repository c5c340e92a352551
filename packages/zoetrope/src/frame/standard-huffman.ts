/**
 * The standard Huffman tables (ITU-T T.81, annex K.3), as the one segment that carries all four.
 *
 * Motion JPEG of webcams and in AVI files leaves them out, because every decoder is said to know
 * them. Most do; Safari shows nothing.
 *
 * @module
 */
import type { Bytes } from './frame.ts'

/** Codes of each length from 1 to 16 bits, then the symbols in the order of their codes. */
const TABLES = [
  // For a block's average (DC), in luma.
  '00' + '00010501010101010100000000000000' + '000102030405060708090a0b',
  // For its detail (AC).
  '10' +
    '0002010303020403050504040000017d' +
    '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a16' +
    '1718191a25262728292a3435363738393a434445464748494a535455565758595a63646566676869' +
    '6a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6' +
    'b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8' +
    'f9fa',
  // The same for colour.
  '01' + '00030101010101010101010000000000' + '000102030405060708090a0b',
  '11' +
    '00020102040403040705040400010277' +
    '000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434' +
    'e125f11718191a262728292a35363738393a434445464748494a535455565758595a636465666768' +
    '696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4' +
    'b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8' +
    'f9fa',
]

/** A whole DHT segment with its marker: tables 0 (luma) and 1 (colour), DC and AC. Do not write to it. */
export const STANDARD_HUFFMAN: Bytes = bytesOf(`ffc401a2${TABLES.join('')}`)

function bytesOf(hex: string): Bytes {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
