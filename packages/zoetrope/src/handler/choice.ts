/**
 * Which framing a viewer gets: what its request tells of the engine that will paint the stream, and
 * what was wished for.
 *
 * Only who is known to paint gets anything but the default: a reader that counts frames or needs
 * lengths must not be mistaken for a browser. The measurements behind the table are in
 * docs/decisions/0004-framing-per-viewer.md.
 *
 * @module
 */
import { type Framing, type FramingWish, framingOf } from '../viewer/framing.ts'

/** Destinations of a browser's request where a picture is painted. Others are read by scripts or players. */
const PAINTED = new Set(['image', 'document', 'iframe', 'frame', 'embed', 'object'])

/** Characters of a user agent that are looked at; the search takes their square in time. */
const LONGEST_AGENT = 512

/** Engines by their user agent, the first that fits. Blink names itself after WebKit, and both after Gecko. */
const ENGINES: readonly (readonly [engine: RegExp, framing: FramingWish])[] = [
  // Paints a part when the next part's headers are there.
  [/\bAppleWebKit\/.*Chrom(e|ium)\//, { early: true }],
  // The same; but Apple's own network layer is said to want a whole part more.
  [/\bAppleWebKit\//, { early: true, repeats: true }],
  // Paints at the delimiter.
  [/\bGecko\/\d/, {}],
]

/** Makes the framing for a viewer whose request has these headers. */
export type FramingChoice = (headers: Headers) => Framing

/** The framing for a request with these headers, where `wish` leaves a choice. */
export function chooseFraming(headers: Headers, wish: FramingWish = {}): Framing {
  const usual = framingToPaint(headers)
  return framingOf({ early: wish.early ?? usual.early, repeats: wish.repeats ?? usual.repeats })
}

/** What the engine needs to paint each frame when it comes; nothing for readers and players. */
export function framingToPaint(headers: Headers): FramingWish {
  const accept = headers.get('accept') ?? ''
  // Sent over HTTPS and to localhost only.
  const destination = headers.get('sec-fetch-dest')
  const isImage = destination ? destination === 'image' : accept.startsWith('image/')
  const isPage = destination ? PAINTED.has(destination) : accept.startsWith('text/html')
  if (!isImage && !isPage) return {}
  const agent = (headers.get('user-agent') ?? '').slice(0, LONGEST_AGENT)
  const known = ENGINES.find(([engine]) => engine.test(agent))
  if (known) return known[1]
  return isImage ? { repeats: true } : {}
}
