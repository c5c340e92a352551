/**
 * Somebody else's camera: an MJPEG stream, or a picture that is asked for again and again.
 *
 * What the URL gives is told by the answer. A body that goes on is a stream. One that ends after a
 * single JPEG is a picture, and is asked for as long as somebody wants frames, never twice at once.
 *
 * @module
 */

import type { Captured, Note, Source } from '../camera/source.ts'
import { parseAddress, publicAddress } from '../client/address.ts'
import { basicFetch, type Fetch } from '../client/authentication.ts'
import { readFrames } from '../client/frames.ts'
import { refusalOf } from '../client/refusal.ts'
import { request } from '../client/request.ts'
import { stampOf } from '../client/stamp.ts'
import { ZoetropeError } from '../errors.ts'
import { pause } from '../pause.ts'
import { type HttpSettings, type HttpSourceOptions, httpSettings } from './http-settings.ts'
import { PolledPicture } from './polled.ts'

/** Pictures a second, unless somebody asks for another rate: a camera that encodes on demand can do that. */
const FPS = 5

/** Pictures in a row that may be cut short before the camera counts as broken. */
const BROKEN = 5

/**
 * A source that reads `url`. User and password in it are used for authentication and shown nowhere.
 * Frames that are the same, byte by byte, as the picture before them are not yielded; nor is a
 * stream's repetition of a numbered frame.
 *
 * The source throws {@link ZoetropeError} `UNAUTHORIZED`, `SOURCE_UNAVAILABLE`, `SOURCE_FAILED`,
 * `INVALID_STREAM` or `TIMEOUT`.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when `url` is not http or https, or a number is out of range.
 */
export function httpSource(url: string | URL, options: HttpSourceOptions = {}): Source {
  const address = parseAddress(url)
  const { fetch = globalThis.fetch, authenticate = basicFetch } = options
  const { credentials } = address
  return new HttpSource({
    url: address.url,
    fetch: credentials ? authenticate(credentials, fetch) : fetch,
    authenticated: credentials !== undefined,
    maxFrameBytes: options.maxFrameBytes,
    ...httpSettings(address.url, options),
  })
}

/** All that was settled when the source was made. */
interface Plan extends HttpSettings {
  readonly url: URL
  readonly fetch: Fetch
  readonly authenticated: boolean
  readonly maxFrameBytes: number | undefined
}

/** What one answer turned out to be. */
type Outcome = 'picture' | 'broken picture' | 'end'

class HttpSource implements Source {
  readonly label: string
  readonly #plan: Plan
  #interval: number | undefined

  constructor(plan: Plan) {
    this.label = publicAddress(plan.url)
    this.#plan = plan
  }

  /**
   * Unknown for a stream. Infinite once the URL has turned out to be a picture: it may stay the
   * same for hours, and whether the camera still answers is seen here at every request.
   */
  get interval(): number | undefined {
    return this.#interval
  }

  async *open(signal: AbortSignal, note?: Note): AsyncGenerator<Captured, void, void> {
    const { fps = FPS } = this.#plan
    const picture = new PolledPicture()
    for (let broken = 0; broken < BROKEN; ) {
      const due = performance.now() + 1000 / fps
      const outcome = yield* this.#ask(picture, signal, note)
      if (outcome === 'end') return
      broken = outcome === 'picture' ? 0 : broken + 1
      if (this.#interval === undefined) note?.(`a picture at a time, ${fps} a second at most`)
      this.#interval = Number.POSITIVE_INFINITY
      await pause(due - performance.now(), signal)
    }
    const message = `${this.label} gave ${BROKEN} pictures in a row that were not whole`
    throw new ZoetropeError('SOURCE_FAILED', message)
  }

  /** Asks once, and gives what the answer brings. */
  async *#ask(
    picture: PolledPicture,
    signal: AbortSignal,
    note?: Note,
  ): AsyncGenerator<Captured, Outcome, void> {
    const response = await this.#answer(picture.conditions, signal)
    if (!response) return 'end'
    if (response.status === 304) return 'picture'
    const single = isSingle(response)
    let frames = 0
    for await (const frame of readFrames(response, { ...this.#plan, signal, note })) {
      frames += 1
      if (frames === 2 && this.#plan.fps !== undefined) note?.('a stream: fps is not used')
      // Behind a photograph there may be another, smaller one (MPF); in a stream all count.
      if (frames === 1 ? picture.isNew(frame.jpeg) : !single) {
        yield { ...stampOf(response.headers), ...frame }
      }
    }
    if (signal.aborted) return 'end'
    picture.answered(response)
    return this.#outcome(response, frames)
  }

  /** An answer with a body worth reading, or 304. `undefined` when the signal aborted. */
  async #answer(
    conditions: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Response | undefined> {
    const response = await request(this.#plan.url, { ...this.#plan, signal, headers: conditions })
    if (!response || response.ok) return response
    await response.body?.cancel()
    const unchanged = response.status === 304 && Object.keys(conditions).length > 0
    if (unchanged) return response
    throw refusalOf(response, this.#plan)
  }

  #outcome(response: Response, frames: number): Outcome {
    const stream = isMultipart(response) || (frames > 1 && !isSingle(response))
    if (!stream) return frames > 0 ? 'picture' : 'broken picture'
    if (frames > 0) return 'end'
    throw new ZoetropeError('SOURCE_FAILED', `${this.label} ended without a frame`)
  }
}

function isMultipart({ headers }: Response): boolean {
  return /^multipart\//i.test(headers.get('content-type') ?? '')
}

/** Whether the answer says that it is one image, and not a stream that is called so. */
function isSingle({ headers }: Response): boolean {
  return headers.has('content-length') && /^image\//i.test(headers.get('content-type') ?? '')
}
