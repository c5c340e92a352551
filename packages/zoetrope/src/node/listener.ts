/**
 * A handler behind Node's own servers, and behind every framework that hands over what they give.
 *
 * The handler's `Response` is the only thing it knows. A stream among them goes out over the socket
 * itself, paced by what is under way; everything else is read and written.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { type DeliverOptions, deliver } from './deliver.ts'
import { type Incoming, isOwnSocket, type Outgoing } from './exchange.ts'
import { turn } from './turn.ts'
import { webRequest } from './web-request.ts'
import { sendResponse } from './web-response.ts'

/** What a handler is here: a function from a request to its answer. */
export type Answering = (request: Request) => Response | Promise<Response>

/** How answers leave, and who is told where one could not be made. */
export interface ListenerOptions extends DeliverOptions {
  /**
   * Told of what the handler throws, and of a body that breaks off, where there is no `next`.
   *
   * @default console.error
   */
  readonly onError?: ((error: unknown) => void) | undefined
}

/**
 * Answers a request of Node's, over HTTP/1 or HTTP/2. Resolves when the answer is out, or has begun
 * where it is a stream; never rejects.
 *
 * @param next Told of errors, as Express and Connect have it; without it the answer is a plain 500.
 */
export type NodeListener = (
  incoming: IncomingMessage | Http2ServerRequest,
  outgoing: ServerResponse | Http2ServerResponse,
  next?: (error?: unknown) => void,
) => Promise<void>

/**
 * Makes a listener of a handler: for `http.createServer()`, for `app.use()` of Express and Connect,
 * for a Pages API route of Next.js, and for whatever hands over Node's request and response.
 *
 * The path is the one that is left of the URL where the listener is mounted. Headers that were set
 * on the response before are kept.
 */
export function nodeListener(answer: Answering, options: ListenerOptions = {}): NodeListener {
  // biome-ignore lint/suspicious/noConsole: the last resort of a program that listens to no errors
  const { onError = console.error } = options
  return async (incoming, outgoing, next) => {
    try {
      await respond(answer, { incoming, outgoing }, options)
    } catch (error) {
      if (next && !outgoing.headersSent) return next(error)
      fail(outgoing, 500)
      onError(error)
    }
  }
}

/** Answers one request. @throws what the handler throws, or the body of its answer. */
export async function respond(
  answer: Answering,
  { incoming, outgoing }: { readonly incoming: Incoming; readonly outgoing: Outgoing },
  options: DeliverOptions = {},
  prepare: () => void = () => {},
): Promise<void> {
  const request = understood(incoming, outgoing)
  if (!request) return fail(outgoing, 400)
  if (isOwnSocket(outgoing) && !(await turn(outgoing))) return
  const response = await answer(request)
  prepare()
  if (isOwnSocket(outgoing) && deliver(response, outgoing, options)) return
  await sendResponse(response, outgoing)
}

/** `undefined` for what the web has no words for: a strange Host, the method TRACE. */
function understood(incoming: Incoming, outgoing: Outgoing): Request | undefined {
  try {
    return webRequest(incoming, outgoing)
  } catch {
    return undefined
  }
}

function fail(outgoing: Outgoing, status: number): void {
  if (outgoing.headersSent) return void outgoing.destroy()
  outgoing.statusCode = status
  outgoing.end()
}
