/**
 * The pen that all letters are drawn with: a glyph is the path of its round point.
 *
 * Units are the height of a capital: 0 is its top, 1 the line it stands on. font.ts makes pixels of a
 * path at any size and weight.
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

/** Letters by character. */
export type Glyphs = Readonly<Record<string, Glyph>>

/** A letter of this width. */
export function letter(width: number, ...strokes: Stroke[]): Glyph {
  return { width, strokes }
}

/** Straight from point to point, given as x, y, x, y ... */
export function line(...numbers: number[]): Point[] {
  return Array.from({ length: numbers.length / 2 }, (_, i): Point => {
    return [numbers[2 * i] ?? 0, numbers[2 * i + 1] ?? 0]
  })
}

/**
 * Part of an ellipse, from its centre, half its width and half its height. Angles in degrees, 0 to
 * the right and 90 downwards; it goes back when `to` is below `from`.
 */
export function arc(
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
