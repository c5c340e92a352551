/**
 * EXIF: the orientation in it, and the thumbnail.
 *
 * It is a TIFF file in a segment: a header, then directories that point to what they do not hold. So
 * nothing may move. What is added goes behind the end, what is taken away is blanked.
 *
 * @module
 */
import type { Bytes } from './frame.ts'
import { APP0, SOI } from './marker.ts'

/** Degrees clockwise. */
export type Rotation = 0 | 90 | 180 | 270

/** What is to become of an EXIF segment. */
export interface ExifWish {
  /** How much further the picture is turned when it is shown. */
  readonly rotate: Rotation
  /** Nothing is to be left but the orientation. */
  readonly strip: boolean
  /** The thumbnail is to go. */
  readonly cutThumbnail: boolean
}

const APP1 = APP0 + 1

/** Marker, length, `Exif` and two zeros: what stands in front of the TIFF header. */
const HEAD = 10

const ORIENTATION = 0x0112
/** Where a thumbnail begins and how long it is: as a JPEG, and as bare pixels. */
const THUMBNAIL_TAGS = [
  [0x0201, 0x0202],
  [0x0111, 0x0117],
] as const

const SHORT = 3
const ENTRY = 12

/** Longest segment, with its marker. */
const LONGEST = 65_537

/** Orientation -> orientation when the picture is turned by 90 degrees more. 2, 4, 5 and 7 are mirrored. */
const TURNED = [1, 6, 7, 8, 5, 2, 3, 4, 1] as const

/** The shortest EXIF segment that says an orientation, 1 to 8. */
export function minimalExif(orientation: number): Bytes {
  const head = [0xff, APP1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8]
  const entry = [0, 1, ORIENTATION >> 8, ORIENTATION & 0xff, 0, SHORT, 0, 0, 0, 1]
  return Uint8Array.from([...head, ...entry, 0, orientation, 0, 0, 0, 0, 0, 0])
}

/** What `orientation` becomes when the picture is turned further. */
export function turn(orientation: number, rotation: Rotation): number {
  let turned = orientation
  for (let degrees = 0; degrees < rotation; degrees += 90) turned = TURNED[turned] ?? 1
  return turned
}

/**
 * What an EXIF segment (with its marker) says of how its picture is turned, 1 to 8; `undefined` where
 * it says nothing. A directory that is cut counts as far as it goes, as it does for browsers.
 */
export function orientationIn(segment: Uint8Array): number | undefined {
  return new Exif(segment).saidOrientation
}

/**
 * An EXIF segment (with its marker) as it is wished, in new bytes; `undefined` where it is as wished
 * already. No bytes at all: it is to go.
 */
export function amendExif(segment: Uint8Array, wish: ExifWish): Bytes | undefined {
  const old = new Exif(segment)
  const orientation = turn(old.orientation, wish.rotate)
  const reduced = orientation === 1 ? new Uint8Array() : minimalExif(orientation)
  if (wish.strip) return reduced
  const isCut = wish.cutThumbnail && (old.hasThumbnail || hidesJpeg(segment, 0, segment.length))
  if (!isCut && wish.rotate === 0) return undefined
  if (!old.isSound) return reduced
  // Not `slice`: of Node's buffers that is no copy.
  const amended = new Exif(new Uint8Array(segment))
  const length = isCut ? amended.cutThumbnail() : segment.length
  const kept = wish.rotate === 0 ? amended.upTo(length) : amended.oriented(length, orientation)
  // Previews of the maker's own cannot be found by any directory.
  return kept.length > LONGEST || (isCut && hidesJpeg(kept, 0, kept.length)) ? reduced : kept
}

/** Whether a JPEG begins inside the segment from `from` to before `to`. */
export function hidesJpeg(bytes: Uint8Array, from: number, to: number): boolean {
  let at = bytes.indexOf(0xff, from + 1)
  while (at >= 0 && at < to) {
    if (bytes[at + 1] === SOI && bytes[at + 2] === 0xff) return true
    at = bytes.indexOf(0xff, at + 1)
  }
  return false
}

/** One segment. Offsets in it are offsets in the TIFF file, as its own are. */
class Exif {
  readonly #segment: Uint8Array
  readonly #view: DataView
  readonly #little: boolean
  /** Where the first directory is; 0 where this is no TIFF file. */
  readonly #first: number

  constructor(segment: Uint8Array) {
    const start = Math.min(HEAD, segment.length)
    this.#segment = segment
    this.#view = new DataView(segment.buffer, segment.byteOffset + start, segment.length - start)
    this.#little = this.#byte(0) === 0x49
    const letter = this.#little ? 0x49 : 0x4d
    const isTiff = this.#byte(0) === letter && this.#byte(1) === letter && this.#uint16(2) === 42
    this.#first = isTiff ? this.#uint32(4) : 0
  }

  /** Whether there is a first directory, whole. */
  get isSound(): boolean {
    return this.#first >= 8 && this.#endOf(this.#first) <= this.#view.byteLength
  }

