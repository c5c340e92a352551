/**
 * Answers that are neither a stream nor a picture, as named errors that say what to do.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import { publicAddress } from './address.ts'

/** What was asked for. */
export interface Asked {
  readonly url: URL
  /** Where the credentials for it come from; `undefined` where there are none. */
  readonly login: 'in its URL' | 'it was given' | undefined
}

/** Answers of the 4xx that may be others a moment later. */
const PASSING = [408, 425, 429]

/**
 * The error for an answer whose status is not 2xx; its body is not looked at. `UNAUTHORIZED`,
 * `REFUSED` where asking the same again would be in vain, or `SOURCE_FAILED`.
 */
export function refusalOf(response: Response, { url, login }: Asked): ZoetropeError {
  const reached = response.url ? new URL(response.url) : url
  const at = publicAddress(reached)
  const { status, statusText } = response
  if (status !== 401) {
    const isFinal = status >= 400 && status < 500 && !PASSING.includes(status)
    const message = `${at} answered ${`${status} ${statusText}`.trim()}`
    const retryAfter = retryAfterOf(response)
    return new ZoetropeError(isFinal ? 'REFUSED' : 'SOURCE_FAILED', message, { retryAfter })
  }
  if (login && reached.origin === url.origin) {
    return new ZoetropeError('UNAUTHORIZED', `${at} refuses the user and the password ${login}`)
  }
  const elsewhere =
    reached.origin === url.origin ? '' : `, where ${publicAddress(url)} redirects to,`
  const example = at.replace('://', '://USER:PASSWORD@')
  return new ZoetropeError(
    'UNAUTHORIZED',
    `${at}${elsewhere} asks for a user and a password; write ${example}`,
  )
}

/** What a server may ask for at most, in milliseconds: one that says "tomorrow" does not know that somebody waits. */
const LONGEST_WISH = 60_000

/** Milliseconds that the server wishes to be left alone (`Retry-After`, as seconds or as a date). */
function retryAfterOf({ headers }: Response): number | undefined {
  const wish = headers.get('retry-after')?.trim() ?? ''
  const until = /^\d+$/.test(wish) ? Number(wish) * 1000 : Date.parse(wish) - Date.now()
  return until > 0 ? Math.min(until, LONGEST_WISH) : undefined
}
