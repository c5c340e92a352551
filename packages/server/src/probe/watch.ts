/**
 * A stream that was watched for a while: its parts, and when the frames in them were there. The
 * pictures themselves are not looked at, which would take far longer.
 *
 * @module
 */
import { longestLapse } from './attention.ts'
import { announcedBoundary, usedDelimiter } from './boundary.ts'
import type { Arrival, Conversation } from './conversation.ts'
import { type Layout, layoutOf } from './parts.ts'
import { bodyOf, type ResponseBody } from './response-body.ts'
import { fieldOf, type ResponseHead } from './response-head.ts'
import { differences, middle } from './statistics.ts'

/** A frame that came, and when its last byte did. */
export interface FrameSeen extends Arrival {
  readonly jpeg: Buffer
  /** Its X-Timestamp as written, if it has one. */
  readonly stamp?: string | undefined
}

/** What was watched. */
export interface Watch {
  readonly conversation: Conversation
  readonly head: ResponseHead
  readonly body: ResponseBody
  /** With its dashes. */
  readonly delimiter: string
  readonly layout: Layout
  readonly frames: readonly FrameSeen[]
  /** Milliseconds between frames, usually; `undefined` of fewer than three. */
  readonly interval: number | undefined
  /** Frames a second. */
  readonly rate: number
  /** Bytes a second. */
  readonly bitrate: number
  /** Epoch milliseconds at which the watching ended; what had come by then has been read. */
  readonly until: number
  /** Milliseconds for which this process did not look meanwhile, at its worst; 0 where it had time. */
  readonly lapse: number
}

/**
 * Takes apart what a conversation that goes on has brought until now; `undefined` where it holds no
 * parts.
 */
export function watchOf(conversation: Conversation, until: number): Watch | undefined {
  const { head, askedAt } = conversation
  if (!head) return undefined
  const lapse = longestLapse(askedAt, until)
  const body = bodyOf(conversation, { endless: true })
  const delimiter = usedDelimiter(body.bytes, announcedBoundary(head)?.text)
  if (delimiter === undefined) return undefined
  const layout = layoutOf(body.bytes, delimiter)
  const frames = framesOf(body, layout)
  const times = frames.map(({ at }) => at)
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0)
  const rest = frames.slice(1).reduce((sum, { jpeg }) => sum + jpeg.length, 0)
  return {
    ...{ conversation, head, body, delimiter, layout, frames, until, lapse },
    interval: frames.length < 3 ? undefined : middle(differences(times)),
    rate: span > 0 ? ((frames.length - 1) * 1000) / span : 0,
    bitrate: span > 0 ? (rest * 1000) / span : 0,
  }
}

function framesOf(body: ResponseBody, { parts, rest }: Layout): FrameSeen[] {
  const seen = parts
    .filter(({ from, to }) => to > from)
    .map(({ from, to, fields }) => ({ from, to, fields }))
  // The delimiter behind the last frame may come with the next one, which never comes.
  const last = rest?.announced === undefined ? undefined : rest.from + rest.announced
  if (rest && last !== undefined && last > rest.from && last <= body.bytes.length) {
    seen.push({ from: rest.from, to: last, fields: rest.fields })
  }
  return seen.map(({ from, to, fields }) => {
    const { at, since } = body.arrivalOf(to - 1)
    const stamp = fieldOf(fields, 'x-timestamp')?.value
    return { jpeg: body.bytes.subarray(from, to), at, since, stamp }
  })
}
