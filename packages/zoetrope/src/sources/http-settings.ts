/**
 * How a camera behind a URL is read: what a program sets by options, and whoever writes the URL in
 * its fragment (`http://cam/snap.jpg#fps=2`), which never travels to the camera.
 *
 * @module
 */
import type { Credentials } from '../client/address.ts'
import type { Fetch } from '../client/authentication.ts'
import { ZoetropeError } from '../errors.ts'

/** How to read a camera behind a URL. */
export interface HttpSourceOptions {
  /** The most pictures a second to ask for, where the URL gives one at a time: 0.001 to 60. Fragment: `fps`. @default 5 */
  readonly fps?: number | undefined
  /** Milliseconds until the camera must answer, redirects and login included. Fragment: `timeout`. @default 10000 */
  readonly answerTimeout?: number | undefined
  /**
   * Milliseconds that a stream or a picture may be silent, and may take for a whole frame. Fragment:
   * `timeout`.
   *
   * @default 10000, and for a stream five times its longest gap of late, at least 2000
   */
  readonly silenceTimeout?: number | undefined
  /** Bytes a frame may have; a longer one is left out and noted. @default 33_554_432 (32 MiB) */
  readonly maxFrameBytes?: number | undefined
  /** @default the platform's `fetch` */
  readonly fetch?: Fetch | undefined
  /**
   * Makes a fetch that proves to be who the URL says. `authenticatingFetch` of `zoetrope/node` can
   * do digest as well.
   *
   * @default basic authentication
   */
  readonly authenticate?: ((credentials: Credentials, fetch: Fetch) => Fetch) | undefined
}

/** The numbers among the options, the fragment's first. */
export interface HttpSettings {
  /** `undefined` where nobody asked for a rate. */
  readonly fps: number | undefined
  readonly answerTimeout: number
  readonly silenceTimeout: number
  /** Whether somebody said how long a stream may be silent. */
  readonly hasSilenceTimeout: boolean
}

/** The longest delay that timers can count. */
const FOREVER = 2 ** 31 - 1

/** @throws {ZoetropeError} `INVALID_SOURCE` when a number is out of range. */
export function httpSettings(url: URL, options: HttpSourceOptions): HttpSettings {
  const fragment = new URLSearchParams(url.hash.slice(1))
  const given = (name: string): number | undefined => {
    const text = fragment.get(name)
    return text === null ? undefined : Number(text || Number.NaN)
  }
  const timeout = given('timeout')
  const silenceTimeout = timeout ?? options.silenceTimeout
  const fps = given('fps') ?? options.fps
  return {
    fps: fps === undefined ? undefined : within('fps', fps, [0.001, 60]),
    answerTimeout: within('timeout', timeout ?? options.answerTimeout ?? 10_000, [1, FOREVER]),
    silenceTimeout: within('timeout', silenceTimeout ?? 10_000, [1, FOREVER]),
    hasSilenceTimeout: silenceTimeout !== undefined,
  }
}

function within(name: string, value: number, [least, most]: readonly [number, number]): number {
  if (value >= least && value <= most) return value
  throw new ZoetropeError(
    'INVALID_SOURCE',
    `Expected ${name} to be a number from ${least} to ${most}, got ${value}`,
  )
}
