/**
 * How much is taken from outside before it counts as an error.
 *
 * @module
 */

/**
 * Bytes a frame may have unless told otherwise (32 MiB): room for an 8K camera at its best quality,
 * and little enough that a stream without an end cannot fill the memory.
 */
export const MAX_FRAME_BYTES = 33_554_432

/**
 * Pixels a frame may have unless told otherwise (100 million): more than any camera streams, and few
 * enough that a damaged header cannot make a viewer fill its memory.
 */
export const MAX_PIXELS = 100_000_000

/** Gives `value` back. @throws {RangeError} when it is not an integer from 1 up. */
export function checkLimit(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value
  throw new RangeError(`Expected ${name} to be an integer from 1 up, got ${value}`)
}
