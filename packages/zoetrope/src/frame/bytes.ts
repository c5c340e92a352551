/**
 * Whatever holds bytes, as bytes.
 *
 * @module
 */
import type { Bytes } from './frame.ts'

/** Anything that holds bytes in memory: `Uint8Array`, Node's `Buffer`, `ArrayBuffer`, `DataView` ... */
export type ByteSource = ArrayBufferLike | ArrayBufferView

/**
 * A view of the same memory, not a copy.
 *
 * @throws {TypeError} when `source` holds no bytes.
 */
export function bytesOf(source: ByteSource): Uint8Array {
  if (source instanceof Uint8Array) return source
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
  }
  // By its name: one of another realm (a worker, a test runner) is no instance of this one's class.
  if (/^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(source))) {
    return new Uint8Array(source)
  }
  const hint = source instanceof Blob ? '; for a Blob use publishBlob()' : ''
  throw new TypeError(
    `Expected bytes (Uint8Array, Buffer, ArrayBuffer), got ${nameOf(source)}${hint}`,
  )
}

/**
 * The same for those who need memory that no other thread writes to: a view, or a copy of memory
 * that is shared.
 *
 * @throws {TypeError} when `source` holds no bytes.
 */
export function ownBytesOf(source: ByteSource): Bytes {
  const bytes = bytesOf(source)
  const { buffer, byteOffset, length } = bytes
  const isOwn = buffer instanceof ArrayBuffer
  return isOwn ? new Uint8Array(buffer, byteOffset, length) : new Uint8Array(bytes)
}

function nameOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}
