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
  /** Whether credentials for it were given. */
  readonly authenticated: boolean
}

/** The error for an answer whose status is not 2xx; its body is not looked at. */
export function refusalOf(response: Response, { url, authenticated }: Asked): ZoetropeError {
  const reached = response.url ? new URL(response.url) : url
  const at = publicAddress(reached)
  if (response.status !== 401) {
    const status = `${response.status} ${response.statusText}`.trim()
    const retryAfter = retryAfterOf(response)
    return new ZoetropeError('SOURCE_FAILED', `${at} answered ${status}`, { retryAfter })
  }
  if (authenticated && reached.origin === url.origin) {
    return new ZoetropeError('UNAUTHORIZED', `${at} refuses the user and the password in its URL`)
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
