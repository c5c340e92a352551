/**
 * How long to wait before trying again: soon at first, so that a restart is hardly noticed, then
 * slower. All elements of a page wait equally long, so that they share the connection they open;
 * two pages do not.
 *
 * @module
 */

const delays = [500, 1000, 2000, 3000]

const share = Math.random()

/**
 * Milliseconds to wait after the `failures`th failure in a row (from 1), within 20 % of 0.5, 1, 2,
 * then 3 s.
 *
 * @param random from 0 up to, not including, 1. @default one number for the whole page
 */
export function retryDelay(failures: number, random: number = share): number {
  const at = Math.min(Math.max(1, failures), delays.length) - 1
  return Math.round((delays[at] ?? 0) * (0.8 + 0.4 * random))
}
