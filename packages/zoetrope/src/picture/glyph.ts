/**
 * Letters, as the path of a round pen.
 *
 * Units are the height of a capital: 0 is its top, 1 the line it stands on. A glyph is the pen's
 * strokes; font.ts makes pixels of them at any size and weight.
 *
 * @module
 */

/** A point of the pen's path. */
export type Point = readonly [x: number, y: number]
/** What the pen draws without being lifted. A single point is a dot. */
type Stroke = readonly Point[]

/** One letter: how wide the pen's path is, and the path. */
export interface Glyph {
  readonly width: number
  readonly strokes: readonly Stroke[]
}

/** The glyph of a character; one that is missing shows as a space. */
export function glyph(character: string): Glyph {
  return GLYPHS[character] ?? SPACE
}

const SPACE: Glyph = { width: 0.16, strokes: [] }
/** The width of a digit, equal for all so that numbers do not jump. */
const D = 0.52
/** The top of a small letter. */
const X = 0.32
/** The width of a round small letter. */
const O = 0.5

const GLYPHS: Record<string, Glyph> = {
  0: digit([
    ...arc(0.26, 0.26, 0.26, 0.26, 180, 360),
    ...arc(0.26, 0.74, 0.26, 0.26, 0, 180),
    ...line(0, 0.26),
  ]),
  1: digit(line(0.08, 0.19, 0.32, 0, 0.32, 1)),
  2: digit([...arc(0.26, 0.27, 0.255, 0.27, 188, 396), ...line(0.01, 1, 0.52, 1)]),
  3: digit(
    [...arc(0.25, 0.25, 0.23, 0.25, 205, 450), ...line(0.18, 0.5)],
    [...line(0.18, 0.5), ...arc(0.26, 0.75, 0.26, 0.25, 270, 520)],
  ),
  4: digit(line(0.4, 1, 0.4, 0, 0, 0.72, 0.52, 0.72)),
  5: digit([...line(0.47, 0, 0.08, 0, 0.05, 0.44), ...arc(0.25, 0.69, 0.27, 0.31, 222, 508)]),
  6: digit(arc(0.26, 0.69, 0.26, 0.31, 0, 360), arc(0.62, 0.69, 0.62, 0.76, 180, 246)),
  7: digit(line(0, 0, 0.52, 0, 0.16, 1)),
  8: digit(arc(0.26, 0.25, 0.225, 0.25, 0, 360), arc(0.26, 0.75, 0.26, 0.25, 0, 360)),
  9: digit(arc(0.26, 0.31, 0.26, 0.31, 0, 360), arc(-0.1, 0.31, 0.62, 0.76, 0, 66)),
  ':': letter(0, line(0, 0.3), line(0, 0.8)),
  '.': letter(0, line(0, 1)),
  '-': letter(0.3, line(0, 0.56, 0.3, 0.56)),
  '×': letter(0.4, line(0, 0.36, 0.4, 0.8), line(0.4, 0.36, 0, 0.8)),
  C: letter(0.58, [
    ...arc(0.34, 0.34, 0.34, 0.34, 318, 180),
    ...arc(0.34, 0.66, 0.34, 0.34, 180, 42),
  ]),
  T: letter(0.58, line(0, 0, 0.58, 0), line(0.29, 0, 0.29, 1)),
  U: letter(0.58, [...line(0, 0), ...arc(0.29, 0.71, 0.29, 0.29, 180, 0), ...line(0.58, 0)]),
  Z: letter(0.6, line(0.02, 0, 0.6, 0, 0, 1, 0.6, 1)),
  a: letter(0.44, arc(0.22, 0.66, 0.22, 0.34, 0, 360), line(0.44, X, 0.44, 1)),
  e: letter(O, [...line(0.01, 0.63, 0.5, 0.63), ...arc(0.25, 0.66, 0.25, 0.34, -5, -312)]),
  f: letter(
    0.3,
    [...line(0.34, 0.005), ...arc(0.31, 0.2, 0.18, 0.2, 262, 180), ...line(0.13, 1)],
    line(0, X, 0.3, X),
  ),
  m: letter(
    0.72,
    line(0, X, 0, 1),
    [...line(0, 0.52), ...arc(0.18, 0.5, 0.18, 0.18, 180, 360), ...line(0.36, 1)],
    [...line(0.36, 0.52), ...arc(0.54, 0.5, 0.18, 0.18, 180, 360), ...line(0.72, 1)],
  ),
  o: letter(O, arc(0.25, 0.66, 0.25, 0.34, 0, 360)),
  p: letter(O, arc(0.25, 0.66, 0.25, 0.34, 0, 360), line(0, X, 0, 1.3)),
  r: letter(0.28, line(0, X, 0, 1), [...line(0, 0.58), ...arc(0.24, 0.56, 0.24, 0.24, 180, 285)]),
  s: letter(0.4, [...arc(0.2, 0.49, 0.19, 0.17, 325, 90), ...arc(0.2, 0.83, 0.2, 0.17, 270, 505)]),
  t: letter(
    0.3,
    [...line(0.12, 0.1, 0.12, 0.8), ...arc(0.31, 0.8, 0.19, 0.2, 180, 85)],
    line(0, X, 0.31, X),
  ),
}

function digit(...strokes: Stroke[]): Glyph {
  return { width: D, strokes }
}

function letter(width: number, ...strokes: Stroke[]): Glyph {
  return { width, strokes }
}

/** Straight from point to point, given as x, y, x, y ... */
function line(...numbers: number[]): Point[] {
  return Array.from({ length: numbers.length / 2 }, (_, i): Point => {
    return [numbers[2 * i] ?? 0, numbers[2 * i + 1] ?? 0]
  })
}

/**
 * Part of an ellipse, from its centre, half its width and half its height. Angles in degrees, 0 to
 * the right and 90 downwards; it goes back when `to` is below `from`.
 */
function arc(
  x: number,
  y: number,
  across: number,
  down: number,
  from: number,
  to: number,
): Point[] {
  const pieces = Math.ceil(Math.abs(to - from) / 8)
  return Array.from({ length: pieces + 1 }, (_, i): Point => {
    const angle = ((from + ((to - from) * i) / pieces) * Math.PI) / 180
    return [x + across * Math.cos(angle), y + down * Math.sin(angle)]
  })
}
