/**
 * One handler, two ways out. A stream is answered with a real `Response`, whose body works anywhere;
 * its body is also remembered here. An adapter that can reach the socket finds it, leaves the body
 * unread, and has the frames written straight to the socket instead.
 *
 * @module
 */
import { PulledBody } from './pulled-body.ts'
import { Viewer, type ViewerOptions } from './viewer.ts'
import { broadcastOf, type Watched } from './watched.ts'

/** A stream that was answered but has not begun. Nothing is held before it begins. */
export interface Delivery {
  /**
   * Whom the frames are for, to be added to a connection at once; `undefined` where the camera has
   * closed meanwhile.
   *
   * @throws {RangeError} when a wish is not a positive number.
   */
  viewer(): Viewer | undefined
}

const deliveries = new WeakMap<ReadableStream, Delivery>()

/** The body of a stream of `watched`: read it, or have its {@link deliveryOf | delivery} begun elsewhere. */
export function streamBody(watched: Watched, options: ViewerOptions = {}): ReadableStream {
  return viewerBody(() => (broadcastOf(watched).closed ? undefined : new Viewer(watched, options)))
}

/** The same for a viewer that is made by `viewer` when the stream begins. */
export function viewerBody(viewer: Delivery['viewer']): ReadableStream {
  const { stream } = new PulledBody(viewer)
  deliveries.set(stream, { viewer })
  return stream
}

/**
 * What a response would deliver, where it is a stream made here; `undefined` otherwise. A response
 * that a framework wrapped anew is still recognised, because the body is the same object.
 */
export function deliveryOf(response: Response): Delivery | undefined {
  return response.body ? deliveries.get(response.body) : undefined
}
