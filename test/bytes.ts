/**
 * Bytes are compared as bytes. What `toEqual` does by itself is to look at a picture as an object with
 * a hundred thousand properties: the same verdict, seconds later.
 *
 * @module
 */
import { expect } from 'vitest'

expect.addEqualityTesters([sameBytes])

/** Whether two arrays of bytes are the same; `undefined`, as for whatever is not that, leaves it to others. */
function sameBytes(one: unknown, other: unknown): boolean | undefined {
  if (!(one instanceof Uint8Array && other instanceof Uint8Array)) return undefined
  if (one.constructor !== other.constructor) return undefined
  return Buffer.compare(one, other) === 0
}
