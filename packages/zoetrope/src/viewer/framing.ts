/**
 * How frames are laid out for one viewer, and whether it is shown its last frame twice. All viewers
 * of the two usual layouts share one buffer per frame; others, for those who measure, cost a copy
 * and are made elsewhere.
 *
 * Why there are two: Chromium and WebKit paint a frame only when the header block of the next part
 * is complete. So that block is sent with the frame, early, which costs it the `Content-Length` that
 * everybody else needs. What paints neither way is helped by sending the last frame again.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'
import { EARLY_OPENING, OPENING, type Part } from '../multipart/part.ts'

/** Whom frames are sent to, as far as a layout may tell of it. */
export interface Recipient {
  readonly rate: { readonly rate: number }
}

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
  readonly repeats?: boolean | undefined
  /**
   * Whether the last frame is sent again every few seconds while no other follows, byte for byte: readers
   * (Home Assistant after 10 s) and proxies (nginx after 60 s) give up a stream that says nothing.
   * @default false
   */
  readonly keepsAlive?: boolean
  /** The bytes to write for one frame, in one piece. @param now on the monotonic clock, in ms. */
  encode(part: Part, to: Recipient, now: number): Bytes
}

/** What may be wished of a framing. */
export interface FramingWish {
  /** Each frame brings the next one's header block. */
  readonly early?: boolean | undefined
  /** The last frame is sent once more when no other follows; `false`: never, nor to keep the stream alive. */
  readonly repeats?: boolean | undefined
}

/** The layout that breaks nobody: the part as it is stored. */
export const defaultFraming: Framing = framingOf({})

/** The framing that meets a wish: without one it is {@link defaultFraming}. */
export function framingOf({ early = false, repeats }: FramingWish): Framing {
  const layout = early
    ? { name: 'early', opening: EARLY_OPENING, encode: earlyBytes }
    : { name: 'default', opening: OPENING, encode: storedBytes }
  const name = repeats ? `${layout.name}+repeat` : layout.name
  return { ...layout, name, repeats, keepsAlive: repeats !== false }
}

// One function each for all viewers: the call in the hot path then sees no more than two.
function storedBytes({ bytes }: Part): Bytes {
  return bytes
}

function earlyBytes({ early }: Part): Bytes {
  return early
}
