/**
 * Where a part's body ends. There are three ways to know, and servers break each of them.
 *
 * A JPEG tells by its own structure; the header announces a length; a delimiter comes behind. The
 * structure is right unless the JPEG is damaged, so it goes first; a length that others like it have
 * earned trust for saves the walk; the delimiter decides where both fail.
 *
 * @module
 */
import { EOI, SOI } from '../frame/marker.ts'
import { JpegWalk } from '../frame/walk.ts'
import type { Delimiter } from './delimiter.ts'

/** What is known of a body when it begins. */
export interface BodyInit {
  /** Where in the stream it begins. */
  readonly position: number
  /** Whether it begins with SOI, as far as anybody has looked. */
  readonly jpeg: boolean
  /** The length that its header announces, if any. */
  readonly length?: number | undefined
  /** Whether that length needs no proof. */
  readonly trusted?: boolean
  /** Knows the delimiters of the stream; `undefined` for a JPEG that no delimiter introduced. */
  readonly delimiter?: Delimiter
}

/**
 * A body's length, if its end was found. `broken`: a JPEG alone, so nothing tells where it ends; the
 * next thing may begin behind the bytes that are {@link BodyEnd.searched}.
 */
export type BodySearch = number | 'more' | 'too-large' | 'broken'

/**
 * - `length`: until the announced length is there
 * - `walk`: until the JPEG's structure ends
 * - `follow`: until it shows whether a delimiter follows the announced length
 * - `scan`: until a delimiter comes
 */
type Way = 'length' | 'walk' | 'follow' | 'scan'

const LF = 0x0a
const CR = 0x0d

/** So many unfinished bodies may lie in each other at the end of a stream; one made to cost time has more. */
const RETREATS = 8

/** Looks for the end of one body after the other. */
export class BodyEnd {
  readonly #maxBytes: number
  readonly #walk = new JpegWalk()
  #way: Way = 'scan'
  #position = 0
  #delimiter: Delimiter | undefined
  #length: number | undefined
  #searched = 0
  #inLine = false
  /** Whether the body is a JPEG without a flaw so far. */
  #walkable = false
  /** Up to here in the stream a JPEG was walked in vain: none is walked there again. */
  #shadow = 0
  #retreats = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** How many bytes of the body have been looked at. */
  get searched(): number {
    return this.#searched
  }

  /** How many bytes the body has if its header is right; 0 when nothing speaks for that. */
  get wanted(): number {
    return this.#way === 'length' || this.#way === 'walk' ? (this.#length ?? 0) : 0
  }

