/**
 * How long no picture may come before it is called silence: several of the intervals that are usual, or
 * wished for.
 *
 * @module
 */

/** Milliseconds where no rhythm is known yet; where one is, at least and at most. */
const UNKNOWN = 5_000
const LEAST = 2_000
const MOST = 120_000
/** Of these intervals. */
const INTERVALS = 5

/**
 * Milliseconds without a picture that are silence.
 *
 * @param interval milliseconds between two pictures of late; `undefined` before there were two.
 * @param fps the most that is wished for: who wants a picture a minute does not miss one after five seconds.
 */
export function patienceOf(interval: number | undefined, fps: number | undefined): number {
  const usual = interval === undefined ? UNKNOWN : Math.max(LEAST, INTERVALS * interval)
  const wished = fps === undefined ? 0 : (INTERVALS * 1000) / fps
  return Math.max(Math.min(usual, MOST), wished)
}
