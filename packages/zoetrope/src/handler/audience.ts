/**
 * Who watches through one handler, and how many may.
 *
 * @module
 */
import type { Viewer, ViewerOptions } from '../viewer/viewer.ts'
import type { Watched } from '../viewer/watched.ts'
import { type ReceptionOptions, report } from './reception.ts'
import { Refusal } from './refusal.ts'

/** Who wants to know of viewers, and how many there may be. */
export interface AudienceOptions extends Pick<ReceptionOptions<never>, 'onError'> {
  /** How many may watch streams at once, over all cameras of the handler. @default no limit */
  readonly maxViewers?: number | undefined
  /**
   * Told of a viewer when its stream begins, with the request that brought it. It may be asynchronous:
   * nobody waits for it, and if it fails `onError` is told.
   */
  readonly onJoin?: ((viewer: Viewer, request: Request) => unknown) | undefined
  /** Told of a viewer when it has left, by whatever cause; its counts are final. */
  readonly onLeave?: ((viewer: Viewer, request: Request) => unknown) | undefined
}

/** Milliseconds within which a stream that was answered begins, or never will. */
const BEGINNING = 10_000

interface Expected {
  /** When it was answered, by the monotonic clock. */
  readonly since: number
  readonly request: Request
}

/** Knows all viewers of a handler. */
export class Audience {
  #options: AudienceOptions
  #most: number
  #present = new Map<Viewer, Watched>()
  /** Streams that were answered and have not begun. */
  #expected = new Set<Expected>()

  /** @throws {RangeError} when `maxViewers` is not a number from 0 up. */
  constructor(options: AudienceOptions = {}) {
    this.#options = options
    this.#most = options.maxViewers ?? Number.POSITIVE_INFINITY
    if (this.#most >= 0) return
    throw new RangeError(`Expected maxViewers to be 0 or more, got ${options.maxViewers}`)
  }

  /** Those who watch `watched`, in the order in which they came. */
  of(watched: Watched): Viewer[] {
    return [...this.#present].filter(([, what]) => what === watched).map(([viewer]) => viewer)
  }

  /**
   * Options for a viewer that is about to watch: with them it is known here.
   *
   * @throws {Refusal} `TOO_MANY_VIEWERS`.
   */
  admit(watched: Watched, request: Request): ViewerOptions {
    this.#refuseCrowd()
    const place = { since: performance.now(), request }
    // Nobody says so when an answer is thrown away: so one that has not begun counts for a while only.
    this.#expected.add(place)
    return {
      onJoin: (viewer) => {
        this.#expected.delete(place)
        this.#present.set(viewer, watched)
        void this.#tell(() => this.#options.onJoin?.(viewer, request), request)
      },
      onLeave: (viewer) => {
        this.#present.delete(viewer)
        void this.#tell(() => this.#options.onLeave?.(viewer, request), request)
      },
    }
  }

  #refuseCrowd(): void {
    const now = performance.now()
    for (const place of this.#expected) {
      const isLate = now - place.since > BEGINNING
      if (isLate || place.request.signal.aborted) this.#expected.delete(place)
    }
    if (this.#present.size + this.#expected.size < this.#most) return
    const detail = `As many watch as may (${this.#most}); try again`
    throw new Refusal('TOO_MANY_VIEWERS', detail, { headers: { 'retry-after': '5' } })
  }

  async #tell(tell: () => unknown, request: Request): Promise<void> {
    try {
      await tell()
    } catch (error) {
      report(this.#options, error, request)
    }
  }
}
