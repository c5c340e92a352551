/**
 * A camera's life as a table: which state follows which, and why.
 *
 * A source that died and is being tried again stays `lost` until a picture proves the opposite, so
 * that "lost since" tells the truth however often a retry fails.
 *
 * @module
 */

/**
 * - idle: nobody looks; nothing runs
 * - starting: somebody looks; no frame yet
 * - live: frames come
 * - stalled: the source runs, but is silent
 * - lost: the source ended or failed, and is tried again
 * - closed: over for good
 */
export type CameraState = 'idle' | 'starting' | 'live' | 'stalled' | 'lost' | 'closed'

/** What can happen to a camera. */
export type CameraEvent =
  /** Somebody wants pictures. */
  | 'wanted'
  /** Nobody has wanted any for the linger time. */
  | 'unwanted'
  /** A good frame arrived. */
  | 'frame'
  /** The source runs, but has given nothing for too long. */
  | 'silent'
  /** The source ended or threw. */
  | 'ended'
  | 'close'

const next: Record<CameraState, Partial<Record<CameraEvent, CameraState>>> = {
  idle: { wanted: 'starting', close: 'closed' },
  starting: { frame: 'live', silent: 'stalled', ended: 'lost', unwanted: 'idle', close: 'closed' },
  live: { silent: 'stalled', ended: 'lost', unwanted: 'idle', close: 'closed' },
  stalled: { frame: 'live', ended: 'lost', unwanted: 'idle', close: 'closed' },
  lost: { frame: 'live', unwanted: 'idle', close: 'closed' },
  closed: {},
}

/** The state after an event; the same one where the event means nothing in it. */
export function transition(state: CameraState, event: CameraEvent): CameraState {
  return next[state][event] ?? state
}
