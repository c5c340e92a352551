/** Small letters. @module */
import { arc, type Glyphs, letter, line, type Point } from './pen.ts'

/** The top of a small letter. */
const X = 0.32
/** The width of a round one. */
const O = 0.5

/** a to z. */
export const SMALL_LETTERS: Glyphs = {
  a: letter(0.44, arc(0.22, 0.66, 0.22, 0.34, 0, 360), line(0.44, X, 0.44, 1)),
  b: letter(O, line(0, 0, 0, 1), bowl()),
  c: letter(0.46, arc(0.25, 0.66, 0.25, 0.34, -42, -318)),
  d: letter(O, bowl(), line(0.5, 0, 0.5, 1)),
  e: letter(O, [...line(0.01, 0.63, 0.5, 0.63), ...arc(0.25, 0.66, 0.25, 0.34, -5, -312)]),
  f: letter(
    0.3,
    [...line(0.34, 0.005), ...arc(0.31, 0.2, 0.18, 0.2, 262, 180), ...line(0.13, 1)],
    line(0, X, 0.3, X),
  ),
  g: letter(O, bowl(), [...line(0.5, X, 0.5, 1.06), ...arc(0.25, 1.06, 0.25, 0.24, 0, 148)]),
  h: letter(0.46, line(0, 0, 0, 1), shoulder()),
  i: letter(0, line(0, X, 0, 1), line(0, 0.04)),
  j: letter(
    0.14,
    [...line(0.14, X, 0.14, 1.12), ...arc(0, 1.12, 0.14, 0.18, 0, 95)],
    line(0.14, 0.04),
  ),
  k: letter(0.44, line(0, 0, 0, 1), line(0.42, X, 0, 0.72), line(0.15, 0.6, 0.44, 1)),
  l: letter(0.15, [...line(0, 0, 0, 0.84), ...arc(0.16, 0.84, 0.16, 0.16, 180, 88)]),
  m: letter(
    0.72,
    line(0, X, 0, 1),
    [...line(0, 0.52), ...arc(0.18, 0.5, 0.18, 0.18, 180, 360), ...line(0.36, 1)],
    [...line(0.36, 0.52), ...arc(0.54, 0.5, 0.18, 0.18, 180, 360), ...line(0.72, 1)],
  ),
  n: letter(0.46, line(0, X, 0, 1), shoulder()),
  o: letter(O, arc(0.25, 0.66, 0.25, 0.34, 0, 360)),
  p: letter(O, arc(0.25, 0.66, 0.25, 0.34, 0, 360), line(0, X, 0, 1.3)),
  q: letter(O, bowl(), line(0.5, X, 0.5, 1.3)),
  r: letter(0.28, line(0, X, 0, 1), [...line(0, 0.58), ...arc(0.24, 0.56, 0.24, 0.24, 180, 285)]),
  s: letter(0.4, [...arc(0.2, 0.49, 0.19, 0.17, 325, 90), ...arc(0.2, 0.83, 0.2, 0.17, 270, 505)]),
  t: letter(
    0.3,
    [...line(0.12, 0.1, 0.12, 0.8), ...arc(0.31, 0.8, 0.19, 0.2, 180, 85)],
    line(0, X, 0.31, X),
  ),
  u: letter(0.46, [...line(0, X), ...arc(0.23, 0.77, 0.23, 0.23, 180, 0)], line(0.46, X, 0.46, 1)),
  v: letter(0.46, line(0, X, 0.23, 1, 0.46, X)),
  w: letter(0.7, line(0, X, 0.175, 1, 0.35, 0.42, 0.525, 1, 0.7, X)),
  x: letter(0.42, line(0, X, 0.42, 1), line(0.42, X, 0, 1)),
  y: letter(0.46, line(0, X, 0.23, 1), line(0.46, X, 0.13, 1.3)),
  z: letter(0.42, line(0, X, 0.42, X, 0, 1, 0.42, 1)),
}

/** What b, d, g and q have in common. */
function bowl(): Point[] {
  return arc(0.25, 0.66, 0.25, 0.34, 0, 360)
}

/** What h and n have in common. */
function shoulder(): Point[] {
  return [...line(0, 0.57), ...arc(0.23, 0.55, 0.23, 0.23, 180, 360), ...line(0.46, 1)]
}
