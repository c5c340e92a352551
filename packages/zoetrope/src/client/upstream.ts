/**
 * Somebody else's camera: an MJPEG stream, or a picture that is asked for again and again.
 *
 * What the URL gives is told by the answer. A body that goes on is a stream. One that ends after a
 * single JPEG is a picture, and is asked for as long as somebody wants frames, never twice at once:
 * a camera may be one that serves a single connection.
 *
 * @module
 */
import type { Note } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import { pause } from '../pause.ts'
import { parseAddress, publicAddress } from './address.ts'
import type { Fetch } from './authentication.ts'
import type { ClockAnswer } from './clock-offset.ts'
import { loginFetch } from './digest.ts'
import { receive } from './frames.ts'
import { Kept } from './kept.ts'
import { LoginPatience } from './login-patience.ts'
import type { Received } from './part-frames.ts'
import { PolledPicture } from './polled.ts'
import { type Asked, refusalOf } from './refusal.ts'
import { request } from './request.ts'
import { Rhythm } from './rhythm.ts'
import type { HeaderFields } from './stamp.ts'
import {
  type UpstreamOptions,
  type UpstreamSettings,
  upstreamSettings,
} from './upstream-options.ts'

/** Pictures a second, unless somebody asks for another rate: a camera that encodes on demand can do that. */
const FPS = 5

/** Pictures in a row that may be cut short before the camera counts as broken. */
const BROKEN = 5

/** Who hears of what goes on. */
export interface UpstreamPorts {
  /** Ends the reading, quietly. */
  readonly signal: AbortSignal
  /** Takes remarks for the log. */
  readonly note?: Note | undefined
  /** Is told of every frame that was left out. */
  readonly onReject?: ((error: ZoetropeError) => void) | undefined
  /** Is told of the bytes of each chunk, before the frames in it are given. */
  readonly onBytes?: ((count: number) => void) | undefined
  /** Is told of every answer: when it was asked for and came, here, and its head. */
  readonly onAnswer?:
    | ((headers: HeaderFields, times: Omit<ClockAnswer, 'said'>) => void)
    | undefined
}

/** All that was settled when it was made. */
interface Plan extends UpstreamSettings, Asked {
  readonly fetch: Fetch
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly maxFrameBytes: number | undefined
}

/** What one answer turned out to be. */
type Outcome = 'picture' | 'broken picture' | 'end'

/** What one reading needs on its way. */
interface Opening extends UpstreamPorts {
  readonly picture: PolledPicture
  /** Set once it is known that there are further requests, soon. */
  kept: Kept | undefined
  /** Whether there is an answer. */
  isReading: boolean
}

/** Milliseconds between requests for which a connection is kept. */
const KEPT = 5000

/** Reads one URL. */
export class Upstream {
  /** What it may be called in public. */
  readonly label: string
  readonly #plan: Plan
  readonly #rhythm = new Rhythm()
  readonly #logins = new LoginPatience()
  #isPicture = false
  #awaited: string | undefined

