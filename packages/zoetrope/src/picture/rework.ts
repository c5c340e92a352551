/**
 * A JPEG made into another one by its coefficients: dimmed, painted on, set into another size. Only
 * the blocks that are painted on become pixels, so a picture stays as sharp as it was, and a large
 * one takes milliseconds.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'
import { Brush, type Size } from './brush.ts'
import type { Colour } from './colour.ts'
import type { Component } from './component.ts'
import { CHROMA_TABLES, LUMA_TABLES } from './huffman.ts'
import { JpegWriter } from './jpeg-writer.ts'
import { type Layer, Rectangle } from './layer.ts'
import { type Layout, layoutOf } from './layout.ts'
import { Mcu } from './mcu.ts'
import { type Orientation, orientationOf } from './orientation.ts'
import { ScanReader } from './scan-reader.ts'
import type { Box } from './tile.ts'
import { type Change, Tone } from './tone.ts'

/** What is to be done. */
export interface Rework {
  /** What becomes of brightness. @default nothing */
  readonly luma?: Change
  /** What becomes of both colours. @default nothing */
  readonly chroma?: Change
  /** Painted over it, the lowest first, in the picture as it is seen. */
  readonly layers?: readonly Layer[]
  /** Pixels of the result as it is stored: the old picture goes to its middle, as exactly as MCUs allow. @default the old size */
  readonly size?: Size
  /** What shows around it. @default black */
  readonly background?: Colour
}

const AS_IT_IS: Change = { contrast: 1, lift: 0 }
const BLACK: Colour = { luma: 0, blue: 128, red: 128 }

/**
 * Reworks a JPEG, a row of MCUs at a time. Its orientation stays; all else that is not picture is
 * left out.
 *
 * @throws {ZoetropeError} `INVALID_FRAME` where its coefficients cannot be read: it is progressive,
 * has other colours than usual, or is damaged.
 */
export function* reworking(jpeg: Uint8Array, wish: Rework): Generator<void, Bytes> {
  const layout = layoutOf(jpeg)
  const orientation = orientationOf(jpeg)
  const sheet = new Sheet(layout, orientation, wish, jpeg.length)
  const reader = new ScanReader(jpeg, layout)
  const { left, top, right, bottom } = sheet
  for (let row = Math.min(0, top); row < Math.max(sheet.rows, bottom); row++) {
    for (let column = Math.min(0, left); column < Math.max(sheet.columns, right); column++) {
      const isOld = row >= top && row < bottom && column >= left && column < right
      if (isOld) reader.read(sheet.blocks)
      const isNew = row >= 0 && row < sheet.rows && column >= 0 && column < sheet.columns
      if (isNew) sheet.write(row, column, { isOld })
    }
    yield
  }
  return sheet.finish()
}

/** The new picture. Rows and columns count MCUs. */
class Sheet {
  readonly columns: number
  readonly rows: number
  /** Where the old picture lies. */
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly #tones: readonly Tone[]
  readonly #mcu: Mcu
  readonly #brushes: readonly Brush[]
  readonly #background: Colour
  readonly #writer: JpegWriter

  constructor(layout: Layout, orientation: Orientation, wish: Rework, room: number) {
    const { luma = AS_IT_IS, chroma = AS_IT_IS, layers = [], background = BLACK } = wish
    const size = wish.size ?? { width: layout.width, height: layout.height }
    const tones = layout.components.map(({ steps }, i) => new Tone(steps, i === 0 ? luma : chroma))
    const components = layout.components.map((component, i): Component => {
      const steps = tones[i]?.steps ?? component.steps
      return { ...component, steps, ...(i === 0 ? LUMA_TABLES : CHROMA_TABLES) }
    })
    this.#mcu = new Mcu(components)
    const { tile } = this.#mcu
    this.columns = Math.ceil(size.width / tile.width)
    this.rows = Math.ceil(size.height / tile.height)
    this.left = Math.floor((this.columns - layout.columns) / 2)
    this.top = Math.floor((this.rows - layout.rows) / 2)
    this.right = this.left + layout.columns
    this.bottom = this.top + layout.rows
    this.#tones = components.flatMap(({ across, down }, i) => {
      return new Array<Tone>(across * down).fill(tones[i] ?? new Tone([], AS_IT_IS))
    })
    const margins = wish.size ? this.#margins(layout) : []
    const edges = margins.map((box) => new Rectangle(box, background))
    this.#brushes = [new Brush(edges, size, 1), new Brush(layers, size, orientation)]
    this.#background = background
    this.#writer = new JpegWriter({ ...size, components, orientation }, room)
  }

  /** The MCU that comes next: to be filled with old coefficients. */
  get blocks(): Int16Array {
    return this.#mcu.blocks
  }

  /** Writes the next MCU, from old coefficients or empty. */
  write(row: number, column: number, { isOld }: { isOld: boolean }): void {
    const { tile, blocks } = this.#mcu
    tile.move(column * tile.width, row * tile.height)
    if (isOld) for (const [i, tone] of this.#tones.entries()) tone.apply(blocks, 64 * i)
    else tile.fill(this.#background)
    const isPainted = this.#brushes.some((brush) => brush.touches(tile))
    if (isOld && isPainted) this.#mcu.restore()
    if (isPainted) for (const brush of this.#brushes) brush.paint(tile)
    if (isPainted || !isOld) this.#mcu.quantise()
    this.#writer.write(blocks)
  }

  /** What the old picture's last MCUs have beyond its edges, where the new one makes that visible. */
  #margins({ width, height }: Size): Box[] {
    const { tile } = this.#mcu
    const x = this.left * tile.width + width
    const y = this.top * tile.height + height
    const lastX = this.right * tile.width
    const lastY = this.bottom * tile.height
    return [
      { x, y: this.top * tile.height, width: lastX - x, height: lastY - this.top * tile.height },
      { x: this.left * tile.width, y, width: lastX - this.left * tile.width, height: lastY - y },
    ]
  }

  finish(): Bytes {
    return this.#writer.finish()
  }
}
