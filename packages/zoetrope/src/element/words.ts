/**
 * Every word that the element says, and how it writes numbers and times: the one file to translate.
 *
 * @module
 */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** What the element says, in English. */
export const words = {
  states: {
    connecting: 'Connecting',
    live: 'Live',
    unchecked: 'Not checked',
    stalled: 'Stalled',
    lost: 'Lost',
    paused: 'Paused',
  },
  picture: 'Live picture',
  controls: 'Picture controls',
  pause: 'Pause',
  play: 'Play',
  snapshot: 'Save a snapshot',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',
  pictureInPicture: 'Picture in picture',

  again: 'Live again',
  unchecked: 'The browser does not tell whether this picture moves',
  stalled: 'No new picture comes',
  starting: 'The camera starts',
  noCamera: 'The camera gives no pictures',
  noContact: 'The server cannot be reached',
  noAnswer: 'The server is silent',
  noServer: 'This address is not that of a camera of a Zoetrope server',
  noStream: 'This is no stream of pictures',
  ended: 'The stream has ended',
  unseen: 'Nobody sees it',
  noSource: 'It has no src',
  invalidSource: 'Its src is no address of a stream',
  noPictureInPicture: 'This browser offers pages no picture in picture',

  status: (code: number): string => `The server answered ${code}`,
  rate: (perSecond: number): string =>
    `${perSecond < 9.95 ? perSecond.toFixed(1) : Math.round(perSecond)} fps`,
  age: (ms: number): string => `${lengthOf(ms)} old`,
} as const

/** A length of time: `40 ms`, `1.2 s`, `12 s`, `3 min`, `5 h`, `2 days`. */
function lengthOf(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 9.95 * SECOND) return `${(ms / SECOND).toFixed(1)} s`
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  return ms < 2 * DAY ? `${Math.floor(ms / HOUR)} h` : `${Math.floor(ms / DAY)} days`
}
