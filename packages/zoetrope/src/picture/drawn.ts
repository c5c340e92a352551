/**
 * How pictures that are drawn here are coded: colour halved in both directions (4:2:0), which makes
 * an MCU 16 x 16 pixels in six blocks; and finer steps than a photograph needs, because lettering on
 * flat colour shows every ripple.
 *
 * @module
 */
import type { Component } from './component.ts'
import { CHROMA_TABLES, LUMA_TABLES } from './huffman.ts'
import { ZIGZAG } from './zigzag.ts'

const chroma = { across: 1, down: 1, steps: steps(3, 2), ...CHROMA_TABLES }

/** Brightness, blue and red. */
export const DRAWN: readonly Component[] = [
  { id: 1, across: 2, down: 2, steps: steps(3, 1.2), ...LUMA_TABLES },
  { id: 2, ...chroma },
  { id: 3, ...chroma },
]

/** Coarser and coarser along the diagonals. */
function steps(least: number, slope: number): Uint8Array {
  return Uint8Array.from(ZIGZAG, (place) => least + slope * ((place >> 3) + (place & 7)))
}
