/**
 * The part: a frame as it travels. Header block, JPEG and the delimiter that ends it lie in one
 * buffer, written once when the frame is published and shared by every viewer after that.
 *
 * The delimiter follows its frame instead of preceding the next one: a viewer that finds the end
 * of a part by its delimiter then shows the frame at once (docs/decisions/0001-wire-layout.md).
 *
 * @module
 */
import type { Bytes, Frame } from '../frame/frame.ts'

/** The delimiter's token: bare, because a quoted or dashed one breaks ffmpeg, aiohttp or VLC. */
export const BOUNDARY = 'frame'

/** The `Content-Type` of a stream. Nothing may follow the boundary: VLC and motion take it to the end. */
export const STREAM_TYPE: string = `multipart/x-mixed-replace; boundary=${BOUNDARY}`

const encoder = new TextEncoder()
const TRAILER = encoder.encode(`\r\n--${BOUNDARY}\r\n`)

/** The first bytes of every stream's body. */
export const OPENING: Bytes = encoder.encode(`--${BOUNDARY}\r\n`)

/** A frame together with its wire form. */
export interface Part extends Frame {
  /** Pixels. */
  readonly width: number
  /** Pixels. */
  readonly height: number
  /** The capture on the monotonic clock, in milliseconds: what ages are reckoned from. */
  readonly moment: number
  /** Header block + JPEG + trailing delimiter. `jpeg` is a view into it. */
  readonly bytes: Bytes
}

/** What a part says about its frame. */
export type PartInit = Omit<Part, 'jpeg' | 'bytes'>

/** Copies `jpeg`, which stays the caller's, into a new part. */
export function createPart(jpeg: Uint8Array, init: PartInit): Part {
  const header = headerBlock(jpeg.length, init)
  const bytes = new Uint8Array(header.length + jpeg.length + TRAILER.length)
  encoder.encodeInto(header, bytes)
  bytes.set(jpeg, header.length)
  bytes.set(TRAILER, header.length + jpeg.length)
  return Object.freeze({
    ...init,
    jpeg: bytes.subarray(header.length, header.length + jpeg.length),
    bytes,
  })
}

/** A capture time as it is written in `X-Timestamp`: epoch seconds with six decimals. */
export function formatTimestamp(capturedAt: number): string {
  return (capturedAt / 1000).toFixed(6)
}

// Content-Type must come first and bare, or the ffmpeg family refuses the stream.
function headerBlock(length: number, { epoch, index, capturedAt }: PartInit): string {
  return (
    `Content-Type: image/jpeg\r\nContent-Length: ${length}\r\n` +
    `X-Timestamp: ${formatTimestamp(capturedAt)}\r\n` +
    `X-Frame-Index: ${index}\r\nX-Frame-Epoch: ${epoch}\r\n\r\n`
  )
}
