/**
 * Lines of text: which characters can be written, how long a line may be, and the letters it is
 * made of.
 *
 * @module
 */
import type { Colour } from './colour.ts'
import type { Font } from './font.ts'
import type { Layer } from './layer.ts'
import { Letter } from './lettering.ts'

const ELLIPSIS = '…'

/**
 * The text in characters that fonts have, as far as possible: accents are left out, quotation marks
 * made plain, and whatever is no letter (line ends, control characters) becomes a space.
 */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[‘’‚′]/g, "'")
    .replace(/[“”„″]/g, '"')
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
}

/** As much of the text as fits into so many pixels, with dots where something is left out. */
export function shorten(text: string, font: Font, width: number): string {
  if (font.measure(text) <= width) return text
  const letters = Array.from(text)
  while (letters.length > 0 && font.measure(letters.join('') + ELLIPSIS) > width) letters.pop()
  return letters.join('').trimEnd() + ELLIPSIS
}

/**
 * Breaks a text into lines of at most `width` pixels, between words where that is possible. What
 * does not go into `most` lines is left out, and dots say so.
 */
export function wrap(text: string, font: Font, width: number, most: number): string[] {
  const lines: string[] = []
  let rest = text.trim()
  while (rest !== '' && lines.length < most - 1) {
    const line = firstLine(rest, font, width)
    lines.push(line.trimEnd())
    rest = rest.slice(line.length).trimStart()
  }
  return rest === '' ? lines : [...lines, shorten(rest, font, width)]
}

/** The layers that write a line. @param x Left edge. @param y Top of a capital. */
export function write(text: string, font: Font, x: number, y: number, colour: Colour): Layer[] {
  let at = x
  return Array.from(text).flatMap((character) => {
    const left = at
    at += font.advance(character)
    return character === ' ' ? [] : [new Letter(character, font, left, y, colour)]
  })
}

/** The beginning of the text that fits, at least one character of it. */
function firstLine(text: string, font: Font, width: number): string {
  const letters = Array.from(text)
  let count = 0
  let wide = 0
  while (count < letters.length && wide + font.mask(letters[count] ?? ' ').width <= width) {
    wide += font.advance(letters[count++] ?? ' ')
  }
  if (count === letters.length) return text
  const fitting = letters.slice(0, Math.max(1, count)).join('')
  // A space that follows ends a word too.
  const space = (fitting + (letters[count] ?? '')).lastIndexOf(' ')
  return space > 0 ? text.slice(0, space) : fitting
}
