/**
 * A component: one of the planes a JPEG's picture is made of (brightness and two colours, or
 * brightness alone), how finely it is sampled, and the tables it is coded with.
 *
 * @module
 */
import type { TablePair } from './huffman.ts'

/** One plane. */
export interface Component extends TablePair {
  /** The number by which the headers name it. */
  readonly id: number
  /** How many blocks of it are side by side in one MCU, 1 to 4. */
  readonly across: number
  /** How many are one below the other. */
  readonly down: number
  /** Quantiser steps in the order of coding, each from 1. */
  readonly steps: ArrayLike<number>
}

/** An MCU's width and height in blocks of the finest component. */
export function span(components: readonly Component[]): { across: number; down: number } {
  return {
    across: Math.max(...components.map(({ across }) => across)),
    down: Math.max(...components.map(({ down }) => down)),
  }
}

/** How many blocks an MCU has: at most 10 in a JPEG that keeps to the standard. */
export function blocksOf(components: readonly Component[]): number {
  return components.reduce((sum, { across, down }) => sum + across * down, 0)
}
