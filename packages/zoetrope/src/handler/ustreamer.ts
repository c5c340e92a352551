/**
 * The framings that only uStreamer has, under its names in the URL, for programs that measure a
 * stream. They cost every viewer a copy of each frame, and are loaded only by who offers them.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'
import { type Part, rewritePart } from '../multipart/part.ts'
import { type Framing, type FramingWish, framingOf } from '../viewer/framing.ts'
import { ustreamerHeaders } from '../viewer/ustreamer-headers.ts'
import { type FramingChoice, framingToPaint } from './choice.ts'

/** uStreamer's parameters: `advance_headers` is `early`, `dual_final_frames` is `repeats`. */
export interface UstreamerWish extends FramingWish {
  /** `X-UStreamer-*` headers in each part (`extra_headers`). Without effect where headers are early. */
  readonly extraHeaders?: boolean | undefined
  /** Headers alone, with a length of 0 (`zero_data`). */
  readonly zeroData?: boolean | undefined
}

/**
 * Chooses as for every viewer, and then does what of the wish is uStreamer's alone. For
 * `streamResponse`'s `framing`.
 */
export function ustreamerFraming(wish: UstreamerWish): FramingChoice {
  const { zeroData: isEmpty = false } = wish
  return (headers) => {
    const usual = usualFor(headers, wish)
    const early = wish.early ?? usual.early ?? false
    const framing = framingOf({ early, repeats: wish.repeats ?? usual.repeats })
    // Early headers leave no room for others.
    const hasHeaders = wish.extraHeaders === true && !early
    const words = [framing.name, ...(hasHeaders ? ['extra'] : []), ...(isEmpty ? ['empty'] : [])]
    if (words.length === 1) return framing
    const encode = early ? withoutJpeg : rewriting({ hasHeaders, isEmpty })
    return { ...framing, name: words.join('+'), encode }
  }
}

function usualFor(headers: Headers, { early, extraHeaders, zeroData }: UstreamerWish): FramingWish {
  // There is nothing to paint.
  if (zeroData) return {}
  const usual = framingToPaint(headers)
  // Not early, for what was asked for would find no room.
  return extraHeaders && !early && usual.early ? { repeats: true } : usual
}

function withoutJpeg({ early, jpeg }: Part): Bytes {
  return early.subarray(jpeg.length)
}

function rewriting({
  hasHeaders,
  isEmpty,
}: {
  readonly hasHeaders: boolean
  readonly isEmpty: boolean
}): Framing['encode'] {
  return (part, to, now) => {
    const headers = hasHeaders ? ustreamerHeaders(part, to, now) : ''
    return rewritePart(part, { headers, isEmpty })
  }
}
