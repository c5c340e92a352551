/**
 * The next frame: a reader asks for one frame after the other, each time for the newest that it does
 * not have, and waits for it. So it sets the pace itself, with nothing but plain requests.
 *
 * @module
 */
import { LONGEST_DELAY } from '../clock.ts'
import type { Frame } from '../frame/frame.ts'
import { broadcastOf, type Watched } from '../viewer/watched.ts'
import { frameAnswer } from './frame-answer.ts'
import { NO_CACHE } from './stream.ts'

/** Milliseconds that a reader waits if it does not say how long. */
export const NEXT_PATIENCE = 10_000

/** Which frame a reader has already, and how long it waits for another. */
export interface NextWish {
  /** The index of the frame it has. @default it has none */
  readonly after?: number | undefined
  /** The epoch which that index belongs to. @default unknown */
  readonly epoch?: string | undefined
  /** Milliseconds to wait. @default 10000 */
  readonly timeout?: number | undefined
}

/**
 * The newest frame that the reader does not have, as soon as there is one; `undefined` when there
 * was none in time, or the camera closed. An idle camera is started; who waits is a viewer of it.
 *
 * An index that was never reached in this epoch is from another one: the frame comes at once then.
 */
export async function nextFrame(
  watched: Watched,
  wish: NextWish = {},
  signal?: AbortSignal,
): Promise<Frame | undefined> {
  if (broadcastOf(watched).closed) return undefined
  // A person who watches in this way is no less a viewer than one with a stream.
  using frames = watched.subscribe({ signal, as: 'viewer' })
  // Not a signal: one for each frame of each reader would live for as long as the reader may wait.
  const timeout = Math.min(wish.timeout ?? NEXT_PATIENCE, LONGEST_DELAY)
  const timer = setTimeout(() => frames.close(), timeout)
  try {
    for (let frame = await frames.read(); frame; frame = await frames.read()) {
      if (isNew(frame, wish)) return frame
    }
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

/**
 * The next frame as a response: 200 with the frame, or 204 when there was none in time. `ETag` names
 * it by epoch and index.
 */
export async function nextResponse(
  watched: Watched,
  request: Request,
  wish: NextWish = {},
): Promise<Response> {
  const frame = await nextFrame(watched, wish, request.signal)
  if (!frame) return new Response(null, { status: 204, headers: NO_CACHE })
  return frameAnswer(frame, request)
}

function isNew(frame: Frame, { after, epoch }: NextWish): boolean {
  if (after === undefined || (epoch !== undefined && epoch !== frame.epoch)) return true
  return frame.index > after || (epoch === undefined && frame.index < after)
}
