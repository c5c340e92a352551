/**
 * Reads the answer of any MJPEG server as frames: multipart of every description, or JPEGs one
 * after the other. Which of them it is, the bytes tell.
 *
 * @module
 */
import type { Captured, Note } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { JpegSplitter } from '../frame/split.ts'
import { publicAddress } from './address.ts'
import { type BodyOptions, BodyReader } from './body.ts'
import { type Layout, layoutOf } from './layout.ts'
import { PartFrames, type PartLimits, type Received } from './part-frames.ts'
import { Rejections } from './rejections.ts'
import { type HeaderFields, stampOf } from './stamp.ts'

/** How to read. */
export interface ReadOptions extends BodyOptions {
  /** Bytes a frame may have; a longer one is left out and noted. @default 33_554_432 (32 MiB) */
  readonly maxFrameBytes?: number | undefined
  /** What errors call the other side. @default its address */
  readonly from?: string | undefined
  /** Is told of every frame that was left out. */
  readonly onReject?: ((error: ZoetropeError) => void) | undefined
  /** Is told of the bytes of each chunk, before the frames in it are given. */
  readonly onBytes?: ((count: number) => void) | undefined
  /** Takes remarks on frames that were left out, at most one every ten seconds. */
  readonly note?: Note | undefined
}

/** Takes chunks of a body, gives the frames that became whole with them. */
interface Extractor {
  /** Whether the last chunk completed anything, be it nothing that is new. */
  readonly progressed: boolean
  push(chunk: Bytes): Received[]
  end(): Received[]
}

/** What is said of a picture that stands among others without a word. */
const NOTHING: HeaderFields = new Map<string, string>()

/** Bytes within which a body must show what it is; one that claims to be text is not waited for. */
function openingOf(contentType: string): number {
  return /^text\/|json|xml/i.test(contentType) ? 16 : 4096
}

/**
 * The frames of `response`, as they arrive; those that are no JPEG are left out. The bytes of a
 * frame are good until the next is asked for. Ends when the body ends, and quietly when the signal
 * aborts. The connection is closed on every way out.
 *
 * @throws {ZoetropeError} `INVALID_STREAM` when the body is neither multipart nor JPEG, `TIMEOUT`
 * when it is silent for too long, `SOURCE_FAILED` when the connection breaks.
 */
export async function* readFrames(
  response: Response,
  options: ReadOptions = {},
): AsyncGenerator<Captured<Bytes>, void, void> {
  for await (const { jpeg, headers } of receive(response, options)) {
    yield { jpeg, ...stampOf(headers) }
  }
}

/** The same, with what was said of each picture: the headers of its part. */
export async function* receive(
  response: Response,
  options: ReadOptions = {},
): AsyncGenerator<Received, void, void> {
  const address = response.url ? publicAddress(response.url) : 'The response'
  const { from = address } = options
  const contentType = response.headers.get('content-type') ?? ''
  const body = new BodyReader(response, from, options)
  try {
    const { head, layout } = await open(body, contentType)
    if (options.signal?.aborted) return
    if (!layout) throw invalid(from, response.headers, head)
    const extractor = extractorOf(layout, contentType, options)
    let chunk: Bytes | undefined = head
    for (; chunk; chunk = await body.read()) {
      options.onBytes?.(chunk.length)
      yield* extractor.push(chunk)
      if (extractor.progressed) body.progressed()
      else body.stagnated()
    }
    if (!options.signal?.aborted) yield* extractor.end()
  } finally {
    await body.close()
  }
}

/** Reads as much as it takes to know the layout. */
async function open(
  body: BodyReader,
  contentType: string,
): Promise<{ head: Bytes; layout: Layout | undefined }> {
  let head: Bytes = new Uint8Array(0)
  let layout: Layout | undefined
  const opening = openingOf(contentType)
  while (!layout && head.length < opening) {
    const chunk = await body.read()
    if (!chunk) break
    head = head.length === 0 ? chunk : concatenate(head, chunk)
    layout = layoutOf(head, contentType)
    if (!layout) body.stagnated()
  }
  return { head, layout }
}

function extractorOf(layout: Layout, contentType: string, options: ReadOptions): Extractor {
  const rejections = new Rejections(options.note)
  const limits = {
    maxBytes: options.maxFrameBytes,
    onReject: (error: ZoetropeError) => {
      rejections.add(error.message)
      options.onReject?.(error)
    },
  }
  if (layout === 'parts') return new PartFrames(contentType, limits)
  return new PictureFrames(limits)
}

/** Frames of JPEGs one after the other. */
class PictureFrames implements Extractor {
  readonly #splitter: JpegSplitter
  progressed = false

  constructor(limits: PartLimits) {
    this.#splitter = new JpegSplitter(limits)
  }

  push(chunk: Bytes): Received[] {
    const frames = this.#splitter.push(chunk).map((jpeg) => ({ jpeg, headers: NOTHING }))
    this.progressed = frames.length > 0
    return frames
  }

  end(): Received[] {
    this.#splitter.end()
    return []
  }
}

function invalid(from: string, headers: Headers, head: Bytes): ZoetropeError {
  const type = headers.get('content-type')?.split(';')[0]?.trim() || 'no Content-Type'
  const got = head.length === 0 ? `an empty body (${type})` : type
  const page = type === 'text/html' ? "; is this the camera's page rather than its stream?" : ''
  const encoding = headers.get('content-encoding')
  const packed = encoding && !page ? ` (Content-Encoding: ${encoding}, which nobody asked for)` : ''
  return new ZoetropeError(
    'INVALID_STREAM',
    `${from}: got ${got}${packed}; expected multipart/x-mixed-replace or image/jpeg${page}`,
  )
}

function concatenate(one: Bytes, other: Bytes): Bytes {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}
