/**
 * Numbers that must be more than nothing: limits, rates, wishes.
 *
 * @module
 */

/** @throws {RangeError} when `value` is not more than 0; it names the option. Returns the value. */
export function positive(name: string, value: number): number {
  if (value > 0) return value
  throw new RangeError(`Expected ${name} to be more than 0, got ${value}`)
}
