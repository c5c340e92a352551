/**
 * Colours as a JPEG stores them: one brightness and two colour differences.
 *
 * Everything is painted in these three, because blending is the same there as in RGB and the
 * encoder then has nothing to convert.
 *
 * @module
 */

/** A colour in full-range BT.601 YCbCr, as JFIF demands: each from 0 to 255. */
export interface Colour {
  readonly luma: number
  readonly blue: number
  readonly red: number
}

/** The colour of six hexadecimal digits, `rrggbb`. */
export function colour(hex: string): Colour {
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
  const luma = 0.299 * r + 0.587 * g + 0.114 * b
  return { luma, blue: 128 + (b - luma) / 1.772, red: 128 + (r - luma) / 1.402 }
}

/** A colour between two: `share` 0 gives the first, 1 the second. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const between = (a: number, b: number) => a + (b - a) * share
  return {
    luma: between(from.luma, to.luma),
    blue: between(from.blue, to.blue),
    red: between(from.red, to.red),
  }
}
