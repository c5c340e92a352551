/**
 * How frames are laid out for one viewer, and whether it is shown its last frame twice. All viewers
 * of the two usual layouts share one buffer per frame; the others, for those who measure, cost a copy.
 *
 * Why there are two: Chromium and WebKit paint a frame only when the header block of the next part
 * is complete. So that block is sent with the frame, early, which costs it the `Content-Length` that
 * everybody else needs. What paints neither way is helped by sending the last frame again.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'
import { EARLY_OPENING, OPENING, type Part, rewritePart } from '../multipart/part.ts'
import { type Recipient, ustreamerHeaders } from './ustreamer-headers.ts'

/** A layout of the endless body. */
export interface Framing {
  /** For the status: `default` or `early`, then `+repeat`, `+extra`, `+empty` as it applies. */
  readonly name: string
  /** The body's first bytes. */
  readonly opening: Bytes
  /**
   * Whether the last frame is sent once more when no other follows, byte for byte. For viewers that
   * paint; one that counts frames would count it twice. @default false
   */
  readonly repeats?: boolean
  /** The bytes to write for one frame, in one piece. @param now on the monotonic clock, in ms. */
  encode(part: Part, to: Recipient, now: number): Bytes
}

/** What may be wished of a framing; all are uStreamer's, under its names in the URL. */
export interface FramingWish {
  /** Each frame brings the next one's header block (`advance_headers`). */
  readonly early?: boolean | undefined
  /** The last frame is sent once more when no other follows (`dual_final_frames`). */
  readonly repeats?: boolean | undefined
  /** `X-UStreamer-*` headers in each part (`extra_headers`). Without effect where headers are early. */
  readonly extraHeaders?: boolean | undefined
  /** Headers alone, with a length of 0 (`zero_data`). */
  readonly zeroData?: boolean | undefined
}

/** The layout that breaks nobody: the part as it is stored. */
export const defaultFraming: Framing = framingOf({})

/** The framing that meets a wish: without one it is {@link defaultFraming}. */
export function framingOf(wish: FramingWish): Framing {
  const { early = false, repeats = false, zeroData = false } = wish
  const extraHeaders = wish.extraHeaders === true && !early
  const words = [early ? 'early' : 'default']
  if (repeats) words.push('repeat')
  if (extraHeaders) words.push('extra')
  if (zeroData) words.push('empty')
  return {
    name: words.join('+'),
    opening: early ? EARLY_OPENING : OPENING,
    repeats,
    encode: encoding({ early, extraHeaders, zeroData }),
  }
}

function encoding({ early, extraHeaders, zeroData }: FramingWish): Framing['encode'] {
  if (early) return zeroData ? ({ early, jpeg }) => early.subarray(jpeg.length) : earlyBytes
  if (!extraHeaders && !zeroData) return storedBytes
  return (part, to, now) => {
    const headers = extraHeaders ? ustreamerHeaders(part, to, now) : ''
    return rewritePart(part, { headers, isEmpty: zeroData === true })
  }
}

// One function each for all viewers: the call in the hot path then sees no more than two.
function storedBytes({ bytes }: Part): Bytes {
  return bytes
}

function earlyBytes({ early }: Part): Bytes {
  return early
}
