/**
 * Cuts any byte stream into whole JPEGs: a pipe, a serial line, a file of frames end to end.
 *
 * It walks each JPEG from marker to marker instead of searching for its end, so that thumbnails and
 * other bytes inside segments do not mislead it. What is not a JPEG is skipped.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import { Assembly } from './assembly.ts'
import type { Bytes } from './frame.ts'
import { checkLimit, MAX_FRAME_BYTES } from './limit.ts'
import { JpegWalk } from './walk.ts'

/** What a splitter lets through, and whom it tells of the rest. */
export interface SplitterOptions {
  /** Bytes a frame may have. @default 33_554_432 (32 MiB) */
  maxBytes?: number | undefined
  /** Is told of every frame that was given up: `INVALID_FRAME` or `FRAME_TOO_LARGE`. */
  onReject?: ((error: ZoetropeError) => void) | undefined
}

const NOTHING: Bytes = new Uint8Array(0)
const FF: Bytes = Uint8Array.of(0xff)

/** An SOI alone is no frame. */
const NOISE = 2

/** Torn thumbnails in torn frames make a second search needed; a stream made to cost time, any number. */
const SEARCHES = 8

/** Takes chunks of a byte stream, gives whole JPEGs. */
export class JpegSplitter {
  readonly #maxBytes: number
  readonly #onReject: (error: ZoetropeError) => void
  readonly #walk = new JpegWalk()
  /** What came of the frame in progress with earlier chunks. */
  readonly #held = new Assembly()
  /** The chunk at hand. All offsets are offsets in it, negative for what came with earlier ones. */
  #bytes: Bytes = NOTHING
  /** Where the frame in progress begins. */
  #origin: number | undefined
  /** Whether the frame in progress has outgrown the limit: it is walked to its end, but not held. */
  #oversized = false
  /** Up to here broken frames have been searched for the starts of others: see {@link #retry}. */
  #shadow = 0
  /** How often bytes in front of that were searched. */
  #searches = 0
  /** Up to here JPEGs are thumbnails of a broken frame. */
  #thumbnails = 0

  constructor(options: SplitterOptions = {}) {
    const { maxBytes = MAX_FRAME_BYTES, onReject = () => {} } = options
    this.#maxBytes = checkLimit('maxBytes', maxBytes)
    this.#onReject = onReject
  }

  /** Bytes of the frame in progress that are kept from earlier chunks: at most `maxBytes`. */
  get buffered(): number {
    return this.#held.length
  }

  /**
   * Takes the next chunk and gives the frames that became whole with it, in order.
   *
   * A frame that lies inside the chunk is a view of it, any other a view of a buffer that is used
   * again: both are good until the next `push`. The chunk itself may be reused then, too.
   */
  push(chunk: Bytes): Bytes[] {
    const frames: Bytes[] = []
    if (chunk.length === 0) return frames
    this.#bytes = chunk
    let at = 0
    for (;;) {
      const event = this.#walk.advance(this.#bytes, at)
      if (event === 'more') break
      at = this.#walk.at
      if (event === 'start') this.#begin(at)
      if (event === 'broken') at = this.#retry(at)
      const frame = event === 'end' ? this.#finish(at) : undefined
      if (frame) frames.push(frame)
    }
    this.#keep()
    return frames
  }

  /** Ends the stream: a frame in progress is rejected. The splitter may take another stream then. */
  end(): void {
    this.#drop(0, 'the stream ended')
    this.#walk.reset()
    this.#shadow = 0
    this.#thumbnails = 0
  }

  /** A frame begins, with the SOI that ends at `at`. */
  #begin(at: number): void {
    this.#drop(at - 2, 'another frame began in the middle of it')
    this.#origin = at - 2
    this.#oversized = false
    // The FF of SOI may have been the last byte of the chunk before.
    if (at < 2) this.#held.append(FF)
  }

  /** The frame in progress, which ends before `at`; `undefined` for a thumbnail or a giant. */
  #finish(at: number): Bytes | undefined {
    const origin = this.#origin ?? at
    if (at <= this.#thumbnails || at - origin > this.#maxBytes) {
      this.#drop(at, '')
      return undefined
    }
    this.#origin = undefined
    if (origin >= 0) return this.#bytes.subarray(origin, at)
    this.#held.append(this.#bytes, 0, at)
    return this.#held.take()
  }

  /**
   * Gives up the frame in progress, which breaks off at `at`, and tells where to look for the next.
   *
   * A frame cut inside a segment has taken the start of the frame behind it for a part of that
   * segment. So this is searched for a start. What lies in it from start to end may be the broken
   * frame's thumbnail, though.
   */
  #retry(at: number): number {
    const origin = this.#origin ?? at
    const from = at - origin <= this.#maxBytes ? this.#searchFrom(origin) : at
    const shift = from < 0 ? this.#rejoin() : 0
    this.#drop(at + shift, 'something else came where a marker was due')
    this.#shadow = at + shift
    if (from < at && this.#walk.mayHideThumbnail) this.#thumbnails = this.#shadow
    return Math.min(from, at) + shift
  }

  /** Where to search again, in a way that no byte is searched more than a few times. */
  #searchFrom(origin: number): number {
    const { suspectAt } = this.#walk
    this.#searches = origin < this.#shadow ? this.#searches + 1 : 0
    return this.#searches < SEARCHES ? suspectAt : Math.max(suspectAt, this.#shadow)
  }

  /** Puts what is held in front of the chunk at hand. Returns by how much all offsets grow. */
  #rejoin(): number {
    const shift = this.#held.length
    this.#held.append(this.#bytes)
    this.#bytes = this.#held.take()
    this.#origin = 0
    this.#thumbnails += shift
    return shift
  }

  /** Holds the frame in progress until the next chunk. */
  #keep(): void {
    const end = this.#bytes.length
    const origin = this.#origin ?? end
    if (end - origin > this.#maxBytes) {
      // A last FF may belong to the SOI of the next frame.
      const sure = this.#bytes.at(-1) === 0xff ? end - 1 : end
      const length = sure - origin
      if (length > this.#maxBytes) this.#report(sure, '')
      this.#oversized = length > Math.max(this.#maxBytes, NOISE)
      this.#held.clear()
    } else if (origin < end) {
      this.#held.append(this.#bytes, Math.max(origin, 0))
    }
    if (this.#origin !== undefined) this.#origin -= end
    this.#shadow -= end
    this.#thumbnails -= end
    this.#bytes = NOTHING
  }

  /** Gives up the frame in progress, if there is one, because of what came at `at`. */
  #drop(at: number, reason: string): void {
    if (this.#origin === undefined) return
    this.#report(at, reason)
    this.#origin = undefined
    this.#held.clear()
  }

  #report(at: number, reason: string): void {
    const origin = this.#origin ?? at
    const length = at - origin
    if (length <= NOISE || origin < this.#thumbnails || this.#oversized) return
    this.#onReject(length > this.#maxBytes ? tooLarge(this.#maxBytes) : broken(length, reason))
  }
}

function broken(length: number, reason: string): ZoetropeError {
  const message = `Dropped a broken frame after ${length} bytes: ${reason}; check the camera and its link`
  return new ZoetropeError('INVALID_FRAME', message)
}

function tooLarge(maxBytes: number): ZoetropeError {
  const message = `Dropped a frame of more than ${maxBytes} bytes; raise maxBytes if frames may be that large`
  return new ZoetropeError('FRAME_TOO_LARGE', message)
}
