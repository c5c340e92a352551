/**
 * The frames of a multipart body: its parts, less those that are no picture, or none that is new.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { boundaryOf } from '../multipart/boundary.ts'
import { PartReader } from '../multipart/reader.ts'
import type { HeaderFields } from './stamp.ts'

/** What bounds a reader, and who hears of what was left out. */
export interface PartLimits {
  readonly maxBytes: number | undefined
  readonly onReject: (error: ZoetropeError) => void
}

/** A picture, and what was said of it. */
export interface Received {
  /** Good until the next is asked for. */
  readonly jpeg: Bytes
  /** By lower-case name. */
  readonly headers: HeaderFields
}

interface ReceivedPart {
  readonly headers: HeaderFields
  readonly body: Bytes
}

/** Parts in a row without a JPEG that show that there will be none. */
const HOPELESS = 20

/** Takes chunks of a multipart body, gives frames. */
export class PartFrames {
  readonly #reader: PartReader
  readonly #onReject: (error: ZoetropeError) => void
  #foreign = 0
  #last = ''
  /** Whether the last chunk completed a part, be it a repetition. */
  progressed = false

  constructor(contentType: string, { maxBytes, onReject }: PartLimits) {
    this.#reader = new PartReader({ boundary: boundaryOf(contentType), maxBytes, onReject })
    this.#onReject = onReject
  }

  /** @throws {ZoetropeError} `INVALID_STREAM` when part after part is something else than a JPEG. */
  push(chunk: Bytes): Received[] {
    const parts = this.#reader.push(chunk)
    this.progressed = parts.length > 0
    return this.#frames(parts)
  }

  /** What the end of the body completes. */
  end(): Received[] {
    return this.#frames(this.#reader.end())
  }

  #frames(parts: readonly ReceivedPart[]): Received[] {
    return parts
      .filter((part) => this.#isJpeg(part) && this.#isNew(part))
      .map(({ headers, body }) => ({ jpeg: body, headers }))
  }

  #isJpeg({ headers, body }: ReceivedPart): boolean {
    const is = body[0] === 0xff && body[1] === 0xd8
    this.#foreign = is ? 0 : this.#foreign + 1
    if (is) return true
    const type = headers.get('content-type') ?? 'no Content-Type'
    const message = `a part of ${body.length} bytes, ${type}, where a JPEG was expected`
    if (this.#foreign >= HOPELESS) {
      throw new ZoetropeError('INVALID_STREAM', `Got ${HOPELESS} times ${message}`)
    }
    // An empty part after each frame is how some servers make browsers paint.
    if (body.length > 0) this.#onReject(new ZoetropeError('INVALID_FRAME', message))
    return false
  }

  // Servers repeat a frame so that browsers paint it, and show a placeholder when they have none.
  #isNew({ headers }: ReceivedPart): boolean {
    if (headers.get('x-placeholder')) return false
    const index = headers.get('x-frame-index')
    const name = `${headers.get('x-frame-epoch') ?? ''} ${index ?? ''}`
    const repeated = Boolean(index) && name === this.#last
    this.#last = name
    return !repeated
  }
}
