/**
 * The frames that are still held, as data: what there is, and each one by its index.
 *
 * The list starts nothing: it is about what was. Only who says how long to wait for a frame that is
 * to come makes an idle camera run.
 *
 * @module
 */
import type { IndexOptions } from '../broadcast/wait.ts'
import { isZoetropeError } from '../errors.ts'
import type { Frame } from '../frame/frame.ts'
import { broadcastOf, type Watched } from '../viewer/watched.ts'
import { frameAnswer } from './frame-answer.ts'
import { json } from './json.ts'
import { upwards } from './path.ts'
import { Refusal } from './refusal.ts'

/** One frame that is held. */
export interface FrameEntry {
  readonly index: number
  /** Milliseconds since the Unix epoch. */
  readonly capturedAt: number
  /** The size of the JPEG, which is its relative sharpness too. */
  readonly bytes: number
  /** Pixels. */
  readonly width: number
  /** Pixels. */
  readonly height: number
  /** Where it is, relative to the list. */
  readonly url: string
}

/** What is held at one moment. */
export interface FrameList {
  readonly epoch: string
  /** How many frames can be held. */
  readonly capacity: number
  /** Oldest first. */
  readonly frames: readonly FrameEntry[]
}

/** Which frame is wanted, of which epoch, and how long it is waited for if it is still to come. */
export interface FrameWish extends Pick<IndexOptions, 'epoch'> {
  readonly index: number
  /** Milliseconds. @default 0, which starts nothing */
  readonly timeout?: number | undefined
}

/** What is held. @param here The list's own URL. */
export function frameList(watched: Watched, here: URL): FrameList {
  const broadcast = broadcastOf(watched)
  const { epoch, capacity } = broadcast
  const frames = broadcast.frames().map(({ index, capturedAt, jpeg, width, height }) => ({
    ...{ index, capturedAt, bytes: jpeg.length, width, height },
    url: `${upwards(here)}frames/${index}?epoch=${epoch}`,
  }))
  return { epoch, capacity, frames }
}

/** What is held, as JSON: a {@link FrameList}. */
export function framesResponse(watched: Watched, request: Request): Response {
  return json(frameList(watched, new URL(request.url)))
}

/**
 * The frame with that index. Otherwise a problem in JSON: 404 `NOT_YET` with `Retry-After` for one
 * that may still come, 410 `GONE`, 503 `CLOSED`. With its epoch given an answer is true for ever, and
 * may be kept by whoever asked.
 */
export async function frameResponse(
  watched: Watched,
  request: Request,
  wish: FrameWish,
): Promise<Response> {
  try {
    const frame = await find(watched, wish, request.signal)
    return frameAnswer(frame, request, wish.epoch === undefined ? 'asking' : 'for ever')
  } catch (error) {
    return refusalFor(error, watched).response()
  }
}

/** Turns what a broadcast says of a frame that it has not into an answer. @throws any other error. */
export function refusalFor(error: unknown, watched: Watched): Refusal {
  if (!isZoetropeError(error)) throw error
  if (error.code === 'GONE') return new Refusal('GONE', error.message)
  if (error.code !== 'NOT_YET') throw error
  if (broadcastOf(watched).closed)
    return new Refusal('CLOSED', `${error.message}, and none will be`)
  return new Refusal('NOT_YET', error.message, { headers: { 'retry-after': '1' } })
}

async function find(
  watched: Watched,
  { index, epoch, timeout = 0 }: FrameWish,
  signal: AbortSignal,
): Promise<Frame> {
  try {
    if (timeout > 0) return await watched.waitFor(index, { epoch, timeout, signal })
  } catch (error) {
    const { code } = isZoetropeError(error) ? error : {}
    const isOver = code === 'TIMEOUT' || code === 'CLOSED' || signal.aborted
    if (!isOver) throw error
  }
  return broadcastOf(watched).at(index, epoch)
}
