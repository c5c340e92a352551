/**
 * The body of a request as frames to be published: multipart of every description, or JPEGs one
 * after the other, for as long as it lasts.
 *
 * @module
 */
import { readFrames } from '../../client/frames.ts'
import { LONGEST_DELAY } from '../../clock.ts'
import { ZoetropeError } from '../../errors.ts'
import type { Publisher, Pushed } from './publisher.ts'

/** What is read. A `Request` is one. */
export interface PushBody {
  readonly headers: Headers
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>> | null
}

/** How it is read. */
export interface PushBodyOptions {
  /** Ends the reading. Give it the end of the publisher. */
  readonly signal?: AbortSignal | undefined
  /** Bytes a frame may have; a longer one is left out. @default 33_554_432 (32 MiB) */
  readonly maxFrameBytes?: number | undefined
}

/** What became of a body's frames. */
export interface Taken {
  published: number
  /** Left out although nothing was wrong with them. */
  skipped: number
  /** No pictures that can be shown, or too large. */
  rejected: number
  /** What was wrong last: with one of those (`INVALID_FRAME`, `FRAME_TOO_LARGE`), or with the whole (`INVALID_STREAM`). */
  flaw: ZoetropeError | undefined
}

/**
 * Publishes the frames of a body until it ends or the signal aborts.
 *
 * @throws {ZoetropeError} `INVALID_STREAM` when it is neither multipart nor JPEG, `SOURCE_FAILED`
 * when the connection breaks. The publisher stays open.
 */
export async function publishBody(
  publisher: Publisher,
  { headers, body }: PushBody,
  { signal, maxFrameBytes }: PushBodyOptions = {},
): Promise<Taken> {
  const type = headers.get('content-type')
  const response = new Response(body, { headers: type === null ? {} : { 'content-type': type } })
  const taken: Taken = { published: 0, skipped: 0, rejected: 0, flaw: undefined }
  const frames = readFrames(response, {
    ...{ signal, maxFrameBytes, from: 'The body' },
    // The publisher's own patience is what counts: for frames, and not for bytes.
    silenceTimeout: LONGEST_DELAY,
    onReject: (error) => reject(taken, error),
  })
  let last: Promise<void> | undefined
  for await (const { jpeg, ...stamp } of frames) {
    const isOpen = publisher.isOpen
    // While the camera is not ready for it the reading goes on: what waits there waits to be replaced.
    last = count(taken, publisher.push(isOpen ? jpeg : jpeg.slice(), stamp))
    if (isOpen) await last
  }
  await last
  return taken
}

async function count(taken: Taken, pushed: Promise<Pushed>): Promise<void> {
  try {
    if (typeof (await pushed) === 'string') taken.skipped += 1
    else taken.published += 1
  } catch (error) {
    if (!(error instanceof ZoetropeError)) throw error
    if (error.code === 'INVALID_FRAME') reject(taken, error)
    else taken.skipped += 1
  }
}

function reject(taken: Taken, flaw: ZoetropeError): void {
  if (flaw.code !== 'INVALID_STREAM') taken.rejected += 1
  taken.flaw = flaw
}
