/**
 * The boundary: as the head announces it, and as the body uses it, which are to be the same.
 *
 * @module
 */
import { fieldOf, type ResponseHead } from './response-head.ts'

/** How a head announces its boundary. */
export interface AnnouncedBoundary {
  /** Without quotes; with the dashes that it may wrongly have. */
  readonly text: string
  readonly isQuoted: boolean
  /** Whether another parameter comes behind. */
  readonly isFollowed: boolean
}

/** Bytes in which the first delimiter is looked for. */
const SEARCHED = 65_536

/** The boundary of a `Content-Type`; `undefined` where it has none. */
export function announcedBoundary(head: ResponseHead): AnnouncedBoundary | undefined {
  const value = fieldOf(head.fields, 'content-type')?.value ?? ''
  const found = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^;\s]+))(\s*;\s*\S)?/i.exec(value)
  const text = found?.[1] ?? found?.[2]
  if (!found || !text) return undefined
  return {
    text,
    isQuoted: found[1] !== undefined,
    isFollowed: found[3] !== undefined,
  }
}

/**
 * The delimiter that the body really uses, dashes with it; `undefined` where no part begins anywhere.
 * What the head announces is tried first, then the line in front of the first header of a part.
 */
export function usedDelimiter(body: Buffer, announced: string | undefined): string | undefined {
  const start = body.subarray(0, SEARCHED)
  const tried = announced === undefined ? [] : [`--${announced}`, announced]
  const found = tried.find((delimiter) => delimiter !== '' && standsAlone(body, delimiter))
  if (found !== undefined) return found
  const text = start.toString('latin1')
  return /(?:^|\n)(-{0,4}[!-~]{1,72})\r?\nContent-/i.exec(text)?.[1]
}

/** Whether it fills a line somewhere: one inside a JPEG does not. */
function standsAlone(body: Buffer, delimiter: string): boolean {
  for (let at = body.indexOf(delimiter, 0, 'latin1'); at >= 0; ) {
    const before = at === 0 || body[at - 1] === 0x0a || isEndOfJpeg(body, at)
    const after = body[at + delimiter.length]
    if (before && (after === 0x0d || after === 0x0a)) return true
    at = body.indexOf(delimiter, at + 1, 'latin1')
  }
  return false
}

/** Whether EOI stands in front of `at`: servers forget the line end there. */
export function isEndOfJpeg(body: Buffer, at: number): boolean {
  return body[at - 1] === 0xd9 && body[at - 2] === 0xff
}
