/**
 * The body of an answer, out of its chunks where it is chunked, and when each of its bytes came.
 *
 * @module
 */
import type { Arrival, Conversation } from './conversation.ts'
import { headerValue } from './response-head.ts'

/** A body as far as it came. */
export interface ResponseBody {
  readonly bytes: Buffer
  readonly isChunked: boolean
  /** Whether its last chunk, or its announced length, is there. */
  readonly isWhole: boolean
  /** When the byte at `offset` came. */
  arrivalOf(offset: number): Arrival
}

/** A stretch of the body, and where it lay in what came. */
interface Stretch {
  readonly from: number
  readonly rawFrom: number
  readonly length: number
}

/**
 * The body of a conversation whose head is there.
 *
 * @param options.endless What `Content-Length` says is not believed.
 */
export function bodyOf(
  conversation: Conversation,
  options: { readonly endless?: boolean } = {},
): ResponseBody {
  const { head, bytes: raw } = conversation
  const from = head?.length ?? 0
  if (/\bchunked\b/i.test(headerValue(head, 'transfer-encoding')))
    return unchunked(conversation, from)
  const announced = options.endless ? '' : headerValue(head, 'content-length')
  const length = Number.parseInt(announced, 10)
  const bytes = raw.subarray(from, Number.isNaN(length) ? undefined : from + length)
  return {
    bytes,
    isChunked: false,
    isWhole: bytes.length === length,
    arrivalOf: (offset) => conversation.arrivalOf(from + offset),
  }
}

function unchunked(conversation: Conversation, start: number): ResponseBody {
  const { bytes: raw } = conversation
  const stretches: Stretch[] = []
  let at = start
  let from = 0
  let isWhole = false
  for (;;) {
    const end = raw.indexOf(0x0a, at)
    if (end < 0) break
    const size = Number.parseInt(raw.toString('latin1', at, end), 16)
    isWhole = size === 0
    if (!(size > 0)) break
    const length = Math.min(size, raw.length - end - 1)
    stretches.push({ from, rawFrom: end + 1, length })
    from += length
    at = end + 1 + size + 2
  }
  const pieces = stretches.map(({ rawFrom, length }) => raw.subarray(rawFrom, rawFrom + length))
  return {
    bytes: Buffer.concat(pieces),
    isChunked: true,
    isWhole,
    arrivalOf: (offset) => conversation.arrivalOf(rawOffset(stretches, offset)),
  }
}

function rawOffset(stretches: readonly Stretch[], offset: number): number {
  const found = stretches.findLast(({ from }) => from <= offset)
  return found ? found.rawFrom + offset - found.from : offset
}
