/**
 * One GET of a picture or a stream: the head of the answer, in time, or a named error.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import { publicAddress } from './address.ts'
import type { Fetch } from './authentication.ts'
import { connectionFailure } from './failure.ts'

/** How to ask. */
export interface RequestOptions {
  readonly fetch: Fetch
  /** Ends the request. The body of an answer that has come is not touched by it. */
  readonly signal: AbortSignal
  /** Milliseconds until the head of the answer must be there, redirects and logins included. */
  readonly answerTimeout: number
  readonly headers?: Readonly<Record<string, string>>
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
 * `SOURCE_FAILED` when it breaks off or redirects in a circle, and what `fetch` throws by name.
 */
export async function request(url: URL, options: RequestOptions): Promise<Response | undefined> {
  const { fetch, signal, answerTimeout } = options
  if (signal.aborted) return undefined
  const control = new AbortController()
  const abort = (): void => control.abort()
  const timer = setTimeout(abort, answerTimeout)
  signal.addEventListener('abort', abort)
  try {
    const headers = { ...HEADERS, ...options.headers }
    return await fetch(url.href, { headers, signal: control.signal, cache: 'no-store' })
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

function unanswered(from: string, timeout: number): ZoetropeError {
  return new ZoetropeError('TIMEOUT', `${from} did not answer within ${timeout / 1000} s`)
}
