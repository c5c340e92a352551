/**
 * The stream: a camera or broadcast as an endless `multipart/x-mixed-replace` response, which every
 * browser shows in an `<img>`.
 *
 * @module
 */
import { STREAM_TYPE } from '../multipart/part.ts'
import { streamBody } from '../viewer/delivery.ts'
import type { FramingWish } from '../viewer/framing.ts'
import type { ViewerOptions } from '../viewer/viewer.ts'
import { broadcastOf, type Watched } from '../viewer/watched.ts'
import { chooseFraming, type FramingChoice } from './choice.ts'

/** What keeps caches and collecting proxies from holding frames back. */
export const NO_CACHE: Readonly<Record<string, string>> = {
  'cache-control': 'no-store, no-cache, must-revalidate',
  pragma: 'no-cache',
}

/** How to stream. */
export interface StreamOptions extends Omit<ViewerOptions, 'framing'> {
  /**
   * Overrides what would be chosen for the viewer by its request, or chooses in its own way.
   *
   * @default by the request's headers
   */
  readonly framing?: FramingWish | FramingChoice | undefined
  /**
   * `octet` calls the same bytes `application/octet-stream`, in the default layout: WebKit's `fetch()`
   * cannot read what is called multipart.
   *
   * @default 'multipart'
   */
  readonly type?: 'multipart' | 'octet' | undefined
}

/**
 * Streams frames until the camera closes or the viewer goes away; 503 where it is closed
 * already. `HEAD` gets the headers alone.
 */
export function streamResponse(
  watched: Watched,
  request: Request,
  options: StreamOptions = {},
): Response {
  if (broadcastOf(watched).closed) {
    return new Response('Closed\n', { status: 503, headers: { 'retry-after': '5' } })
  }
  return streamAnswer(request, options, (viewing) => streamBody(watched, viewing))
}

/** The response with the body that `bodyOf` makes, for a viewer as it suits `request`. */
export function streamAnswer(
  request: Request | undefined,
  { type = 'multipart', framing: wish, ...options }: StreamOptions,
  bodyOf: (viewing: ViewerOptions) => ReadableStream,
): Response {
  const isOctet = type === 'octet'
  const headers = {
    'content-type': isOctet ? 'application/octet-stream' : STREAM_TYPE,
    // No `Vary`, although the layout depends on the headers: it tells caches what to keep apart, and
    // nothing of this may be kept.
    ...NO_CACHE,
    // Stops nginx from collecting the endless body (proxy_buffering).
    'x-accel-buffering': 'no',
  }
  const asking = isOctet || !request ? new Headers() : request.headers
  const framing = typeof wish === 'function' ? wish(asking) : chooseFraming(asking, wish)
  const body = request?.method === 'HEAD' ? null : bodyOf({ ...options, framing })
  return new Response(body, { headers })
}
