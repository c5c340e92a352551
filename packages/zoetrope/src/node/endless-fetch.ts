/**
 * `fetch` for cameras, over node:http: one connection for each request, which lives exactly as long
 * as the answer is read, and no patience of its own once it is there. The end of a body, and the
 * promise of its cancelling, come when the other side knows that the connection is over.
 *
 * Node's own fetch ends an answer after 300 s of silence, opens another connection (for nothing, and
 * keeps it for 4 s) when an answer is cancelled, which occupies a camera that serves only one, and
 * refuses what small HTTP servers write. The time of an answer is limited by whoever asks, with a
 * signal.
 *
 * @module
 */
import type { IncomingMessage } from 'node:http'
import type { Fetch, FetchInit } from '../client/authentication.ts'
import type { Bytes } from '../frame/frame.ts'
import { answerBody, leave } from './answer-body.ts'
import { ask } from './asking.ts'

/** As many as browsers follow. */
const REDIRECTS = 20

/** Headers that are meant for one origin. */
const SECRETS = ['authorization', 'cookie', 'proxy-authorization']

/** Compressions that are undone: their names in `Content-Encoding` -> in the platform. */
const PACKED: Readonly<Record<string, CompressionFormat>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
}

/**
 * GET or HEAD as `fetch` does it: redirects are followed, without credentials where they leave the
 * origin; the body is a stream. With a body, which must be text, redirects are not followed. Of compressed answers gzip and deflate are unpacked: ask for none.
 *
 * Rejects after 5 s when a name is not found out, and after 3 s when a connection does not come.
 */
export const endlessFetch: Fetch = async (address, init = {}) => {
  const headers = new Headers(init.headers)
  if (!headers.has('user-agent')) headers.set('user-agent', 'zoetrope')
  headers.set('connection', init.kept ? 'keep-alive' : 'close')
  let url = new URL(address)
  url.hash = ''
  for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
    const answer = await ask(url, headers, init)
    try {
      const next = init.body ? undefined : redirectOf(answer, url)
      if (!next) return responseOf(answer, url, init)
      if (next.origin !== url.origin) for (const name of SECRETS) headers.delete(name)
      url = next
    } catch (error) {
      await leave(answer)
      throw error
    }
    await leave(answer)
  }
  throw new TypeError('redirect count exceeded')
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode) || !headers.location) return undefined
  const url = new URL(headers.location, from)
  if (!/^https?:$/.test(url.protocol)) {
    throw new TypeError(`it redirects to ${url.protocol}, which is not HTTP`)
  }
  url.username = ''
  url.password = ''
  url.hash = ''
  return url
}

function responseOf(answer: IncomingMessage, url: URL, init: FetchInit): Response {
  const { statusCode: status = 0 } = answer
  const empty = [204, 205, 304].includes(status)
  const head = { status, statusText: legal(answer.statusMessage ?? ''), headers: headersOf(answer) }
  const response = new Response(empty ? null : unpacked(answer, init), head)
  if (empty && init.kept) answer.resume()
  else if (empty) void leave(answer)
  // Only a platform's own fetch can say where a Response comes from; its readers want to know.
  return Object.defineProperty(response, 'url', { value: url.href })
}

function unpacked(answer: IncomingMessage, { signal }: FetchInit): ReadableStream<Bytes> {
  const body = answerBody(answer, signal)
  const format = PACKED[answer.headers['content-encoding']?.trim().toLowerCase() ?? '']
  return format ? body.pipeThrough(new DecompressionStream(format)) : body
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) headers.append(name, legal(rawHeaders[at + 1] ?? ''))
  }
  return headers
}

/** Text as it may stand in a header. */
function legal(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
}
