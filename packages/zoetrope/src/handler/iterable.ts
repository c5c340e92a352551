/**
 * A stream of any pictures: each viewer has an iterable of its own, and sets its pace.
 *
 * Right for pictures that are made for one viewer. What many look at is published to a broadcast
 * once, and costs one viewer as much as a hundred.
 *
 * @module
 */
import type { Supply } from '../broadcast/supply.ts'
import { viewerBody } from '../viewer/delivery.ts'
import { FedViewer, Feed, type FeedOptions } from '../viewer/fed-viewer.ts'
import { type StreamOptions, streamAnswer } from './stream.ts'

/** How to stream pictures of one's own. */
export interface IterableOptions extends Omit<StreamOptions, 'placeholders'>, FeedOptions {}

/**
 * Streams what `pictures` yields, until that ends or the viewer goes away. The next picture is asked
 * for when the viewer has room for it, at most one ahead; when the viewer leaves, the iterable is
 * returned, or its signal aborts. An error ends the stream, and is told to `onError`.
 *
 * @param pictures A function is called for each response that is read, so that each viewer has a
 * generator of its own; an iterable or a stream can be read once only.
 * @param request Tells which layout suits the viewer, and `HEAD` from `GET`. @default the layout that suits all
 *
 * @example
 * export const GET = (request) => iterableResponse(async function* (signal) {
 *   while (!signal.aborted) yield await render()
 * }, request)
 */
export function iterableResponse(
  pictures: Supply,
  request?: Request,
  { onReject, onError, ...options }: IterableOptions = {},
): Response {
  return streamAnswer(request, options, (viewing) =>
    viewerBody(() => new FedViewer(new Feed(pictures, { onReject, onError }), viewing)),
  )
}
