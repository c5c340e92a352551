/**
 * What viewers can be shown.
 *
 * @module
 */
import type { Broadcast } from '../broadcast/broadcast.ts'
import type { Camera } from '../camera/camera.ts'

/** A broadcast by itself runs anyway; a camera starts when somebody looks. */
export type Watched = Broadcast | Camera

/** Where its frames are. */
export function broadcastOf(watched: Watched): Broadcast {
  return 'broadcast' in watched ? watched.broadcast : watched
}
