/**
 * A frame as a binary message: a small header, then the JPEG. The same form both ways, for viewers
 * and for those who push.
 *
 * ```
 *  0  u8   kind: 1 is a frame; messages of other kinds are ignored
 *  1  u8   flags: bit 0 says that it is a placeholder and not live; the others are 0
 *  2  u16  where the JPEG begins; headers may grow, so skip what you do not know
 *  4  u64  index
 * 12  u64  capturedAt, in microseconds since the Unix epoch
 * 20  u8   length of the camera's name in bytes, then
 * 21  u8   length of the epoch in bytes
 * 22       the name, the epoch (UTF-8), and then what later versions add
 * ```
 *
 * Numbers are big-endian.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import type { Bytes, Frame } from '../frame/frame.ts'

const FRAME = 1
const PLACEHOLDER = 1
const FIXED = 22
const LONGEST_NAME = 255

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** A frame, and whose it is. */
export interface FrameMessage extends Frame {
  readonly camera: string
  /** Whether it stands for a picture that is not live. */
  readonly placeholder: boolean
}

/** What a frame's message says beside the JPEG. */
export type FrameMessageInit = Omit<FrameMessage, 'jpeg' | 'placeholder'> & {
  /** @default false */
  readonly placeholder?: boolean | undefined
}

/**
 * Copies `jpeg` into a new message. Numbers that are negative or none travel as 0.
 *
 * @throws {RangeError} when the camera's name or the epoch has more than 255 bytes.
 */
export function writeFrameMessage(jpeg: Uint8Array, init: FrameMessageInit): Bytes {
  const camera = nameBytes(init.camera)
  const epoch = nameBytes(init.epoch)
  const start = FIXED + camera.length + epoch.length
  const bytes = new Uint8Array(start + jpeg.length)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, FRAME)
  view.setUint8(1, init.placeholder ? PLACEHOLDER : 0)
  view.setUint16(2, start)
  view.setBigUint64(4, natural(init.index))
  view.setBigUint64(12, natural(Math.round(init.capturedAt * 1000)))
  view.setUint8(20, camera.length)
  view.setUint8(21, epoch.length)
  bytes.set(camera, FIXED)
  bytes.set(epoch, FIXED + camera.length)
  bytes.set(jpeg, start)
  return bytes
}

/**
 * Reads a binary message; its `jpeg` is a view into `bytes`. `undefined` when it is of a kind that
 * is not known.
 *
 * @throws {ZoetropeError} `INVALID_MESSAGE` when it is cut short or contradicts itself.
 */
export function readFrameMessage(bytes: Bytes): FrameMessage | undefined {
  if (bytes.length === 0) throw invalid('at least one byte', 'none')
  if (bytes[0] !== FRAME) return undefined
  if (bytes.length < FIXED) throw invalid(`a header of ${FIXED} bytes`, `${bytes.length}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = view.getUint16(2)
  const middle = FIXED + view.getUint8(20)
  const end = middle + view.getUint8(21)
  if (start < end || start > bytes.length) {
    throw invalid(`the JPEG to begin between byte ${end} and ${bytes.length}`, `${start}`)
  }
  return {
    camera: decoder.decode(bytes.subarray(FIXED, middle)),
    epoch: decoder.decode(bytes.subarray(middle, end)),
    index: Number(view.getBigUint64(4)),
    capturedAt: Number(view.getBigUint64(12)) / 1000,
    placeholder: (view.getUint8(1) & PLACEHOLDER) !== 0,
    jpeg: bytes.subarray(start),
  }
}

function nameBytes(text: string): Bytes {
  const bytes = encoder.encode(text)
  if (bytes.length <= LONGEST_NAME) return bytes
  throw new RangeError(`Expected a name of at most ${LONGEST_NAME} bytes, got ${bytes.length}`)
}

// A capture time is the caller's, and may be anything: it must not end the stream of all viewers.
function natural(value: number): bigint {
  return BigInt(Number.isSafeInteger(value) && value > 0 ? value : 0)
}

function invalid(expected: string, got: string): ZoetropeError {
  return new ZoetropeError('INVALID_MESSAGE', `Expected ${expected}, got ${got}`)
}
