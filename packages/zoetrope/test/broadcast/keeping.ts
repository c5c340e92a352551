/**
 * Keeping what a source yields: it may reuse the bytes for the next picture.
 *
 * @module
 */
import type { Captured, Supplied } from '../../src/broadcast/captured.ts'
import { bytesOf } from '../../src/frame/bytes.ts'
import type { Bytes } from '../../src/frame/frame.ts'

/** The same with bytes of its own. */
export function keep(supplied: Supplied): Captured<Bytes> {
  const captured = 'jpeg' in supplied ? supplied : { jpeg: supplied }
  return { ...captured, jpeg: new Uint8Array(bytesOf(captured.jpeg)) }
}
