/**
 * One handler, two ways out. A stream is answered with a real `Response`, whose body works anywhere;
 * its body is also remembered here. An adapter that can reach the socket finds it, leaves the body
 * unread, and has the frames written straight to the socket instead.
 *
 * @module
 */
import { Connection, type ConnectionOptions } from './connection.ts'
import type { Link } from './link.ts'
import { type Pacer, pullPacer, writePacer } from './pacer.ts'
import { Viewer, type ViewerOptions } from './viewer.ts'
import { broadcastOf, type Watched } from './watched.ts'
import { WebLink } from './web-link.ts'

/** A stream that was answered but has not begun. Nothing is held before it begins. */
export interface Delivery {
  /** Begins sending over `link`. Nothing happens if the camera has closed meanwhile: the link is ended. */
  begin(link: Link, pacer?: Pacer, options?: ConnectionOptions): Connection
}

const deliveries = new WeakMap<ReadableStream, Delivery>()

/** The body of a stream of `watched`: read it, or have its {@link deliveryOf | delivery} begun elsewhere. */
export function streamBody(watched: Watched, options: ViewerOptions = {}): ReadableStream {
  const begin: Delivery['begin'] = (link, pacer = writePacer, watch = {}) => {
    // Before the connection: it throws when a wish is none, and nothing may be left behind then.
    const viewer = broadcastOf(watched).closed ? undefined : new Viewer(watched, options)
    const connection = new Connection(link, pacer, watch)
    if (viewer) connection.add(viewer)
    else connection.close()
    return connection
  }
  const { body } = new WebLink((link) => begin(link, pullPacer))
  deliveries.set(body, { begin })
  return body
}

/**
 * What a response would deliver, where it is a stream made here; `undefined` otherwise. A response
 * that a framework wrapped anew is still recognised, because the body is the same object.
 */
export function deliveryOf(response: Response): Delivery | undefined {
  return response.body ? deliveries.get(response.body) : undefined
}
