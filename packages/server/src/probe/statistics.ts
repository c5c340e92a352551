/**
 * Numbers of a row of numbers.
 *
 * @module
 */

/** The value that so great a share (0 to 1) of the numbers does not exceed; 0 of none. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

/** The one in the middle. */
export function middle(numbers: readonly number[]): number {
  return quantile(numbers, 0.5)
}

/** What lies between each number and the next. */
export function differences(numbers: readonly number[]): number[] {
  return numbers.slice(1).map((number, nth) => number - (numbers[nth] ?? number))
}
