/**
 * What happens to frames: bits that flip, pieces that are lost, doubled, swapped or from another
 * frame, lengths that lie. Drawn from a seed, so that a case can be had again.
 *
 * @module
 */
import type { Bytes } from '../../src/frame/frame.ts'
import { piecesOf, replaced } from './anatomy.ts'
import { concat } from './jpegs.ts'

/** Numbers below a bound, the same for the same seed. */
export type Dice = (bound: number) => number

/** A frame to be damaged, and where its segments lie. */
export interface Victim {
  readonly name: string
  readonly jpeg: Bytes
  readonly pieces: readonly { readonly from: number; readonly to: number }[]
}

/** Makes dice (mulberry32). */
export function dice(seed: number): Dice {
  let state = seed >>> 0
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
}

/** Prepares a frame for {@link mutant}. */
export function victim(name: string, jpeg: Bytes): Victim {
  return { name, jpeg, pieces: piecesOf(jpeg) }
}

/** One of the victims, with one to three things done to it. */
export function mutant(victims: readonly Victim[], roll: Dice): Bytes {
  const chosen = pick(victims, roll)
  let jpeg: Bytes = chosen.jpeg.slice()
  const count = roll(2) ? 1 : 1 + roll(3)
  for (let nth = 0; nth < count; nth++) {
    jpeg = pick(mutations, roll)({ jpeg, pieces: chosen.pieces, roll, other: pick(victims, roll) })
  }
  return jpeg
}

interface Case {
  readonly jpeg: Bytes
  readonly pieces: Victim['pieces']
  readonly other: Victim
  readonly roll: Dice
}

/** Bytes that mean something to a JPEG decoder. */
const TELLING = [0, 1, 0xff, 0xd8, 0xd9, 0xda, 0xdb, 0xc0, 0xc2, 0xc4, 0xdd, 0xd0, 0xdc, 0x11, 0x7f]

const mutations: readonly ((case_: Case) => Bytes)[] = [
  flipBits,
  flipBits,
  flipHeaderBits,
  flipHeaderBits,
  setTelling,
  setTelling,
  ({ jpeg, roll }) => jpeg.slice(0, roll(jpeg.length + 1)),
  ({ jpeg, roll }) => replaced(jpeg, ...span(jpeg, roll)),
  ({ jpeg, roll, other }) => replaced(jpeg, ...span(jpeg, roll), stretch(other.jpeg, roll)),
  ({ jpeg, roll, other }) =>
    concat(jpeg.subarray(0, roll(jpeg.length)), other.jpeg.subarray(roll(other.jpeg.length))),
  dropSegment,
  doubleSegment,
  takeSegment,
  swapSegments,
  lieAboutLength,
  lieAboutLength,
]

function flipBits({ jpeg, roll }: Case): Bytes {
  const count = 1 + roll(8)
  for (let nth = 0; nth < count && jpeg.length > 0; nth++) {
    const at = roll(jpeg.length)
    jpeg[at] = (jpeg[at] ?? 0) ^ (1 << roll(8))
  }
  return jpeg
}

/** Headers are a small part of a frame, and the part where a bit means most. */
function flipHeaderBits(one: Case): Bytes {
  const end = Math.min(one.pieces.at(-1)?.to ?? 0, one.jpeg.length)
  flipBits({ ...one, jpeg: one.jpeg.subarray(0, end) })
  return one.jpeg
}

function setTelling({ jpeg, pieces, roll }: Case): Bytes {
  const end = roll(2) ? jpeg.length : Math.min(pieces.at(-1)?.to ?? 0, jpeg.length)
  if (end > 0) jpeg[roll(end)] = pick(TELLING, roll)
  return jpeg
}

function dropSegment({ jpeg, pieces, roll }: Case): Bytes {
  const { from, to } = pick(pieces, roll)
  return replaced(jpeg, from, to)
}

function doubleSegment({ jpeg, pieces, roll }: Case): Bytes {
  const { from, to } = pick(pieces, roll)
  return replaced(jpeg, from, from, jpeg.slice(from, to))
}

function takeSegment({ jpeg, pieces, other, roll }: Case): Bytes {
  const { from } = pick(pieces, roll)
  const taken = pick(other.pieces, roll)
  return replaced(jpeg, from, from, other.jpeg.subarray(taken.from, taken.to))
}

function swapSegments({ jpeg, pieces, roll }: Case): Bytes {
  const nth = roll(Math.max(1, pieces.length - 1))
  const [one, next] = [pieces[nth], pieces[nth + 1]]
  if (!one || !next) return jpeg
  const swapped = concat(jpeg.subarray(next.from, next.to), jpeg.subarray(one.from, one.to))
  return replaced(jpeg, one.from, next.to, swapped)
}

function lieAboutLength({ jpeg, pieces, roll }: Case): Bytes {
  const { from, to } = pick(pieces, roll)
  const length = roll(2) ? roll(65_536) : to - from - 2 + roll(9) - 4
  if (from + 4 <= jpeg.length) jpeg.set([(length >> 8) & 0xff, length & 0xff], from + 2)
  return jpeg
}

function span(jpeg: Uint8Array, roll: Dice): [from: number, to: number] {
  const from = roll(jpeg.length + 1)
  return [from, Math.min(jpeg.length, from + roll(200))]
}

function stretch(jpeg: Uint8Array, roll: Dice): Uint8Array {
  const from = roll(jpeg.length)
  return jpeg.subarray(from, from + roll(200))
}

function pick<Item>(items: readonly Item[], roll: Dice): Item {
  const item = items[roll(items.length)]
  if (item === undefined) throw new Error('expected something to choose from')
  return item
}
