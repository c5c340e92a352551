/**
 * What a person is shown at a glance. More than the camera's state: it is about the picture, here.
 *
 * @module
 */

/** One sign; each has a shape (icons.ts) and a word (words.ts). */
export type Sign =
  /** The picture moves, and is now. */
  | 'live'
  /** The camera is live, the picture a recent snapshot. */
  | 'refreshing'
  /** The camera is live, its picture on its way. */
  | 'opening'
  /** The camera is live, but nobody sees this page or this part of it. */
  | 'paused'
  | 'starting'
  | 'idle'
  | 'stalled'
  | 'lost'
  | 'closed'
  /** The server does not answer, so nobody knows. */
  | 'silent'
  /** The server does not show it: there is no such camera, or not for this person. */
  | 'missing'
