/** Digits, all of one width so that numbers do not jump. @module */
import { arc, type Glyph, type Glyphs, letter, line } from './pen.ts'

const WIDTH = 0.52

/** 0 to 9. */
export const DIGITS: Glyphs = {
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
}

function digit(...strokes: Glyph['strokes'][number][]): Glyph {
  return letter(WIDTH, ...strokes)
}
