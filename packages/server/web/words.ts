/**
 * Every word the page says, and how it writes numbers and times: the one file to translate.
 *
 * (The HTML files carry the two sentences that must be there without a script.)
 *
 * @module
 */
import type { Sign } from './sign.ts'

const language = 'en'
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium', hour12: false })
const calendar = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** One word for each sign. */
const signs: Record<Sign, string> = {
  live: 'Live',
  refreshing: 'Refreshing',
  opening: 'Connecting',
  paused: 'Paused',
  starting: 'Starting',
  idle: 'Idle',
  stalled: 'Stalled',
  lost: 'Lost',
  closed: 'Closed',
  silent: 'No contact',
  missing: 'Not here',
}

/** What the page says, in English. */
export const words = {
  product: 'Zoetrope',
  sign: (sign: Sign): string => signs[sign],

  back: 'All cameras',
  snapshot: 'Snapshot',
  copy: 'Copy stream URL',
  copied: 'Copied',
  copiedUrl: (url: string): string => `Copied ${url}`,
  copyByHand: 'Copying is not allowed here. This is the URL:',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',

  publish: 'Use this device as a camera',

  waiting: 'Asking the server for its cameras',
  noCameras: 'No cameras yet',
  noCamerasHow: 'Give the server a source, and it shows here:',
  noCamerasCommand: 'zoetrope serve desk=/dev/video0',
  noSuchCamera: (name: string): string => `There is no camera “${name}” here`,
  refused: 'The server refused',

  offline: 'You are offline.',
  noAnswer: 'The server does not answer.',
  again: (ms: number): string =>
    ms <= 0 ? 'Trying again now' : `Trying again in ${Math.ceil(ms / SECOND)} s`,

  opening: 'Connecting',
  starting: 'Starting the camera',
  idle: 'Starts when somebody looks',
  stalled: (ms: number): string => `No new frame for ${coarse(ms)}`,
  lost: (since: number, now: number): string =>
    `Lost since ${moment(since, now)} (${coarse(now - since)})`,
  closed: 'No longer served',

  rate: (perSecond: number): string =>
    `${(perSecond < 9.95 ? tenths : whole).format(perSecond)} fps`,
  size: (width: number, height: number): string => `${width} × ${height}`,
  bits: (bytesPerSecond: number): string => bits(bytesPerSecond * 8),
  viewers: (count: number): string => (count === 1 ? '1 viewer' : `${whole.format(count)} viewers`),
  age: (ms: number): string => `${fine(ms)} old`,
  pictureAge: (ms: number): string => `picture ${coarse(ms)} old`,

  cameras: (count: number): string => (count === 1 ? '1 camera' : `${count} cameras`),
  summary: (count: number, lost: number, stalled: number): string =>
    [
      ...(count > 0 ? [words.cameras(count)] : []),
      ...(lost > 0 ? [`${lost} lost`] : []),
      ...(stalled > 0 ? [`${stalled} stalled`] : []),
    ].join(', '),
  wallTitle: (state: string): string => `${state} – Zoetrope`,
  viewTitle: (name: string, sign: Sign): string =>
    `${name}: ${signs[sign].toLowerCase()} – Zoetrope`,
}

/** A short time, as an age is: `40 ms`, `1.2 s`, then as coarse(). */
function fine(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`
  return ms < 9.95 * SECOND ? `${tenths.format(ms / SECOND)} s` : coarse(ms)
}

/** A length of time in its largest unit: `12 s`, `3 min`, `5 h`, `2 days`. */
function coarse(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`
  return `${Math.floor(ms / DAY)} days`
}

/** A time of day, with the date where it is not today. */
function moment(at: number, now: number): string {
  const date = calendar.format(at)
  return date === calendar.format(now) ? clock.format(at) : `${date}, ${clock.format(at)}`
}

function bits(perSecond: number): string {
  if (perSecond < 999_500) return `${whole.format(perSecond / 1000)} kbit/s`
  return `${tenths.format(perSecond / 1e6)} Mbit/s`
}
