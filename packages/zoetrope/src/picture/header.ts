/**
 * Everything in a JPEG that comes before the picture's own bytes.
 *
 * @module
 */
import { minimalExif } from '../frame/exif.ts'
import type { Component } from './component.ts'
import type { HuffmanTable } from './huffman.ts'
import type { Orientation } from './orientation.ts'
import { segment, word } from './segment.ts'

/** What the headers say. */
export interface Heading {
  /** Pixels, 1 to 65535. */
  readonly width: number
  readonly height: number
  /** Those with the same steps or tables (the same objects) share them. At most two sets of Huffman tables. */
  readonly components: readonly Component[]
  /** MCUs from one restart marker to the next. @default none */
  readonly restartInterval?: number
  /** How viewers have to turn it. @default upright */
  readonly orientation?: Orientation
}

/** What follows SOI: JFIF, tables and the size. */
export function head(heading: Heading): Uint8Array {
  const { width, height, components, restartInterval = 0, orientation = 1 } = heading
  const steps = distinct(components.map((component) => component.steps))
  const tables = distinctTables(components)
  return Uint8Array.from([
    // Version 1.2, 72 x 72 dots per inch, no thumbnail.
    ...segment(0xe0, [...ascii('JFIF\0'), 1, 2, 1, 0, 72, 0, 72, 0, 0]),
    ...(orientation === 1 ? [] : minimalExif(orientation)),
    ...segment(
      0xdb,
      steps.flatMap((list, i) => [i, ...Array.from(list)]),
    ),
    // Eight bits for each sample.
    ...segment(0xc0, [
      8,
      ...word(height),
      ...word(width),
      components.length,
      ...components.flatMap((one) => [
        one.id,
        (one.across << 4) | one.down,
        steps.indexOf(one.steps),
      ]),
    ]),
    ...segment(
      0xc4,
      tables.flatMap(({ dc, ac }, i) => [...huffman(i, dc), ...huffman(0x10 | i, ac)]),
    ),
    ...(restartInterval === 0 ? [] : segment(0xdd, word(restartInterval))),
  ])
}

/** The start of its scan, which the entropy-coded bytes follow. */
export function scanStart(components: readonly Component[]): Uint8Array {
  const tables = distinctTables(components)
  const selectors = components.flatMap(({ id, dc }) => {
    const set = tables.findIndex((one) => one.dc === dc)
    return [id, (set << 4) | set]
  })
  return Uint8Array.from(segment(0xda, [components.length, ...selectors, 0, 63, 0]))
}

function distinctTables(components: readonly Component[]): Component[] {
  return components.filter(({ dc }, i) => components.findIndex((one) => one.dc === dc) === i)
}

function distinct<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)]
}

function huffman(id: number, { counts, symbols }: HuffmanTable): number[] {
  return [id, ...counts, ...symbols]
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}
