/** A JPEG taken apart, for tests that look at its bytes. @module */

/** One marker segment. */
export interface Segment {
  /** The marker's second byte: `0xc0` is SOF0. */
  readonly marker: number
  /** Where its FF stands. */
  readonly at: number
  /** What follows the length. */
  readonly content: Uint8Array
}

/** The segments before the scan's bytes, SOS included, without SOI. Fill bytes are skipped. */
export function segments(jpeg: Uint8Array): Segment[] {
  const found: Segment[] = []
  let at = 2
  while (found.at(-1)?.marker !== 0xda) {
    if (jpeg[at] !== 0xff) throw new Error(`no marker at ${at}`)
    while (jpeg[at + 1] === 0xff) at++
    const length = (jpeg[at + 2] ?? 0) * 256 + (jpeg[at + 3] ?? 0)
    found.push({
      marker: jpeg[at + 1] ?? 0,
      at,
      content: jpeg.slice(at + 4, at + 2 + length),
    })
    at += 2 + length
  }
  return found
}

/** The scan's bytes: from behind SOS up to EOI. */
export function scanOf(jpeg: Uint8Array): Uint8Array {
  const start = segments(jpeg).at(-1)
  if (!start) throw new Error('no scan')
  return jpeg.slice(start.at + 4 + start.content.length, -2)
}
