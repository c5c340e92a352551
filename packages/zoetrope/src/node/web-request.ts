/**
 * A request of Node's as the web's `Request`.
 *
 * @module
 */
import { TLSSocket } from 'node:tls'
import type { Bytes } from '../frame/frame.ts'
import { noteMount } from '../handler/mount.ts'
import { type Incoming, isOwnSocket, type Outgoing } from './exchange.ts'

/** What a framework's parser leaves where it found no body. */
const NOTHING: ReadonlySet<unknown> = new Set([undefined, null, ''])

/**
 * The same request for the web's world: its path is the one that a router left of it. Its signal
 * aborts when the other side goes away before the answer was complete.
 *
 * @throws {TypeError} when it is none there: a strange Host, a method that the web does not have.
 */
export function webRequest(incoming: Incoming, outgoing: Outgoing): Request {
  const controller = new AbortController()
  onLeave(outgoing, () => controller.abort())
  const { method = 'GET' } = incoming
  const isBare = method === 'GET' || method === 'HEAD'
  // What the web's own types do not know yet, and every server needs.
  const init: RequestInit & { readonly duplex: 'half' } = {
    method,
    headers: headersOf(incoming),
    body: isBare ? null : bodyOf(incoming, outgoing),
    signal: controller.signal,
    duplex: 'half',
  }
  const request = new Request(urlOf(incoming), init)
  if (typeof incoming.baseUrl === 'string') noteMount(request, incoming.baseUrl)
  return request
}

/** Calls `left` if the other side goes away before the answer was complete. */
function onLeave(outgoing: Outgoing, left: () => void): void {
  if (isOwnSocket(outgoing)) {
    outgoing.once('close', left).once('finish', () => outgoing.off('close', left))
  } else {
    // Over HTTP/2 everything is said to finish, also what was never answered.
    outgoing.once('close', () => outgoing.writableEnded || left())
  }
}

function urlOf({ headers, url = '/', socket }: Incoming): URL {
  // A reader of HTTP/1.0 may come without: it is a program, which has found its way.
  const host = String(headers[':authority'] ?? headers.host ?? 'localhost')
  if (!/^[\w.:[\]-]+$/.test(host)) throw new TypeError(`Expected a host, got "${host}"`)
  if (url.startsWith('/')) return new URL(`${schemeOf(socket)}://${host}${url}`)
  // What is asked of a proxy has the whole URL.
  return new URL(url)
}

function schemeOf(socket: Incoming['socket']): string {
  return socket instanceof TLSSocket ? 'https' : 'http'
}

function headersOf({ rawHeaders }: Incoming): Headers {
  const headers = new Headers()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    // Those of HTTP/2 that begin with a colon are the request's own line.
    if (name && !name.startsWith(':')) headers.append(name, rawHeaders[at + 1] ?? '')
  }
  return headers
}

/** What is still to come, or what a parser of the framework has made of it. */
function bodyOf(
  incoming: Incoming,
  outgoing: Outgoing,
): ReadableStream<Bytes> | string | Bytes | null {
  if (!incoming.readableEnded) return streamOf(incoming, outgoing)
  const { body } = incoming
  if (NOTHING.has(body)) return null
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)
}

/** Nothing of it is read before somebody wants it. */
function streamOf(incoming: Incoming, outgoing: Outgoing): ReadableStream<Bytes> {
  let chunks: AsyncIterator<Bytes> | undefined
  const open = (): AsyncIterator<Bytes> => {
    const opened: AsyncIterator<Bytes> = incoming.iterator({ destroyOnReturn: false })
    // What nobody has begun to read Node throws away by itself; of what was begun, the rest would
    // stand in the way of the next request. It only flows when nothing reads it any more.
    const discard = (): void => void incoming.resume()
    outgoing.once('finish', () => void opened.return?.().then(discard, discard))
    return opened
  }
  return new ReadableStream<Bytes>(
    {
      async pull(reader) {
        chunks ??= open()
        const { done, value } = await chunks.next()
        if (done) reader.close()
        else reader.enqueue(value)
      },
    },
    { highWaterMark: 0 },
  )
}
