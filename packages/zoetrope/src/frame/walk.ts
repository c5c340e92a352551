/**
 * Walks the JPEGs of a byte stream while it arrives: from marker to marker, each byte once, however
 * the stream is cut into chunks. It holds no bytes, only its place in the JPEG.
 *
 * @module
 */
import {
  EOI,
  endOfScan,
  hasLength,
  isFrameHeader,
  isScanByte,
  longestSegment,
  SOI,
  SOS,
} from './marker.ts'

/** What a walk came upon. Where, {@link JpegWalk.at} says. */
export type WalkEvent =
  /** A JPEG begins: its SOI ends at `at`. In mid-JPEG this means that the one before was torn. */
  | 'start'
  /** The JPEG is whole: its EOI ends at `at`. */
  | 'end'
  /** The byte at `at` belongs to no JPEG. The walk goes on to look for the next SOI. */
  | 'broken'
  /** All the bytes are walked. */
  | 'more'

/** The length that SOI would be. */
const TORN = 0xff00 | SOI

type Place =
  | 'outside'
  | 'outside-ff'
  | 'marker'
  | 'code'
  | 'length'
  | 'low'
  | 'doubt'
  | 'payload'
  | 'scan'
  | 'scan-ff'

/** A place in a stream of JPEGs. */
export class JpegWalk {
  /** The offset of the last event, in the bytes last given. */
  at = 0
  #place: Place = 'outside'
  #marker = 0
  #length = 0
  #suspectAt = 0
  #headerAt = Number.NaN
  #scanned = false

  /** When broken: behind this offset the start of another JPEG may have been taken for a segment. */
  get suspectAt(): number {
    return this.#suspectAt
  }

  /** Whether its last segment may contain a JPEG of its own: only APPn does. */
  get mayHideThumbnail(): boolean {
    return this.#marker >= 0xe0 && this.#marker <= 0xef
  }

  /** Forgets the JPEG in progress: the next bytes belong to no JPEG until an SOI. */
  reset(): void {
    this.#place = 'outside'
    this.#scanned = false
  }

  /** Goes on at `bytes[from]`, up to the next event. */
  advance(bytes: Uint8Array, from: number): WalkEvent {
    // The same place in the stream may have another offset in these bytes than in the last.
    this.#suspectAt += from - this.at
    this.#headerAt += from - this.at
    this.at = from
    for (;;) {
      this.#leap(bytes)
      const byte = bytes[this.at]
      if (byte === undefined) return 'more'
      const event = this.#step(byte)
      if (event) return event
    }
  }

  /** Crosses the bytes that need not be looked at one by one. */
  #leap(bytes: Uint8Array): void {
    if (this.#place === 'payload') this.#leapPayload(bytes)
    if (this.#place === 'scan') this.at = endOfScan(bytes, this.at)
    if (this.#place !== 'outside') return
    const start = bytes.indexOf(0xff, this.at)
    this.at = start < 0 ? bytes.length : start
  }

  #leapPayload(bytes: Uint8Array): void {
    const size = Math.min(this.#length, bytes.length - this.at)
    this.#length -= size
    this.at += size
    if (this.#length === 0) this.#leaveSegment()
  }

  /** Takes one byte. */
  #step(byte: number): WalkEvent | undefined {
    switch (this.#place) {
      case 'outside':
        return this.#pass('outside-ff')
      case 'outside-ff':
        if (byte === SOI) return this.#start()
        return this.#pass(byte === 0xff ? 'outside-ff' : 'outside')
      case 'marker':
        return byte === 0xff ? this.#pass('code') : this.#broken()
      case 'scan':
        return this.#pass('scan-ff')
      case 'scan-ff':
        if (isScanByte(byte)) return this.#pass('scan')
        this.#suspectAt = this.at
        return this.#takeCode(byte)
      case 'code':
        return this.#takeCode(byte)
      case 'length':
        this.#length = byte << 8
        return this.#pass('low')
      case 'doubt':
        if (byte === 0xff) return this.#broken()
        this.#place = 'payload'
        return undefined
      default:
        return this.#takeLength(this.#length | byte)
    }
  }

  #takeCode(code: number): WalkEvent | undefined {
    if (code === 0xff) return this.#pass(this.#place)
    if (code === SOI) return this.#start()
    if (code === EOI && this.#scanned) return this.#end()
    if (!hasLength(code)) return this.#broken()
    this.#marker = code
    if (isFrameHeader(code) && !this.#takeHeader()) return this.#broken()
    this.#suspectAt = this.at + 1
    return this.#pass('length')
  }

  /** A second frame header belongs to another JPEG, whose SOI is somewhere behind the first. */
  #takeHeader(): boolean {
    this.#suspectAt = this.#headerAt
    const isFirst = Number.isNaN(this.#headerAt)
    if (isFirst) this.#headerAt = this.at + 1
    return isFirst
  }

  #takeLength(length: number): WalkEvent | undefined {
    if (length < 2 || length > longestSegment(this.#marker)) return this.#broken()
    this.#length = length - 2
    // Where a frame was torn in front of a length, the SOI of the next one stands in its place.
    this.#pass(length === TORN ? 'doubt' : 'payload')
    if (this.#length === 0) this.#leaveSegment()
    return undefined
  }

  #leaveSegment(): void {
    const scan = this.#marker === SOS
    this.#place = scan ? 'scan' : 'marker'
    this.#scanned ||= scan
  }

  #pass(place: Place): undefined {
    this.#place = place
    this.at += 1
  }

  #start(): WalkEvent {
    this.#scanned = false
    this.#marker = SOI
    this.#headerAt = Number.NaN
    this.#suspectAt = this.at + 1
    this.#pass('marker')
    return 'start'
  }

  #end(): WalkEvent {
    this.reset()
    this.at += 1
    return 'end'
  }

  #broken(): WalkEvent {
    this.#place = 'outside'
    return 'broken'
  }
}
