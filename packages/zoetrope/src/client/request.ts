/**
 * One GET of a picture or a stream: the head of the answer, in time, or a named error.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import { publicAddress } from './address.ts'
import type { Fetch } from './authentication.ts'
import { connectionFailure } from './failure.ts'
import type { Kept } from './kept.ts'

/** How to ask. */
export interface RequestOptions {
  readonly fetch: Fetch
  /** Ends the request. The body of an answer that has come is not touched by it. */
  readonly signal: AbortSignal
  /** Milliseconds until the head of the answer must be there, redirects and logins included. */
  readonly answerTimeout: number
  readonly headers?: Readonly<Record<string, string>>
  /** Keeps the connection for the next request, where `fetch` can do that. @default it ends with the answer */
  readonly kept?: Kept | undefined
}

// A connection of its own for each request ends with it, and cannot be closed by the server in the
// moment of the next one. Compression would only delay what is compressed already.
const HEADERS = {
  accept: 'multipart/x-mixed-replace, image/jpeg, */*;q=0.5',
  'accept-encoding': 'identity',
  connection: 'close',
}

/**
 * The answer to a GET of `url`, whatever its status. `undefined` when the signal aborted.
 *
 * @throws {ZoetropeError} `TIMEOUT`, `SOURCE_UNAVAILABLE` when the server cannot be reached,
 * `SOURCE_FAILED` when it breaks off, redirects in a circle or from https to http, and what `fetch`
 * throws by name.
 */
export async function request(url: URL, options: RequestOptions): Promise<Response | undefined> {
  const { fetch, signal, answerTimeout, kept } = options
  if (signal.aborted) return undefined
  const control = new AbortController()
  const abort = (): void => control.abort()
  const timer = setTimeout(abort, answerTimeout)
  signal.addEventListener('abort', abort)
  try {
    const headers = { ...HEADERS, ...options.headers }
    const init = { headers, signal: control.signal, cache: 'no-store', kept } as const
    return await inPrivate(url, await fetch(url.href, init))
  } catch (error) {
    if (signal.aborted) return undefined
    const from = publicAddress(url)
    if (control.signal.aborted) throw unanswered(from, answerTimeout)
    throw connectionFailure(from, error)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

/** Who writes https:// does not want to find the pictures in the open. */
async function inPrivate(url: URL, response: Response): Promise<Response> {
  if (url.protocol !== 'https:' || !response.url.startsWith('http:')) return response
  await response.body?.cancel()
  const [from, to] = [publicAddress(url), publicAddress(response.url)]
  const advice =
    'where everybody on the way can see the pictures; write that address if you mean it'
  throw new ZoetropeError('SOURCE_FAILED', `${from} redirects to ${to}, ${advice}`)
}

function unanswered(from: string, timeout: number): ZoetropeError {
  return new ZoetropeError('TIMEOUT', `${from} did not answer within ${timeout / 1000} s`)
}