  /** Begins with another body. */
  begin({ position, jpeg, length, trusted = false, delimiter }: BodyInit): void {
    this.#position = position
    this.#delimiter = delimiter
    this.#length = length !== undefined && length <= this.#maxBytes ? length : undefined
    if (!delimiter) this.#walkFromStart()
    else if (position < this.#shadow) this.#scanFromStart()
    else if (jpeg && !trusted) this.#walkFromStart()
    else if (this.#length === undefined) this.#scanFromStart()
    else this.#way = 'length'
  }

  /** Looks for the end of the body that begins at `bytes[at]`, from where it last stopped. */
  find(bytes: Uint8Array, at: number): BodySearch {
    for (;;) {
      const found = this.#look(bytes, at)
      if (found !== undefined) return found
    }
  }

  /** No more bytes will come: goes on in the next best way. Returns whether there was one. */
  retreat(bytes: Uint8Array, at: number): boolean {
    if (this.#way !== 'length' && this.#way !== 'walk') return false
    if (this.#way === 'length' && beginsWithSoi(bytes, at)) this.#walkFromStart()
    else this.#scanFromStart()
    this.#retreats += 1
    if (this.#retreats === RETREATS) this.#shadow = Number.POSITIVE_INFINITY
    return true
  }

  /**
   * How many of the last `length` bytes of a stream, which begin at `bytes[at]`, are the body that
   * they cut short; `undefined` for a JPEG, which is not whole then.
   */
  remainder(bytes: Uint8Array, at: number, length: number): number | undefined {
    if (this.#way === 'follow') return Math.min(this.#length ?? 0, length)
    return beginsWithSoi(bytes, at) ? undefined : length
  }

  /** One step; `undefined` when another may be taken at once. */
  #look(bytes: Uint8Array, at: number): BodySearch | undefined {
    switch (this.#way) {
      case 'length':
        return this.#complete(bytes, at, this.#length ?? 0)
      case 'walk':
        return this.#walkOn(bytes, at)
      case 'follow':
        return this.#follow(bytes, at, this.#length ?? 0)
      default:
        return this.#scan(bytes, at)
    }
  }

  #complete(bytes: Uint8Array, at: number, length: number): BodySearch | undefined {
    if (bytes.length - at < length) return 'more'
    const jpeg = length >= 4 && beginsWithSoi(bytes, at)
    const end = at + length
    if (jpeg && bytes[end - 2] === 0xff && bytes[end - 1] === EOI) return length
    if (jpeg) this.#walkFromStart()
    else this.#way = 'follow'
    this.#walkable = jpeg
    return undefined
  }

  #walkOn(bytes: Uint8Array, at: number): BodySearch | undefined {
    const limit = at + (this.#length ?? this.#maxBytes)
    const event = this.#walk.advance(bytes.subarray(0, limit), at + this.#searched)
    this.#searched = this.#walk.at - at
    if (event === 'end') return this.#searched
    if (event === 'start' && this.#searched === 2) return undefined
    if (event !== 'more') return this.#breakOff(event === 'start' ? 2 : 0)
    if (bytes.length < limit) return 'more'
    if (this.#length === undefined) return 'too-large'
    this.#way = 'follow'
    return undefined
  }

  /** The JPEG is damaged; the last `kept` bytes that were walked may begin another. */
  #breakOff(kept: number): 'broken' | undefined {
    this.#searched -= kept
    if (!this.#delimiter) return 'broken'
    this.#shadow = this.#position + this.#searched
    this.#walkable = false
    this.#scanFromStart()
    return undefined
  }

  #follow(bytes: Uint8Array, at: number, length: number): BodySearch | undefined {
    const verdict = this.#delimiter?.follows(bytes, at + length)
    if (verdict === undefined) return 'more'
    if (verdict) return length
    this.#length = undefined
    if (this.#walkable) this.#way = 'walk'
    else this.#scanFromStart()
    return undefined
  }

  #scan(bytes: Uint8Array, at: number): BodySearch | undefined {
    if (this.#inLine) {
      const lf = bytes.indexOf(LF, at + this.#searched)
      this.#searched = (lf < 0 ? bytes.length : lf + 1) - at
      if (lf < 0) return this.#searched > this.#maxBytes ? 'too-large' : 'more'
    }
    if (this.#searched > this.#maxBytes) return 'too-large'
    this.#inLine = true
    const verdict = this.#delimiter?.ends(bytes, at + this.#searched)
    if (verdict) return lengthOfLines(bytes, at, this.#searched)
    if (verdict === false) return undefined
    this.#inLine = false
    return 'more'
  }

  #walkFromStart(): void {
    this.#way = 'walk'
    this.#walkable = true
    this.#searched = 0
    this.#walk.reset()
  }

  #scanFromStart(): void {
    this.#way = 'scan'
    this.#searched = 0
    this.#inLine = false
  }
}

function beginsWithSoi(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && bytes[at + 1] === SOI
}

/** The length of what lies in front of a delimiter: the line end there belongs to the delimiter. */
function lengthOfLines(bytes: Uint8Array, at: number, length: number): number {
  if (length === 0 || bytes[at + length - 1] !== LF) return length
  return length > 1 && bytes[at + length - 2] === CR ? length - 2 : length - 1
}
