/**
 * The replay: what the ring holds, once more, as a stream that ends. Frames follow one another as
 * they were captured, or faster.
 *
 * It is about what was: it starts no camera, and whoever asks for it is no viewer. It holds no frame
 * either, so frames that leave the ring meanwhile are left out.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'
import { type Part, STREAM_TYPE } from '../multipart/part.ts'
import { pause } from '../pause.ts'
import type { Framing } from '../viewer/framing.ts'
import { broadcastOf, type Watched } from '../viewer/watched.ts'
import { chooseFraming } from './choice.ts'
import { refusalFor } from './frames.ts'
import { NO_CACHE } from './stream.ts'

/** What is to be shown again, and how fast. */
export interface ReplayWish {
  /** The index to begin with, or the next one that is held. @default the oldest that is held */
  readonly from?: number | undefined
  /** The epoch that `from` belongs to. @default the present one */
  readonly epoch?: string | undefined
  /** 2 is twice as fast as it was; a large number as fast as the link takes it. @default 1 */
  readonly speed?: number | undefined
}

/** Milliseconds that a replay waits at most between two frames: a camera may have slept for hours. */
const LONGEST_PAUSE = 5000

/**
 * The frames that are held, as a multipart response that ends after the newest. Otherwise a problem in
 * JSON: 404 `NOT_YET` where there is none from that index on, 410 `GONE` where the epoch is over.
 *
 * @throws {RangeError} when `speed` is not a number above 0.
 */
export function replayResponse(
  watched: Watched,
  request: Request,
  wish: ReplayWish = {},
): Response {
  const { speed = 1 } = wish
  if (!(speed > 0)) throw new RangeError(`Expected speed to be more than 0, got ${speed}`)
  try {
    const rerun = new Rerun(watched, wish)
    const framing = chooseFraming(request.headers)
    const headers = { 'content-type': STREAM_TYPE, ...NO_CACHE, 'x-accel-buffering': 'no' }
    const body = request.method === 'HEAD' ? null : bodyOf(rerun, framing, speed)
    return new Response(body, { headers })
  } catch (error) {
    return refusalFor(error, watched).response()
  }
}

/** Steps from one frame to the next that is still there, up to the one that is the newest now. */
class Rerun {
  #at: (position: number) => Part | undefined
  #next: number
  #last: number

  /** @throws {ZoetropeError} `NOT_YET`, `GONE`. */
  constructor(watched: Watched, { from = 0, epoch }: ReplayWish) {
    const broadcast = broadcastOf(watched)
    const { newest } = broadcast
    const isOver = epoch !== undefined && epoch !== broadcast.epoch
    // It has the words for what is not there.
    if (isOver || !newest || newest.index < from) broadcast.at(from, epoch)
    const cursor = broadcast.cursor()
    this.#at = (position) => cursor.at(position)
    this.#last = cursor.position
    const wanted = broadcast.frames().filter(({ index }) => index >= from)
    this.#next = this.#last + 1 - wanted.length
  }

  take(): Part | undefined {
    while (this.#next <= this.#last) {
      const part = this.#at(this.#next)
      this.#next += 1
      if (part) return part
    }
    return undefined
  }
}

function bodyOf(rerun: Rerun, framing: Framing, speed: number): ReadableStream<Bytes> {
  const stop = new AbortController()
  let due = performance.now()
  let last: Part | undefined
  const bytesOf = (part: Part): Bytes => framing.encode(part, { rate: { rate: 0 } }, due)
  return new ReadableStream<Bytes>(
    {
      start: (controller) => controller.enqueue(framing.opening),
      async pull(controller) {
        const part = rerun.take()
        if (!part) {
          if (framing.repeats && last) controller.enqueue(bytesOf(last))
          return controller.close()
        }
        due += Math.min(gap(last, part) / speed, LONGEST_PAUSE)
        last = part
        const wait = due - performance.now()
        if (wait > 0) await pause(wait, stop.signal)
        if (!stop.signal.aborted) controller.enqueue(bytesOf(part))
      },
      cancel: () => stop.abort(),
    },
    { highWaterMark: 0 },
  )
}

function gap(before: Part | undefined, { moment }: Part): number {
  return Math.max(0, moment - (before?.moment ?? moment))
}
