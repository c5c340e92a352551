/**
 * The alphabet: every character that can be written into a picture.
 *
 * @module
 */
import { CAPITALS } from './capitals.ts'
import { DIGITS } from './digits.ts'
import { type Glyph, type Glyphs, letter, line } from './pen.ts'
import { PUNCTUATION } from './punctuation.ts'
import { SIGNS } from './signs.ts'
import { SMALL_LETTERS } from './small-letters.ts'

const ALL: Glyphs = { ...DIGITS, ...CAPITALS, ...SMALL_LETTERS, ...PUNCTUATION, ...SIGNS }
const BOX = letter(0.44, line(0, 0, 0.44, 0, 0.44, 1, 0, 1, 0, 0))

/** The glyph of a character; one that is missing shows as a box. */
export function glyph(character: string): Glyph {
  return Object.hasOwn(ALL, character) ? (ALL[character] ?? BOX) : BOX
}
