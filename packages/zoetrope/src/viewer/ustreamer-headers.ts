/**
 * The part headers that uStreamer adds for `extra_headers=1`, with its names and meanings: for
 * programs that measure a stream.
 *
 * Times are seconds on a monotonic clock: only their differences mean something. A frame comes
 * encoded from its source, so grabbing, encoding and exposing it is one moment here: its capture.
 *
 * @module
 */
import type { Part } from '../multipart/part.ts'
import type { Recipient } from './framing.ts'

/** The header lines for one frame, sent at `now` (ms on the monotonic clock); each ends with CRLF. */
export function ustreamerHeaders(part: Part, { rate }: Recipient, now: number): string {
  const captured = seconds(part.moment)
  const headers = {
    // Whether it is a live picture, and how many equal ones were left out before it.
    Online: part.placeholder ? 'false' : 'true',
    Dropped: '0',
    Width: part.width,
    Height: part.height,
    'Client-FPS': Math.round(rate.rate),
    'Grab-Begin-Time': captured,
    'Grab-End-Time': captured,
    'Encode-Begin-Time': captured,
    'Encode-End-Time': captured,
    'Expose-Begin-Time': captured,
    'Expose-Cmp-Time': captured,
    'Expose-End-Time': captured,
    'Send-Time': seconds(now),
    Latency: seconds(now - part.moment),
  }
  const lines = Object.entries(headers).map(([name, value]) => `X-UStreamer-${name}: ${value}\r\n`)
  return lines.join('')
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(6)
}
