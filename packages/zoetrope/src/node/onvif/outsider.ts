/**
 * What strangers on the network say about themselves, made fit to be printed: any machine may answer
 * a question that is asked of all.
 *
 * @module
 */
const LONGEST = 200
const LONGEST_URL = 1000

/** Text of one line, without control characters (a terminal obeys them); `undefined` if nothing is left. */
export function cleanText(text: string | undefined): string | undefined {
  const clean = text
    ?.slice(0, 4 * LONGEST)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
  return clean ? clean.slice(0, LONGEST) : undefined
}

/** A URL of one of these schemes (`http:`), without credentials; `undefined` for anything else. */
export function cleanUrl(text: string | undefined, schemes: readonly string[]): string | undefined {
  if (!text || text.length > LONGEST_URL || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (!schemes.includes(url.protocol) || url.hostname === '') return undefined
  url.username = ''
  url.password = ''
  return url.href
}
