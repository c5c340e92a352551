/**
 * Letters as pixels: a font is one size and weight of the glyphs, each drawn once and kept.
 *
 * @module
 */
import { glyph } from './glyph.ts'
import type { Glyph, Point } from './pen.ts'

/** How much of each pixel a letter covers, 0 to 1, in reading order. */
export interface Mask {
  readonly width: number
  readonly height: number
  readonly cover: Float32Array
}

/** One size and weight of the letters. */
export class Font {
  /** Height of a capital in pixels. */
  readonly height: number
  /** Thickness of the pen in pixels. */
  readonly weight: number
  #masks = new Map<string, Mask>()

  /** @param weight As a share of the height. */
  constructor(height: number, weight: number) {
    this.height = height
    this.weight = Math.max(1, height * weight)
  }

  /** Whole pixels from the left edge of this letter to the left edge of the next. */
  advance(character: string): number {
    const gap = Math.max(1, this.height * 0.2 - this.weight * 0.2)
    return Math.round(this.#inner * glyph(character).width + this.weight + gap)
  }

  /** The width of a line of text, without the gap after its last letter. */
  measure(text: string): number {
    const letters = Array.from(text)
    const last = letters.at(-1)
    if (last === undefined) return 0
    const before = letters.slice(0, -1).reduce((sum, letter) => sum + this.advance(letter), 0)
    return before + this.mask(last).width
  }

  /** The letter's pixels. Its upper edge is the top of a capital. */
  mask(character: string): Mask {
    const mask = this.#masks.get(character) ?? this.#draw(glyph(character))
    this.#masks.set(character, mask)
    return mask
  }

  /** The height that the middle of the pen may use. */
  get #inner(): number {
    return this.height - this.weight
  }

  #draw({ width, strokes }: Glyph): Mask {
    const lowest = Math.max(1, ...strokes.flat().map(([, y]) => y))
    const mask: Mask = blank(
      Math.ceil(this.#inner * width + this.weight),
      Math.ceil(this.#inner * lowest + this.weight),
    )
    const scale = ([x, y]: Point): Point => [
      x * this.#inner + this.weight / 2,
      y * this.#inner + this.weight / 2,
    ]
    for (const stroke of strokes) {
      const path = stroke.map(scale)
      for (const [i, point] of path.entries()) {
        ink(mask, path[i - 1] ?? point, point, this.weight / 2)
      }
    }
    return mask
  }
}

function blank(width: number, height: number): Mask {
  return { width, height, cover: new Float32Array(width * height) }
}

/** Draws one straight piece with a round pen. */
function ink(mask: Mask, from: Point, to: Point, radius: number): void {
  const reach = radius + 1
  const left = Math.max(0, Math.floor(Math.min(from[0], to[0]) - reach))
  const right = Math.min(mask.width, Math.ceil(Math.max(from[0], to[0]) + reach))
  const top = Math.max(0, Math.floor(Math.min(from[1], to[1]) - reach))
  const bottom = Math.min(mask.height, Math.ceil(Math.max(from[1], to[1]) + reach))
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const cover = radius + 0.5 - distance(x + 0.5, y + 0.5, from, to)
      const at = y * mask.width + x
      mask.cover[at] = Math.max(mask.cover[at] ?? 0, Math.min(1, cover))
    }
  }
}

/** From a point to the nearest one of a straight piece. */
function distance(x: number, y: number, from: Point, to: Point): number {
  const across = to[0] - from[0]
  const down = to[1] - from[1]
  const square = across * across + down * down
  const along = square === 0 ? 0 : ((x - from[0]) * across + (y - from[1]) * down) / square
  const share = Math.min(1, Math.max(0, along))
  return Math.hypot(x - from[0] - share * across, y - from[1] - share * down)
}
