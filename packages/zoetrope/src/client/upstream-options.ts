/**
 * How a camera behind a URL is read: what a program sets by options, and whoever writes the URL in
 * its fragment (`http://cam/snap.jpg#fps=2`), which never travels to the camera.
 *
 * @module
 */
import { LONGEST_DELAY } from '../clock.ts'
import { ZoetropeError } from '../errors.ts'
import type { Credentials } from './address.ts'
import type { Fetch } from './authentication.ts'

/** How to read a camera behind a URL. */
export interface UpstreamOptions {
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
  /** Who to be, if the camera asks. Never sent unasked. @default user and password in the URL */
  readonly credentials?: Credentials | undefined
  /**
   * Headers of every request. They go where the camera redirects to as well; `Authorization` and
   * `Cookie` do not where that is another origin.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** @default the platform's `fetch`; on Node `endlessFetch` of `zoetrope/node` suits small cameras better */
  readonly fetch?: Fetch | undefined
  /**
   * Makes a fetch that proves to be who the credentials say.
   *
   * @default basic and digest authentication; basic alone where the platform has no MD5 (browsers)
   */
  readonly authenticate?: ((credentials: Credentials, fetch: Fetch) => Fetch) | undefined
}

/** The numbers among the options, the fragment's first. */
export interface UpstreamSettings {
  /** `undefined` where nobody asked for a rate. */
  readonly fps: number | undefined
  readonly answerTimeout: number
  readonly silenceTimeout: number
  /** Whether somebody said how long a stream may be silent. */
  readonly hasSilenceTimeout: boolean
}

/** @throws {ZoetropeError} `INVALID_SOURCE` when a number is out of range, or a header is none. */
export function upstreamSettings(url: URL, options: UpstreamOptions): UpstreamSettings {
  checkHeaders(options.headers)
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
    answerTimeout: within('timeout', timeout ?? options.answerTimeout ?? 10_000, [
      1,
      LONGEST_DELAY,
    ]),
    silenceTimeout: within('timeout', silenceTimeout ?? 10_000, [1, LONGEST_DELAY]),
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

/** What `fetch` would say of them has their values in it, and those are secrets. */
function checkHeaders(headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (isHeader(name, value)) continue
    const expected = 'a name without blanks, and a value that is one line of Latin-1'
    throw new ZoetropeError('INVALID_SOURCE', `Expected the header "${name}" to have ${expected}`)
  }
}

function isHeader(name: string, value: string): boolean {
  try {
    return new Headers([[name, value]]).has(name)
  } catch {
    return false
  }
}
