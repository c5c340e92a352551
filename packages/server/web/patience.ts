/**
 * How long to wait before trying again: soon at first, so that a restart is hardly noticed, then
 * slower, and never two pages in step.
 *
 * @module
 */

const delays = [500, 1000, 2000, 3000]

/**
 * Milliseconds to wait after the `failures`th failure in a row (from 1), within 20 % of 0.5, 1, 2,
 * then 3 s.
 *
 * @param random from 0 up to, not including, 1. @default Math.random()
 */
export function retryDelay(failures: number, random: number = Math.random()): number {
  const at = Math.min(Math.max(1, failures), delays.length) - 1
  return Math.round((delays[at] ?? 0) * (0.8 + 0.4 * random))
}
