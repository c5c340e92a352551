/**
 * Paragraphs one below the other, each in the middle: set as large as wished, smaller where there is
 * little room, and left out from the last on where there is none.
 *
 * @module
 */
import type { Colour } from '../picture/colour.ts'
import { Font } from '../picture/font.ts'
import type { Layer } from '../picture/layer.ts'
import { plain, wrap, write } from '../picture/text.ts'

/** Some words of one size and colour. */
export interface Paragraph {
  readonly text: string
  /** Height of a capital in pixels, where there is room. */
  readonly size: number
  /** Thickness of the pen as a share of that. */
  readonly weight: number
  readonly colour: Colour
  /** How many lines it may take. One that may take one only is made smaller first. */
  readonly lines: number
}

/** The smallest capitals, in pixels, that can still be read. */
export const LEAST_SIZE = 7

/** A paragraph broken into lines. */
interface Setting {
  readonly font: Font
  readonly lines: readonly string[]
  readonly colour: Colour
}

/** Set paragraphs. */
export class Column {
  readonly width: number
  readonly height: number
  readonly #settings: readonly Setting[]

  /** @param width Pixels that there are. @param height The same. */
  constructor(paragraphs: readonly Paragraph[], width: number, height: number) {
    const settings = paragraphs.map((paragraph) => set(paragraph, width))
    while (heightOf(settings) > height) settings.pop()
    this.#settings = settings
    this.height = heightOf(settings)
    this.width = Math.max(0, ...settings.flatMap(widths))
  }

  /** The letters. @param middle The middle of all lines, in pixels from the left. @param top The first line's upper edge. */
  layers(middle: number, top: number): Layer[] {
    let y = top
    return this.#settings.flatMap(({ font, lines, colour }, i) => {
      y += gap(this.#settings[i - 1], font)
      return lines.flatMap((line, place) => {
        if (place > 0) y += leading(font)
        const x = Math.round(middle - font.measure(line) / 2)
        const letters = write(line, font, x, y, colour)
        y += font.height
        return letters
      })
    })
  }
}

function set({ text, size, weight, colour, lines }: Paragraph, width: number): Setting {
  const words = plain(text)
  let font = new Font(Math.max(LEAST_SIZE, Math.round(size)), weight)
  while (lines === 1 && font.height > LEAST_SIZE && font.measure(words) > width) {
    font = new Font(font.height - 1, weight)
  }
  return { font, lines: balanced(words, font, width, lines), colour }
}

/** Lines of about the same length, where all of the text fits. */
function balanced(text: string, font: Font, width: number, most: number): string[] {
  let lines = wrap(text, font, width, most)
  if (lines.length < 2 || lines.at(-1)?.endsWith('…')) return lines
  for (let narrower = width; narrower > width / 2; narrower -= font.height) {
    const tried = wrap(text, font, narrower, most + 1)
    if (tried.length > lines.length) break
    lines = tried
  }
  return lines
}

function heightOf(settings: readonly Setting[]): number {
  return settings.reduce((sum, { font, lines }, i) => {
    const inner = lines.length * font.height + (lines.length - 1) * leading(font)
    return sum + gap(settings[i - 1], font) + inner
  }, 0)
}

function widths({ font, lines }: Setting): number[] {
  return lines.map((line) => font.measure(line))
}

/** Between two lines of a paragraph. */
function leading(font: Font): number {
  return Math.round(font.height * 0.75)
}

/** Above a paragraph of this font, where one stands before it. */
function gap(before: Setting | undefined, font: Font): number {
  return before ? Math.round(0.65 * (before.font.height + font.height)) : 0
}
