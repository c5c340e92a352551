/**
 * The stream: a camera or broadcast as an endless `multipart/x-mixed-replace` response, which every
 * browser shows in an `<img>`.
 *
 * @module
 */
import { STREAM_TYPE } from '../multipart/part.ts'
import { streamBody } from '../viewer/delivery.ts'
import type { ViewerOptions } from '../viewer/viewer.ts'
import type { Watched } from '../viewer/watched.ts'

/** What keeps caches and collecting proxies from holding frames back. */
export const NO_CACHE: Readonly<Record<string, string>> = {
  'cache-control': 'no-store, no-cache, must-revalidate',
  pragma: 'no-cache',
}

/** Streams frames until the camera closes or the viewer goes away. `HEAD` gets the headers alone. */
export function streamResponse(
  watched: Watched,
  request: Request,
  options: ViewerOptions = {},
): Response {
  const headers = {
    'content-type': STREAM_TYPE,
    ...NO_CACHE,
    // Stops nginx from collecting the endless body (proxy_buffering).
    'x-accel-buffering': 'no',
  }
  const body = request.method === 'HEAD' ? null : streamBody(watched, options)
  return new Response(body, { headers })
}
