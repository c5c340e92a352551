/**
 * What is changed around a picture without touching the picture: segments that go, segments that are
 * amended, one that comes. The changes are noted while the JPEG is walked, and made at the end, if
 * there are any.
 *
 * @module
 */
import { amendExif, type ExifWish, hidesJpeg, minimalExif, type Rotation, turn } from './exif.ts'
import type { Bytes } from './frame.ts'
import { APP0, COM } from './marker.ts'

/**
 * What a frame carries besides its picture: EXIF, XMP, a colour profile, comments; `all` is these and
 * all other segments that showing the picture does not need. An orientation remains.
 */
export type Extra = 'exif' | 'xmp' | 'icc' | 'comments' | 'all'

/** What is to be changed. */
export interface RetouchOptions {
  readonly cutThumbnails: boolean
  readonly strip: readonly Extra[]
  readonly rotate: Rotation
}

/** A piece of a JPEG that other bytes take the place of. */
interface Change {
  readonly from: number
  readonly to: number
  readonly bytes: Uint8Array
}

const APP1 = APP0 + 1
const APP2 = APP0 + 2
const APP14 = APP0 + 14
const APP15 = APP0 + 15
const NOTHING: Bytes = new Uint8Array()

/** The changes to one JPEG at a time; begin each with {@link begin}. */
export class Retouch {
  /** Whether a thumbnail was found, and is to go. */
  hadThumbnail = false
  readonly #exif: ExifWish
  readonly #gone: ReadonlySet<Extra>
  readonly #changes: Change[] = []
  #bytes: Uint8Array = NOTHING
  /** Where an EXIF segment may be inserted, or 0. */
  #exifAt = 0
  #isOriented = false

  constructor({ cutThumbnails, strip, rotate }: RetouchOptions) {
    const all = strip.includes('all')
    this.#gone = new Set<Extra>(all ? ['exif', 'xmp', 'icc', 'comments', 'all'] : strip)
    this.#exif = { rotate, cutThumbnail: cutThumbnails, strip: this.#gone.has('exif') }
  }

  /** Whether anything is to be changed. */
  get isNeeded(): boolean {
    return this.#changes.length > 0
  }

  /** Forgets all, for another JPEG. */
  begin(bytes: Uint8Array): void {
    this.#bytes = bytes
    this.#changes.length = 0
    this.#exifAt = 0
    this.#isOriented = false
    this.hadThumbnail = false
  }

  /** Sees the next segment. */
  segment(marker: number, from: number, to: number): void {
    const isApplication = marker >= APP0 && marker <= APP15
    // What measures a stream may write its stamp into a comment in front of all else.
    if (this.#exifAt === 0 && marker !== APP0 && marker !== COM) this.#exifAt = from
    if (marker === COM && this.#gone.has('comments')) this.put(from, to, NOTHING)
    if (!isApplication) return
    if (marker === APP0) this.#takeJfif(from, to)
    else if (marker === APP1 && this.#says(from, 'Exif\0')) this.#takeExif(from, to)
    else if (this.#isUnwanted(marker, from)) this.put(from, to, NOTHING)
    else this.#takeOther(marker, from, to)
  }

  /** Puts `bytes` in the place of what lies from `from` to before `to`. */
  put(from: number, to: number, bytes: Uint8Array): void {
    this.#changes.push({ from, to, bytes })
  }

  /** Notes what is to come where no segment was: call it behind the last. */
  finish(): void {
    if (this.#exif.rotate === 0 || this.#isOriented) return
    this.put(this.#exifAt, this.#exifAt, minimalExif(turn(1, this.#exif.rotate)))
  }

  /** The first `length` bytes with all changes, in new memory. */
  made(length: number): Bytes {
    // What is inserted in front of a segment comes before what is done to the segment.
    const changes = this.#changes.sort((a, b) => a.from - b.from || a.to - b.to)
    const growth = changes.reduce((sum, { from, to, bytes }) => sum + bytes.length - to + from, 0)
    const whole = new Uint8Array(length + growth)
    let read = 0
    let written = 0
    for (const { from, to, bytes } of changes) {
      whole.set(this.#bytes.subarray(read, from), written)
      written += from - read
      whole.set(bytes, written)
      written += bytes.length
      read = to
    }
    whole.set(this.#bytes.subarray(read, length), written)
    return whole
  }

  /** JFIF may have a thumbnail of bare pixels in it, or of any kind in a segment behind it (JFXX). */
  #takeJfif(from: number, to: number): void {
    if (!this.#exif.cutThumbnail) return
    const isExtension = this.#says(from, 'JFXX\0')
    const hasPixels = this.#says(from, 'JFIF\0') && to > from + 18
    if (!isExtension && !hasPixels) return
    this.hadThumbnail = true
    if (isExtension) return this.put(from, to, NOTHING)
    // Not `slice`: of Node's buffers that is no copy.
    const head = new Uint8Array(this.#bytes.subarray(from, from + 18))
    head.set([0, 16], 2)
    head.set([0, 0], 16)
    this.put(from, to, head)
  }

  #takeExif(from: number, to: number): void {
    this.#isOriented ||= this.#exif.rotate !== 0
    const before = this.#bytes.subarray(from, to)
    const after = amendExif(before, this.#exif)
    if (!after) return
    if (this.#exif.cutThumbnail && after.length < before.length) this.hadThumbnail = true
    this.put(from, to, after)
  }

  #isUnwanted(marker: number, from: number): boolean {
    if (marker === APP14) return false
    if (this.#gone.has('all')) return true
    if (marker === APP1) return this.#gone.has('xmp') && this.#says(from, 'http://ns.adobe.com/x')
    return marker === APP2 && this.#gone.has('icc') && this.#says(from, 'ICC_PROFILE\0')
  }

  /** A JPEG hides in segments of many makers, and MPF tells of others behind the end. */
  #takeOther(marker: number, from: number, to: number): void {
    if (!this.#exif.cutThumbnail) return
    if (marker === APP2 && this.#says(from, 'ICC_PROFILE\0')) return
    const tellsOfOthers = marker === APP2 && this.#says(from, 'MPF\0')
    if (!tellsOfOthers && !hidesJpeg(this.#bytes, from, to)) return
    this.hadThumbnail = true
    this.put(from, to, NOTHING)
  }

  /** Whether a segment's payload begins with this text. */
  #says(from: number, text: string): boolean {
    for (let nth = 0; nth < text.length; nth++) {
      if (this.#bytes[from + 4 + nth] !== text.charCodeAt(nth)) return false
    }
    return true
  }
}
