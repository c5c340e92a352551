/**
 * Delimiter lines: what stands between the parts of a stream. Servers disagree about how many dashes
 * belong to a boundary, so dashes in front count for nothing, in the header and in the stream.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'
import { beginsHeader, type Verdict } from './header.ts'

/** What a line is: the delimiter in front of a part, or the one behind the last. */
export type DelimiterKind = 'open' | 'close'

const DASH = 0x2d
const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const TAB = 0x09

/** A delimiter line is given up as such when it is longer. RFC 2046 allows boundaries of 70. */
const LONGEST = 256

/** Knows the delimiter lines of one stream, or tells likely ones while its boundary is not known. */
export class Delimiter {
  readonly #core: Bytes | undefined

  /** @param boundary As in the `Content-Type`; its leading dashes do not matter. */
  constructor(boundary: string | undefined) {
    const core = boundary?.replace(/^-+/, '')
    this.#core = core ? new TextEncoder().encode(core) : undefined
  }

  /** Whether a line that begins with this byte may be a delimiter. */
  mayBegin(first: number | undefined): boolean {
    return first === DASH || (first !== undefined && first === this.#core?.[0])
  }

  /** What the line in `bytes`, from `from` up to before `to`, is; `undefined` for something else. */
  match(bytes: Uint8Array, from: number, to: number): DelimiterKind | undefined {
    const core = this.#core
    if (!core) return undefined
    const start = skipDashes(bytes, from, to)
    const end = start + core.length
    if (end > to || !core.every((byte, index) => bytes[start + index] === byte)) return undefined
    const closes = bytes[end] === DASH && bytes[end + 1] === DASH && end + 2 <= to
    if (!isBlank(bytes, closes ? end + 2 : end, to)) return undefined
    return closes ? 'close' : 'open'
  }

  /**
   * Whether at `at`, a line's start inside a body, a delimiter begins that ends the body: a header
   * block or two more dashes must follow, because a picture may well contain the boundary itself.
   */
  ends(bytes: Uint8Array, at: number): Verdict {
    const dashed = startsWithDashes(bytes, at)
    if (!dashed) return dashed
    const lf = endOfLine(bytes, at)
    if (lf < 0) return bytes.length - at < LONGEST ? undefined : false
    const kind = this.#judge(bytes, at, lf)
    return kind === 'open' ? beginsHeader(bytes, lf + 1) : kind === 'close'
  }

  /** Whether a delimiter follows at `at`, with or without a line end in front of it. */
  follows(bytes: Uint8Array, at: number): Verdict {
    let start = at
    while (start < at + 4 && (bytes[start] === CR || bytes[start] === LF)) start += 1
    if (start === bytes.length) return undefined
    if (!this.mayBegin(bytes[start])) return false
    // Without its dashes it must begin a line: a wrong length may well end among them.
    if (startsWithDashes(bytes, start) === false && bytes[start - 1] !== LF) return false
    const lf = endOfLine(bytes, start)
    if (lf < 0) return bytes.length - start < LONGEST ? undefined : false
    return this.#judge(bytes, start, lf) !== undefined
  }

  /** Like {@link match}; while the boundary is not known, any likely line will do. */
  #judge(bytes: Uint8Array, from: number, to: number): DelimiterKind | undefined {
    if (this.#core) return this.match(bytes, from, to)
    return boundaryIn(bytes, from, to) === undefined ? undefined : 'open'
  }
}

/** The boundary that a line which looks like a delimiter would have; `undefined` for other lines. */
export function boundaryIn(bytes: Uint8Array, from: number, to: number): string | undefined {
  if (to - from > LONGEST || !startsWithDashes(bytes, from)) return undefined
  const text = new TextDecoder().decode(bytes.subarray(skipDashes(bytes, from, to), to)).trim()
  return /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text) ? text : undefined
}

function startsWithDashes(bytes: Uint8Array, at: number): Verdict {
  for (let index = at; index < at + 2; index += 1) {
    if (index === bytes.length) return undefined
    if (bytes[index] !== DASH) return false
  }
  return true
}

function skipDashes(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && bytes[at] === DASH) at += 1
  return at
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]
    if (byte !== SPACE && byte !== TAB && byte !== CR) return false
  }
  return true
}

/** The offset of the line's LF, or -1: a delimiter line is short. */
function endOfLine(bytes: Uint8Array, at: number): number {
  const lf = bytes.subarray(at, at + LONGEST).indexOf(LF)
  return lf < 0 ? -1 : at + lf
}
