/**
 * Walks the JPEGs of a byte stream while it arrives: from marker to marker, each byte once, however
 * the stream is cut into chunks. It holds no bytes, only its place in the JPEG.
 *
 * @module
 */
import { EOI, endOfScan, hasLength, isScanByte, SOI, SOS } from './marker.ts'

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

type Place =
  | 'outside'
  | 'outside-ff'
  | 'marker'
  | 'code'
  | 'length'
  | 'low'
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
  #scanned = false

  /** Whether the JPEG in progress has come as far as a scan. */
  get scanned(): boolean {
    return this.#scanned
  }

  /** Forgets the JPEG in progress: the next bytes belong to no JPEG until an SOI. */
  reset(): void {
    this.#place = 'outside'
    this.#scanned = false
  }

  /** Goes on at `bytes[from]`, up to the next event. */
  advance(bytes: Uint8Array, from: number): WalkEvent {
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
        return isScanByte(byte) ? this.#pass('scan') : this.#takeCode(byte)
      case 'code':
        return this.#takeCode(byte)
      case 'length':
        this.#length = byte << 8
        return this.#pass('low')
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
    return this.#pass('length')
  }

  #takeLength(length: number): WalkEvent | undefined {
    if (length < 2) return this.#broken()
    this.#length = length - 2
    this.#pass('payload')
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
