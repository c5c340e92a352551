/**
 * `fetch` for cameras, over node:http: one connection for each request, which lives exactly as long
 * as the answer is read, and no patience of its own.
 *
 * Node's own fetch ends an answer after 300 s of silence, opens another connection (for nothing, and
 * keeps it for 4 s) when an answer is cancelled, which occupies a camera that serves only one, and
 * refuses what small HTTP servers write. Times are limited by whoever asks, with a signal.
 *
 * @module
 */
import { type IncomingMessage, request } from 'node:http'
import { request as requestSecurely } from 'node:https'
import type { Fetch } from '../client/authentication.ts'
import type { Bytes } from '../frame/frame.ts'

/** As many as browsers follow. */
const REDIRECTS = 20

/**
 * GET or HEAD as `fetch` does it: redirects are followed, without credentials where they leave the
 * origin; the body is a stream. Compressed answers are not unpacked: ask for none.
 */
export const endlessFetch: Fetch = async (address, init = {}) => {
  const headers = new Headers(init.headers)
  if (!headers.has('user-agent')) headers.set('user-agent', 'zoetrope')
  headers.set('connection', 'close')
  let url = new URL(address)
  url.hash = ''
  for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
    const answer = await send(url, headers, init)
    const next = redirectOf(answer, url)
    if (!next) return responseOf(answer, url, init)
    answer.destroy()
    if (next.origin !== url.origin) headers.delete('authorization')
    url = next
  }
  throw new TypeError('redirect count exceeded')
}

/** The head of the answer; its body waits to be read. */
function send(url: URL, headers: Headers, init: RequestInit): Promise<IncomingMessage> {
  const options = {
    method: init.method ?? 'GET',
    headers: Object.fromEntries([...headers].map(([name, value]) => [customary(name), value])),
    agent: false,
    // Small servers end lines with LF alone, and worse. What makes leniency dangerous, a second
    // answer on the same connection, does not exist here.
    insecureHTTPParser: true,
    ...(init.signal && { signal: init.signal }),
  } as const
  return new Promise((resolve, reject) => {
    const ask = url.protocol === 'https:' ? requestSecurely : request
    ask(url, options).on('response', resolve).on('error', reject).end()
  })
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

function responseOf(answer: IncomingMessage, url: URL, { signal }: RequestInit): Response {
  const { statusCode: status = 0 } = answer
  const empty = [204, 205, 304].includes(status)
  if (empty) answer.destroy()
  const init = { status, statusText: legal(answer.statusMessage ?? ''), headers: headersOf(answer) }
  const response = new Response(empty ? null : bodyOf(answer, signal), init)
  // Only a platform's own fetch can say where a Response comes from; its readers want to know.
  return Object.defineProperty(response, 'url', { value: url.href })
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) headers.append(name, legal(rawHeaders[at + 1] ?? ''))
  }
  return headers
}

/** `If-None-Match` for `if-none-match`: small servers compare letter by letter. */
function customary(name: string): string {
  return name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())
}

/** Text as it may stand in a header. */
function legal(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
}

function bodyOf(
  answer: IncomingMessage,
  signal: AbortSignal | null | undefined,
): ReadableStream<Bytes> {
  const { socket } = answer
  return new ReadableStream({
    start(controller) {
      answer.on('data', ({ buffer, byteOffset, length }: Buffer<ArrayBuffer>) => {
        // Plain bytes: a Buffer's `slice` is no copy, which its readers may count on.
        controller.enqueue(new Uint8Array(buffer, byteOffset, length))
        if ((controller.desiredSize ?? 0) <= 0) answer.pause()
      })
      answer.on('error', (error) => controller.error(error))
      answer.on('end', () => {
        // A body without a length ends with its connection, for Node also when that was torn down.
        const torn = signal?.aborted ? signal.reason : socket.errored
        if (torn) controller.error(torn)
        else controller.close()
      })
    },
    pull() {
      answer.resume()
    },
    cancel() {
      // Data and end that Node has scheduled already would still come.
      answer.removeAllListeners('data').removeAllListeners('end').destroy()
    },
  })
}
