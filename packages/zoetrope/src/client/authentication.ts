/**
 * Answering a server that asks who is there. Nothing is sent before it asks: a password that goes
 * out unasked is in the open even where the camera would have been content with a digest of it.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import { type Credentials, publicAddress } from './address.ts'
import { type Challenge, parseChallenges } from './challenge.ts'
import type { Kept } from './kept.ts'

/** What a request may be given. */
export interface FetchInit extends RequestInit {
  /** Lets the connection live until this is closed, where the fetch can do that. */
  readonly kept?: Kept | undefined
}

/** The part of `fetch` that is used here: any `fetch` will do. */
export type Fetch = (url: string, init?: FetchInit) => Promise<Response>

/** Makes the `Authorization` of one request. */
export type Authorize = (request: { readonly method: string; readonly url: URL }) => string

/**
 * Chooses among a server's challenges. The returned function is kept and used for later requests
 * too; `undefined` when it knows none of the challenges.
 */
export type Answer = (challenges: readonly Challenge[]) => Authorize | undefined

/** How often one request may be answered: redirects and stale nonces each cost one. */
const ROUNDS = 5

/**
 * A fetch that answers challenges of the origin it was first asked for, and of no other. For
 * requests without a body. A 401 comes back when the server refuses the answer.
 *
 * The returned function throws {@link ZoetropeError} `UNAUTHORIZED` when none of the challenges can
 * be answered.
 */
export function answeringFetch(answer: Answer, fetch: Fetch): Fetch {
  const known = new Map<string, Authorize>()
  return async (address, init = {}) => {
    const { origin } = new URL(address)
    const method = init.method ?? 'GET'
    const send = (url: URL, authorization: string | undefined): Promise<Response> => {
      const headers = new Headers(init.headers)
      if (authorization !== undefined) headers.set('authorization', authorization)
      // Or a browser asks its user, who is not meant.
      return fetch(url.href, { credentials: 'omit', ...init, headers })
    }
    let url = new URL(address)
    let sent = known.get(origin)?.({ method, url })
    let response = await send(url, sent)
    let answered = ''
    for (let round = 0; response.status === 401 && round < ROUNDS; round++) {
      // Redirects are followed by fetch, which takes our answer off where they leave the origin.
      url = new URL(response.url || address)
      const challenges = parseChallenges(response.headers.get('www-authenticate'))
      const refused = url.href === answered && !isStale(challenges)
      if (url.origin !== origin || refused) return response
      const authorize = answer(challenges) ?? unanswerable(url, challenges)
      const authorization = authorize({ method, url })
      // It was refused a moment ago. Some cameras count, and lock out.
      if (authorization === sent) return response
      known.set(origin, authorize)
      answered = url.href
      sent = authorization
      await response.body?.cancel()
      response = await send(url, sent)
    }
    return response
  }
}

/** Basic authentication (RFC 7617), in UTF-8. A 401 that names no scheme is taken for it. */
export function answerBasic(
  challenges: readonly Challenge[],
  { user, password }: Credentials,
): Authorize | undefined {
  const offered = challenges.length === 0 || challenges.some(({ scheme }) => scheme === 'basic')
  if (!offered) return undefined
  const value = `Basic ${btoa(utf8(`${user}:${password}`))}`
  return () => value
}

/** The UTF-8 bytes of `text`, one character each: what a header or `btoa` can carry. */
export function utf8(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text))
}

function isStale(challenges: readonly Challenge[]): boolean {
  return challenges.some(({ parameters }) => parameters.get('stale')?.toLowerCase() === 'true')
}

function unanswerable(url: URL, challenges: readonly Challenge[]): never {
  const schemes = challenges.map(({ scheme, parameters }) => {
    const algorithm = parameters.get('algorithm')
    return algorithm ? `${scheme} (${algorithm})` : scheme
  })
  throw new ZoetropeError(
    'UNAUTHORIZED',
    `${publicAddress(url)} asks for authentication that is not known here: ${schemes.join(', ')}`,
  )
}
