/**
 * A picture made of nothing but layers, as a JPEG.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'
import { Brush } from './brush.ts'
import type { Colour } from './colour.ts'
import { DRAWN } from './drawn.ts'
import { JpegWriter } from './jpeg-writer.ts'
import type { Layer } from './layer.ts'
import { Mcu } from './mcu.ts'
import type { Orientation } from './orientation.ts'

/** What is to be painted. */
export interface Painting {
  /** Pixels as they are stored, 1 to 65535. */
  readonly width: number
  readonly height: number
  readonly background: Colour
  /** The lowest first. */
  readonly layers: readonly Layer[]
  /** How viewers are told to turn it; the layers are painted for after that. @default upright */
  readonly orientation?: Orientation
}

/** Paints and encodes it, a row of MCUs at a time. */
export function* painting({
  width,
  height,
  background,
  layers,
  orientation = 1,
}: Painting): Generator<void, Bytes> {
  const mcu = new Mcu(DRAWN)
  const { tile } = mcu
  const brush = new Brush(layers, { width, height }, orientation)
  const writer = new JpegWriter({ width, height, components: DRAWN, orientation }, width * 16)
  tile.fill(background)
  mcu.quantise()
  const empty = mcu.blocks.slice()
  for (let y = 0; y < height; y += tile.height) {
    for (let x = 0; x < width; x += tile.width) {
      tile.move(x, y)
      if (!brush.touches(tile)) {
        writer.write(empty)
        continue
      }
      tile.fill(background)
      brush.paint(tile)
      mcu.quantise()
      writer.write(mcu.blocks)
    }
    yield
  }
  return writer.finish()
}
