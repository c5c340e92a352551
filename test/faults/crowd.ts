/**
 * Twenty viewers of one camera, ten over HTTP and ten over `/live`, who note all that is not as it
 * should be: being disconnected, a torn frame, an old one that passes for new.
 *
 * @module
 */

import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { LiveReader } from 'zoetrope/client'
import { inspectJpeg } from '../../packages/zoetrope/src/frame/jpeg.ts'
import { boundaryOf } from '../../packages/zoetrope/src/multipart/boundary.ts'
import { PartReader } from '../../packages/zoetrope/src/multipart/reader.ts'

/** Milliseconds within which everybody has to see live pictures again: generous, since nobody is timed. */
const LIMIT = Number(process.env['ZOETROPE_FAULT_LIMIT'] ?? 60_000)

/** Milliseconds without a picture before one comes again: from four seconds on, and it may be on its way for long. */
const SILENCE = 1000

/** One picture as a viewer got it. */
interface Sight {
  /** When, in milliseconds since the Unix epoch. */
  readonly at: number
  readonly jpeg: Uint8Array
  readonly epoch: string
  readonly index: number
  readonly capturedAt: number
  readonly placeholder: boolean
}

/** Which picture is waited for. */
export interface Wanted {
  /** Captured after this moment, in milliseconds since the Unix epoch, and live. */
  readonly after: number
  readonly width?: number | undefined
}

/** Somebody who watches and never leaves. */
export class Viewer {
  readonly name: string
  /** What was wrong, a line each. */
  readonly complaints: string[] = []
  frames = 0
  placeholders = 0
  #last: Sight | undefined
  #waiting = new Set<{ wanted: Wanted; resolve: (at: number) => void }>()

  constructor(name: string) {
    this.name = name
  }

  /** Resolves with the moment at which such a frame came. */
  live(wanted: Wanted): Promise<number> {
    return new Promise((resolve) => this.#waiting.add({ wanted, resolve }))
  }

  saw(sight: Sight): void {
    const seen = inspectJpeg(sight.jpeg)
    if (!seen.ok) return this.complain(`got a torn frame: ${seen.reason}`)
    if (sight.placeholder) {
      this.placeholders += 1
      return
    }
    const last = this.#last
    if (last && isAgain(sight, last)) return
    if (last?.epoch === sight.epoch && last.index >= sight.index) {
      this.complain(`got frame ${sight.index} after ${last.index}`)
    }
    this.#last = sight
    this.frames += 1
    for (const each of this.#waiting) {
      const { after, width = seen.width } = each.wanted
      if (sight.capturedAt <= after || seen.width !== width) continue
      this.#waiting.delete(each)
      each.resolve(sight.at)
    }
  }

  complain(what: string): void {
    this.complaints.push(`${this.name} ${what}`)
  }
}

/** Whether it is the last one as it was, which is sent again to whoever has seen nothing for seconds. */
function isAgain(sight: Sight, last: Sight): boolean {
  const isSame = sight.epoch === last.epoch && sight.index === last.index
  return isSame && sight.at - last.at > SILENCE && Buffer.compare(sight.jpeg, last.jpeg) === 0
}

/** Twenty viewers. */
export interface Crowd {
  readonly viewers: readonly Viewer[]
  /** Milliseconds since the Unix epoch at which each got such a frame. */
  live(wanted: Wanted): Promise<number[]>
  readonly complaints: readonly string[]
  leave(): Promise<void>
}

/** Sends twenty viewers to a camera of the server at `url`. */
export function gather(url: string, camera: string): Crowd {
  const stop = new AbortController()
  const places = Array.from({ length: 10 }, (_, place) => place + 1)
  const readers: Promise<void>[] = []
  const send = (name: string, watch: typeof watchStream): Viewer => {
    const viewer = new Viewer(name)
    const reading = watch(url, camera, viewer, stop.signal).then(
      () => 'was disconnected',
      (error: unknown) => `was disconnected: ${error}`,
    )
    readers.push(
      reading.then((how) => {
        if (!stop.signal.aborted) viewer.complain(how)
      }),
    )
    return viewer
  }
  const viewers = [
    ...places.map((place) => send(`viewer ${place} over HTTP`, watchStream)),
    ...places.map((place) => send(`viewer ${place} over /live`, watchLive)),
  ]
  return {
    viewers,
    live: (wanted) => Promise.all(viewers.map((viewer) => viewer.live(wanted))),
    get complaints() {
      return viewers.flatMap(({ complaints }) => complaints)
    },
    async leave() {
      stop.abort()
      await Promise.all(readers)
    },
  }
}

/** What is waited for, if it comes soon enough. @param what What is told where it does not. */
export async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  const over = new AbortController()
  const late = pause(LIMIT, undefined, { signal: over.signal }).then(() => {
    throw new Error(`Not everybody saw live pictures again: ${what}`)
  })
  late.catch(() => {})
  try {
    return await Promise.race([promise, late])
  } finally {
    over.abort()
  }
}

async function watchStream(
  url: string,
  camera: string,
  viewer: Viewer,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(`${url}/cameras/${camera}/stream`, { signal })
  const reader = new PartReader({
    boundary: boundaryOf(response.headers.get('content-type') ?? ''),
    onReject: (error) => viewer.complain(`rejected a part: ${error.message}`),
  })
  for await (const chunk of response.body ?? []) {
    const at = Date.now()
    // What fetch gives is never backed by shared memory; its type does not say so.
    for (const { headers, body } of reader.push(chunk as Uint8Array<ArrayBuffer>)) {
      const field = (name: string): string => headers.get(name) ?? ''
      viewer.saw({
        at,
        jpeg: body,
        epoch: field('x-frame-epoch'),
        index: Number(field('x-frame-index')),
        capturedAt: 1000 * Number(field('x-timestamp')),
        placeholder: field('x-placeholder') !== '',
      })
    }
  }
}

async function watchLive(
  url: string,
  camera: string,
  viewer: Viewer,
  signal: AbortSignal,
): Promise<void> {
  const reader = new LiveReader(`${url}/live`, {
    WebSocket,
    signal,
    placeholders: true,
    reconnect: false,
  })
  reader.subscribe(camera)
  for await (const frame of reader) viewer.saw({ ...frame, at: Date.now() })
}