  /** @throws {ZoetropeError} `INVALID_SOURCE` when `url` is not http or https, a number is out of range or a header is none. */
  constructor(url: string | URL, options: UpstreamOptions = {}) {
    const address = parseAddress(url)
    const { fetch = globalThis.fetch, authenticate = loginFetch, headers, maxFrameBytes } = options
    const credentials = options.credentials ?? address.credentials
    this.label = publicAddress(address.url)
    this.#plan = {
      url: address.url,
      // The platform's own wants to be called without a `this`.
      fetch: credentials ? authenticate(credentials, fetch) : (asked, init) => fetch(asked, init),
      login: credentials && (options.credentials ? 'it was given' : 'in its URL'),
      ...{ headers, maxFrameBytes },
      ...upstreamSettings(address.url, options),
    }
  }

  /**
   * That of a stream, once it is known. Infinite once the URL has turned out to be a picture: it may
   * stay the same for hours, and whether the camera still answers is seen here at every request.
   */
  get interval(): number | undefined {
    if (this.#isPicture) return Number.POSITIVE_INFINITY
    const { silenceTimeout, hasSilenceTimeout } = this.#plan
    // A camera's patience is five intervals.
    const longest = silenceTimeout / 5
    if (hasSilenceTimeout) return longest
    const { interval } = this.#rhythm
    return interval === undefined ? undefined : Math.min(interval, longest)
  }

  /** What it is waiting for at present. */
  get awaited(): string | undefined {
    return this.#awaited
  }

  /**
   * Reads until the signal aborts, or the stream ends. Pictures that are the same, byte by byte, as the
   * one before them are not given; nor is a stream's repetition of a numbered frame. To a reading's
   * first picture belongs the head of the answer, too.
   *
   * @throws {ZoetropeError} `UNAUTHORIZED`, `REFUSED`, `SOURCE_UNAVAILABLE`, `SOURCE_FAILED`,
   * `INVALID_STREAM` or `TIMEOUT`.
   */
  async *open(ports: UpstreamPorts): AsyncGenerator<Received, void, void> {
    const picture = new PolledPicture()
    const opening: Opening = { ...ports, picture, kept: undefined, isReading: false }
    try {
      yield* this.#watch(opening)
    } finally {
      await opening.kept?.close()
    }
  }

  async *#watch(opening: Opening): AsyncGenerator<Received, void, void> {
    const { fps = FPS } = this.#plan
    for (let broken = 0; broken < BROKEN; ) {
      const due = performance.now() + 1000 / fps
      const outcome = yield* this.#askPatiently(opening)
      if (outcome === 'end') return
      broken = outcome === 'picture' ? 0 : broken + 1
      if (!this.#isPicture) opening.note?.(`a picture at a time, ${fps} a second at most`)
      this.#isPicture = true
      // The next answer ends as well; a stream's would occupy the connection for ever.
      if (1000 / fps <= KEPT) opening.kept ??= new Kept()
      await pause(due - performance.now(), opening.signal)
    }
    const message = `${this.label} gave ${BROKEN} pictures in a row that were not whole`
    throw new ZoetropeError('SOURCE_FAILED', message)
  }

  /** Like `#ask`, but a picture that breaks off is only a broken picture. */
  async *#askPatiently(opening: Opening): AsyncGenerator<Received, Outcome, void> {
    try {
      return yield* this.#ask(opening)
    } catch (error) {
      const broke = error instanceof ZoetropeError && error.code === 'SOURCE_FAILED'
      if (!(broke && this.#isPicture && opening.isReading)) throw error
      opening.note?.(error.message)
      return 'broken picture'
    }
  }

  /** Asks once, and gives what the answer brings. */
  async *#ask(opening: Opening): AsyncGenerator<Received, Outcome, void> {
    const { signal, note, picture } = opening
    opening.isReading = false
    const response = await this.#answer(opening)
    if (!response) return 'end'
    if (response.status === 304) return 'picture'
    opening.isReading = true
    this.#rhythm.restart()
    const single = isSingle(response)
    let frames = 0
    for await (const { jpeg, headers } of receive(response, { ...this.#plan, ...opening })) {
      frames += 1
      if (frames === 2 && !single) this.#isStream(note)
      this.#rhythm.beat(performance.now())
      // Behind a photograph there may be another, smaller one (MPF); in a stream all count.
      if (frames === 1 ? picture.isNew(jpeg) : !single) {
        yield { jpeg, headers: frames === 1 ? either(headers, response.headers) : headers }
      }
    }
    if (signal.aborted) return 'end'
    picture.answered(response)
    return this.#outcome(response, frames)
  }

  #isStream(note: Note | undefined): void {
    this.#isPicture = false
    if (this.#plan.fps !== undefined) note?.('a stream: fps is not used')
  }

  /** An answer with a body worth reading, or 304. `undefined` when the signal aborted. */
  async #answer({ signal, picture, kept, onAnswer }: Opening): Promise<Response | undefined> {
    this.#awaited = `an answer of ${this.label}`
    const conditions = picture.conditions
    const headers = { ...this.#plan.headers, ...conditions }
    const asked = Date.now()
    const response = await request(this.#plan.url, { ...this.#plan, signal, headers, kept })
    if (response) onAnswer?.(response.headers, { asked, came: Date.now() })
    this.#awaited = `a frame from ${this.label}, which has answered`
    if (response && response.status !== 401) this.#logins.accepted()
    if (!response || response.ok) return response
    await response.body?.cancel()
    const unchanged = response.status === 304 && Object.keys(conditions).length > 0
    if (unchanged) return response
    throw this.#logins.slowed(refusalOf(response, this.#plan))
  }

  #outcome(response: Response, frames: number): Outcome {
    // Some servers write one part for each request, and end.
    const stream = isMultipart(response) ? frames !== 1 : frames > 1 && !isSingle(response)
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

/** The fields of the first, and where it has none those of the second. */
function either(one: HeaderFields, other: HeaderFields): HeaderFields {
  return { get: (name) => one.get(name) ?? other.get(name) }
}
