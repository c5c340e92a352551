/**
 * The snapshot: one frame as `image/jpeg`, with a say in how fresh it must be.
 *
 * An idle camera is started for it and waited for, but not longer than programs are patient:
 * OctoPrint gives up after 5 s.
 *
 * @module
 */
import type { Frame } from '../frame/frame.ts'
import type { Part } from '../multipart/part.ts'
import { TimeLimit } from '../time-limit.ts'
import { broadcastOf, type Watched } from '../viewer/watched.ts'
import { absence } from './absence.ts'
import { frameAnswer } from './frame-answer.ts'

/** Milliseconds a snapshot waits for a frame that meets the wish. */
export const SNAPSHOT_PATIENCE = 4500

/** Which frame is wanted. All that are given must hold; none: the newest that is not stale. */
export interface SnapshotWish {
  /** Milliseconds since the capture, at most. 0: captured after the request. */
  readonly maxAge?: number | undefined
  /** Only a frame with a larger index. */
  readonly after?: number | undefined
  /** Only a frame captured at or after this moment, in milliseconds since the Unix epoch. */
  readonly since?: number | undefined
  /** So many frames after the newest one, for an exposure to settle. */
  readonly wait?: number | undefined
  /** Milliseconds to wait for it. @default 4500 */
  readonly timeout?: number | undefined
  /**
   * Takes the placeholder where the camera gives nothing; if one is shown already, at once. For
   * {@link snapshotResponse}. @default as the camera is set
   */
  readonly placeholder?: boolean | undefined
}

/** The frame that meets the wish, or `undefined` when it did not come in time or the camera closed. */
export async function snapshot(
  watched: Watched,
  wish: SnapshotWish = {},
  signal?: AbortSignal,
): Promise<Frame | undefined> {
  const { maxAge = Number.POSITIVE_INFINITY, since = 0, wait = 0 } = wish
  const earliest = Math.max(since, Date.now() - maxAge)
  if (broadcastOf(watched).closed) return undefined
  using limit = new TimeLimit(wish.timeout ?? SNAPSHOT_PATIENCE, signal)
  using frames = watched.subscribe({ signal: limit.signal })
  const { newest, silence } = broadcastOf(watched)
  const first = newest?.index ?? -1
  // By the monotonic clock too: after a wall clock was set back an old picture looks young.
  const old = silence > maxAge ? first : -1
  const after = Math.max(wish.after ?? -1, old, wait > 0 ? first + wait - 1 : -1)
  for (let frame = await frames.read(); frame; frame = await frames.read()) {
    // Indexes of another epoch say nothing about this one.
    const isLater = frame.index > after || (newest && frame.epoch !== newest.epoch)
    if (isLater && frame.capturedAt >= earliest) return frame
  }
  return undefined
}

/**
 * One frame as a response, or 304 for whoever has it already (`ETag`); 503 with `Retry-After` and a
 * problem in JSON (`NO_FRAME`, `CLOSED`) when none came in time. A placeholder, where one is wanted,
 * says so in `X-Placeholder`.
 */
export async function snapshotResponse(
  watched: Watched,
  request: Request,
  wish: SnapshotWish = {},
): Promise<Response> {
  const { placeholder = 'demand' in watched && watched.placeholderSnapshots } = wish
  const shown = (): Part | undefined => (placeholder ? broadcastOf(watched).placeholder : undefined)
  // A camera that starts is about to give a picture; of one that is gone nobody waits for any.
  const gone = shown()?.placeholder === 'starting' ? undefined : shown()
  const frame = gone ?? (await snapshot(watched, wish, request.signal)) ?? shown()
  return frame ? frameAnswer(frame, request) : absence(watched).response()
}
