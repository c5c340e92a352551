/**
 * What the tests of HTTP sources share: some frames, and readers that take them.
 *
 * @module
 */
import type { Captured, Source } from '../../src/camera/source.ts'
import type { Fetch } from '../../src/client/authentication.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { endlessFetch } from '../../src/node/endless-fetch.ts'
import { type HttpSourceOptions, httpSource } from '../../src/sources/http.ts'
import { keep } from '../broadcast/keeping.ts'
import { bytes, part } from '../client/raw-server.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

/** Four frames that differ in everything. */
export const shots: readonly Bytes[] = [10, 90, 170, 250].map((shade) =>
  tinyJpeg({ shade, bytes: 300 + shade }),
)
export const [one = bytes(), two = bytes(), three = bytes()]: readonly Bytes[] = shots

/** The four as a multipart body with the boundary `cam`. */
export const stream: Bytes = bytes(...shots.map((jpeg) => part(jpeg)), '--cam--\r\n')

/** The two that a source may go through on Node; the first stands for every other platform's. */
export const fetches: readonly { readonly name: string; readonly fetch: Fetch }[] = [
  { name: "the platform's fetch", fetch: (url, init) => fetch(url, init) },
  { name: 'fetch over node:http', fetch: endlessFetch },
]

/** Makes sources that go through this fetch. */
export function through(fetch: Fetch): (url: string, options?: HttpSourceOptions) => Source {
  return (url, options) => httpSource(url, { fetch, ...options })
}

/** How a source is read. */
export interface Watching {
  /** Stops after so many frames, as a reader does who leaves. @default at the source's end */
  readonly frames?: number
  readonly signal?: AbortSignal
  /** Is filled with the source's remarks. */
  readonly notes?: string[]
  /** Is filled with the frames, also when the source fails in the end. */
  readonly seen?: Captured<Bytes>[]
}

/** The source's frames, each copied before the next is asked for. */
export async function watch(source: Source, watching: Watching = {}): Promise<Captured<Bytes>[]> {
  const { frames = Number.POSITIVE_INFINITY, notes = [], seen = [] } = watching
  const signal = watching.signal ?? new AbortController().signal
  for await (const captured of source.open(signal, (text) => notes.push(text))) {
    seen.push(keep(captured))
    if (seen.length >= frames) break
  }
  return seen
}

/** Only the frames' bytes. */
export async function jpegs(source: Source, watching?: Watching): Promise<Bytes[]> {
  return (await watch(source, watching)).map(({ jpeg }) => jpeg)
}

/** A URL with a user and a password in it. */
export function withCredentials(url: string, user = 'admin', password = 'secret'): string {
  return url.replace('://', `://${user}:${password}@`)
}
