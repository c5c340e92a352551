/**
 * Signs that say how a camera is, in the shapes that the page has for them. Each differs from the
 * others in shape, so that nothing depends on colour.
 *
 * @module
 */
import { type Glyphs, letter, line } from './pen.ts'

/** Bars like the slits of a drum, an hourglass and a warning triangle: the characters nearest to them in Unicode. */
export const SIGNS: Glyphs = {
  '⦀': letter(
    0.87,
    line(0, 0.25, 0, 0.75),
    line(0.29, 0, 0.29, 1),
    line(0.58, 0, 0.58, 1),
    line(0.87, 0.25, 0.87, 0.75),
  ),
  '⧗': letter(
    0.69,
    line(0, 0, 0.69, 0),
    line(0, 1, 0.69, 1),
    line(0.09, 0, 0.11, 0.17, 0.2, 0.34, 0.49, 0.66, 0.58, 0.83, 0.6, 1),
    line(0.6, 0, 0.58, 0.17, 0.49, 0.34, 0.2, 0.66, 0.11, 0.83, 0.09, 1),
  ),
  '⚠': letter(
    1.15,
    line(0.575, 0, 1.15, 1, 0, 1, 0.575, 0),
    line(0.575, 0.38, 0.575, 0.64),
    line(0.575, 0.82),
  ),
}
