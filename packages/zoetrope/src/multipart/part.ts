/**
 * The part: a frame as it travels. Header block, JPEG, the delimiter that ends it and the start of
 * the next header block lie in one buffer, written once when the frame is published. Both layouts of
 * the wire are views of it, shared by every viewer after that.
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
const EMPTY = new Uint8Array()
const TRAILER = encoder.encode(`\r\n--${BOUNDARY}\r\n`)
/** The header block that can be sent before its JPEG is known: it has no length. */
const EARLY_HEADER = 'Content-Type: image/jpeg\r\n\r\n'
const TAIL = encoder.encode(`\r\n--${BOUNDARY}\r\n${EARLY_HEADER}`)

/** Bytes in front of a JPEG that are enough for every header block. */
const HEAD_ROOM = 256

/** The first bytes of a stream's body. */
export const OPENING: Bytes = encoder.encode(`--${BOUNDARY}\r\n`)

/** The first bytes of a stream's body whose header blocks come early. */
export const EARLY_OPENING: Bytes = encoder.encode(`--${BOUNDARY}\r\n${EARLY_HEADER}`)

/** Why a picture is not live: the camera has given none yet, is silent, or is gone. */
export type PlaceholderMeaning = 'starting' | 'stalled' | 'lost'

/** A frame together with its wire form. */
export interface Part extends Frame {
  /** Set where this is no frame of the camera, but stands in for one. */
  readonly placeholder?: PlaceholderMeaning
  /** Pixels. */
  readonly width: number
  /** Pixels. */
  readonly height: number
  /** The capture on the monotonic clock, in milliseconds: what ages are reckoned from. */
  readonly moment: number
  /** Header block + JPEG + trailing delimiter. `jpeg` is a view into it. */
  readonly bytes: Bytes
  /** JPEG + trailing delimiter + the next part's header block, without a length. A view of the same memory. */
  readonly early: Bytes
}

/** What a part says about its frame. */
export type PartInit = Omit<Part, 'jpeg' | 'bytes' | 'early'>

/** Memory around one JPEG each that was given away, to become a part as it is. */
const rooms = new WeakSet<ArrayBufferLike>()

/** Copies `jpeg` into memory with room for what a part has around it, to be moved to another thread. */
export function roomFor(jpeg: Uint8Array): ArrayBuffer {
  const room = new Uint8Array(HEAD_ROOM + jpeg.length + TAIL.length)
  room.set(jpeg, HEAD_ROOM)
  return room.buffer
}

/**
 * The JPEG in what {@link roomFor} made, moved here. Nobody else may hold the memory: the part that
 * is made of the JPEG takes it over.
 */
export function takeRoom(room: ArrayBuffer): Bytes {
  rooms.add(room)
  return new Uint8Array(room, HEAD_ROOM, room.byteLength - HEAD_ROOM - TAIL.length)
}

/** Copies `jpeg`, which stays the caller's, into a new part; or makes one of a {@link takeRoom | room} in place. */
export function createPart(jpeg: Uint8Array, init: PartInit): Part {
  const header = headerBlock(jpeg.length, init)
  const end = header.length + jpeg.length
  const room = roomAround(jpeg, header.length)
  const whole = room ?? new Uint8Array(end + TAIL.length)
  encoder.encodeInto(header, whole)
  if (!room) whole.set(jpeg, header.length)
  whole.set(TAIL, end)
  return Object.freeze({
    ...init,
    jpeg: whole.subarray(header.length, end),
    bytes: whole.subarray(0, end + TRAILER.length),
    early: whole.subarray(header.length),
  })
}

/** Where the part can lie around `jpeg` itself. Only once: the next one must not write into this one. */
function roomAround({ buffer, byteOffset, length }: Uint8Array, front: number): Bytes | undefined {
  if (!rooms.delete(buffer) || !(buffer instanceof ArrayBuffer) || byteOffset < front)
    return undefined
  return new Uint8Array(buffer, byteOffset - front, front + length + TAIL.length)
}

/** What {@link rewritePart} does differently. */
export interface Rewriting {
  /** More header lines, each ended by CRLF. */
  readonly headers: string
  /** Leaves the JPEG out, and says so by a length of 0. */
  readonly isEmpty: boolean
}

/** A part laid out anew, for the few who ask for something else: a copy with all its bytes. */
export function rewritePart(part: Part, { headers, isEmpty }: Rewriting): Bytes {
  const jpeg = isEmpty ? EMPTY : part.jpeg
  const header = headerBlock(jpeg.length, part, headers)
  const whole = new Uint8Array(header.length + jpeg.length + TRAILER.length)
  encoder.encodeInto(header, whole)
  whole.set(jpeg, header.length)
  whole.set(TRAILER, header.length + jpeg.length)
  return whole
}

/** A capture time as it is written in `X-Timestamp`: epoch seconds with six decimals. */
export function formatTimestamp(capturedAt: number): string {
  return (capturedAt / 1000).toFixed(6)
}

// Content-Type must come first and bare, or the ffmpeg family refuses the stream.
function headerBlock(length: number, init: PartInit, further = ''): string {
  const { epoch, index, capturedAt, placeholder } = init
  const meaning = placeholder ? `X-Placeholder: ${placeholder}\r\n` : ''
  return (
    `Content-Type: image/jpeg\r\nContent-Length: ${length}\r\n` +
    `X-Timestamp: ${formatTimestamp(capturedAt)}\r\n` +
    `X-Frame-Index: ${index}\r\nX-Frame-Epoch: ${epoch}\r\n${meaning}${further}\r\n`
  )
}