  /** 1 to 8; 1 where it is not said. */
  get orientation(): number {
    return (this.isSound ? this.saidOrientation : undefined) ?? 1
  }

  /** 1 to 8, also where the directory is not whole. */
  get saidOrientation(): number | undefined {
    const entry = this.#first > 0 ? this.#find(this.#first, ORIENTATION) : 0
    const said = entry > 0 ? this.#uint16(entry + 8) : 0
    return said >= 1 && said <= 8 ? said : undefined
  }

  get hasThumbnail(): boolean {
    return this.isSound && this.#second > 0
  }

  /** Blanks the thumbnail. Returns how long the segment is without it. */
  cutThumbnail(): number {
    const directory = this.#second
    if (directory === 0) return this.#segment.length
    this.#view.setUint32(this.#endOf(this.#first) - 4, 0)
    if (this.#endOf(directory) > this.#view.byteLength) return this.#segment.length
    let end = this.#view.byteLength
    for (const [placeTag, lengthTag] of THUMBNAIL_TAGS) {
      const from = this.#number(this.#find(directory, placeTag))
      const length = this.#number(this.#find(directory, lengthTag))
      if (from <= this.#endOf(this.#first) || from + length > end) continue
      this.#segment.fill(0, HEAD + from, HEAD + from + length)
      // Nearly always it is the last thing.
      if (from + length === end) end = from
    }
    return HEAD + end
  }

  /** The first `length` bytes as a segment of their own. */
  upTo(length: number): Bytes {
    return sized(new Uint8Array(this.#segment.subarray(0, length)))
  }

  /** The same with this orientation. */
  oriented(length: number, orientation: number): Bytes {
    const entry = this.#find(this.#first, ORIENTATION)
    if (entry === 0) return this.#withEntry(length, orientation)
    this.#writeEntry(this.#view, entry, orientation)
    return this.upTo(length)
  }

  /** Writes the first directory once more, with the orientation in it, behind all else. */
  #withEntry(length: number, orientation: number): Bytes {
    // Directories begin at even offsets.
    const start = length + (length & 1)
    const size = this.#endOf(this.#first) - this.#first
    const whole = new Uint8Array(start + size + ENTRY)
    if (whole.length > LONGEST) return whole
    whole.set(this.#segment.subarray(0, length))
    const old = this.#segment.subarray(HEAD + this.#first, HEAD + this.#first + size)
    const view = new DataView(whole.buffer)
    const before = this.#entriesBelow(ORIENTATION)
    const split = 2 + ENTRY * before
    whole.set(old.subarray(0, split), start)
    whole.set(old.subarray(split), start + split + ENTRY)
    view.setUint16(start, this.#uint16(this.#first) + 1, this.#little)
    this.#writeEntry(view, start + split, orientation)
    view.setUint32(HEAD + 4, start - HEAD, this.#little)
    return sized(whole)
  }

  #writeEntry(view: DataView, at: number, orientation: number): void {
    view.setUint16(at, ORIENTATION, this.#little)
    view.setUint16(at + 2, SHORT, this.#little)
    view.setUint32(at + 4, 1, this.#little)
    view.setUint16(at + 8, orientation, this.#little)
    view.setUint16(at + 10, 0, this.#little)
  }

  /** The directory of the thumbnail, or 0. */
  get #second(): number {
    return this.#uint32(this.#endOf(this.#first) - 4)
  }

  /** Offset behind a directory. */
  #endOf(directory: number): number {
    return directory + 2 + ENTRY * this.#uint16(directory) + 4
  }

  /** Offset of a directory's entry, or 0. */
  #find(directory: number, tag: number): number {
    const end = Math.min(this.#endOf(directory) - 4, this.#view.byteLength - ENTRY + 1)
    for (let at = directory + 2; at < end; at += ENTRY) if (this.#uint16(at) === tag) return at
    return 0
  }

  #entriesBelow(tag: number): number {
    const count = this.#uint16(this.#first)
    const at = (nth: number) => this.#uint16(this.#first + 2 + ENTRY * nth)
    let nth = 0
    while (nth < count && at(nth) < tag) nth += 1
    return nth
  }

  /** The number in an entry, or 0 where there is none. */
  #number(entry: number): number {
    if (entry === 0) return 0
    return this.#uint16(entry + 2) === SHORT ? this.#uint16(entry + 8) : this.#uint32(entry + 8)
  }

  #byte(at: number): number {
    return at < this.#view.byteLength ? this.#view.getUint8(at) : 0
  }

  #uint16(at: number): number {
    return at + 2 <= this.#view.byteLength ? this.#view.getUint16(at, this.#little) : 0
  }

  #uint32(at: number): number {
    return at + 4 <= this.#view.byteLength ? this.#view.getUint32(at, this.#little) : 0
  }
}

/** Writes a segment's length into it. */
function sized(segment: Bytes): Bytes {
  segment[2] = (segment.length - 2) >> 8
  segment[3] = (segment.length - 2) & 0xff
  return segment
}
