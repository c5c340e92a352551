/**
 * What a program writes to a pipe: JPEGs end to end, or multipart. Nobody says which; one look at
 * the first bytes does.
 *
 * @module
 */
import { layoutOf } from '../client/layout.ts'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { JpegSplitter } from '../frame/split.ts'
import { PartReader } from '../multipart/reader.ts'

/** Limits of a {@link PipeReader}. */
export interface PipeOptions {
  /** Bytes a frame may have. @default that of the splitter and the part reader */
  readonly maxBytes?: number | undefined
  /** Is told of everything that was given up. */
  readonly onReject?: ((error: ZoetropeError) => void) | undefined
}

/** Bytes within which a frame or a part must begin. */
const SEARCHED = 65_536

/** Takes chunks of a byte stream, gives whole JPEGs, whichever of the two ways they are packed. */
export class PipeReader {
  readonly #options: PipeOptions
  #opening: Bytes = new Uint8Array(0)
  #read: ((chunk: Bytes) => Bytes[]) | undefined

  constructor(options: PipeOptions = {}) {
    this.#options = options
  }

  /**
   * Takes the next chunk and gives the frames that became whole with it, good until the next `push`.
   *
   * @throws {ZoetropeError} `INVALID_STREAM` when the first 64 KiB hold neither.
   */
  push(chunk: Bytes): Bytes[] {
    if (this.#read) return this.#read(chunk)
    const opening = join(this.#opening, chunk)
    const layout = layoutOf(opening, '')
    this.#opening = layout === undefined ? opening : new Uint8Array(0)
    if (layout === undefined && opening.length < SEARCHED) return []
    if (layout === undefined) throw unknown(opening)
    this.#read = layout === 'pictures' ? this.#splitter() : this.#parts()
    return this.#read(opening)
  }

  #splitter(): (chunk: Bytes) => Bytes[] {
    const splitter = new JpegSplitter(this.#options)
    return (chunk) => splitter.push(chunk)
  }

  #parts(): (chunk: Bytes) => Bytes[] {
    const parts = new PartReader(this.#options)
    return (chunk) => parts.push(chunk).flatMap(({ body }) => (isJpeg(body) ? [body] : []))
  }
}

function isJpeg(body: Uint8Array): boolean {
  return body[0] === 0xff && body[1] === 0xd8
}

function join(a: Bytes, b: Bytes): Bytes {
  if (a.length === 0) return b
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

function unknown(opening: Uint8Array): ZoetropeError {
  const bytes = Array.from(opening.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0'))
  const h264 = /^(?:00 )?00 00 01/.test(bytes.join(' '))
  const guess = h264 ? ' (H.264? for rpicam-vid and libcamera-vid add --codec mjpeg)' : ''
  return new ZoetropeError(
    'INVALID_STREAM',
    `Expected JPEGs or multipart, got neither in ${SEARCHED} bytes; they begin ${bytes.join(' ')}${guess}`,
  )
}
