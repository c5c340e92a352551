/**
 * What there is below the path of one broadcast or camera, and the names by which it is known.
 *
 * @module
 */

import { viewerStatus } from '../viewer/viewer-status.ts'
import type { Watched } from '../viewer/watched.ts'
import { absence, refuseClosed } from './absence.ts'
import {
  askedFrame,
  askedNext,
  askedReplay,
  askedSnapshot,
  askedStream,
  type StreamLimits,
} from './asked.ts'
import type { Audience } from './audience.ts'
import { frameResponse, framesResponse } from './frames.ts'
import { json } from './json.ts'
import { nextResponse } from './next.ts'
import { upwards } from './path.ts'
import { Query } from './query.ts'
import type { Place } from './reception.ts'
import { replayResponse } from './replay.ts'
import { snapshotResponse } from './snapshot.ts'
import { streamResponse } from './stream.ts'
import { viewerPage } from './viewer-page.ts'

/** What may be asked of a handler; `latest` is the newest frame, by whatever path. */
export type Operation =
  | 'list'
  | 'stream'
  | 'latest'
  | 'next'
  | 'frames'
  | 'frame'
  | 'replay'
  | 'viewer'
  | 'viewers'

/** What is asked for, as the `authorize` hook is told of it. */
export interface Access {
  readonly operation: Operation
  /** The camera's name in the URL; `undefined` for the list, and where there is one broadcast only. */
  readonly name?: string | undefined
}

/** What all places of a handler share. */
export interface House {
  readonly audience: Audience
  readonly limits: StreamLimits
  /** The viewer's page has it in its title. @default the camera's name, or 'Live' */
  readonly title?: string | undefined
  /** The pages that may frame the viewer's page, as the value of `frame-ancestors`. */
  readonly framing: string
}

type Answering = (
  watched: Watched,
  asked: { readonly request: Request; readonly url: URL; readonly query: Query },
  house: House,
) => Response | Promise<Response>

const streams = ['', '.mjpg', '.mjpeg', '.jpg'].map((ending) => `stream${ending}`)

/** Path -> what it is. The path of the broadcast itself is the stream: `<img src="/live">`. */
const operations = new Map<string, Operation>([
  ['', 'stream'],
  ...streams.map((path): [string, Operation] => [path, 'stream']),
  ['snapshot.jpg', 'latest'],
  ['snapshot', 'latest'],
  ['frames/latest', 'latest'],
  ['frames/next', 'next'],
  ['frames/replay', 'replay'],
  ['frames', 'frames'],
  ['viewer', 'viewer'],
  ['viewers', 'viewers'],
])

const answers: Readonly<Record<Exclude<Operation, 'list' | 'frame'>, Answering>> = {
  stream(watched, { request, query }, { audience, limits }) {
    refuseClosed(watched)
    const options = askedStream(query, limits)
    const known = request.method === 'HEAD' ? {} : audience.admit(watched, request)
    return streamResponse(watched, request, { ...options, ...known })
  },
  latest: (watched, { request, query }) => snapshotResponse(watched, request, askedSnapshot(query)),
  async next(watched, { request, query }) {
    refuseClosed(watched)
    const response = await nextResponse(watched, request, askedNext(query))
    const isFine = 'demand' in watched ? watched.state === 'live' : !watched.closed
    if (response.status !== 204 || isFine) return response
    throw absence(watched)
  },
  frames: (watched, { request }) => framesResponse(watched, request),
  replay: (watched, { request, query }) => replayResponse(watched, request, askedReplay(query)),
  viewer(watched, { url }, { framing, title }) {
    const name = 'demand' in watched ? watched.name : 'Live'
    return viewerPage({ title: title ?? name, framing, up: upwards(url) })
  },
  viewers: (watched, { query }, { audience }) => viewers(watched, audience, query.text('key', 64)),
}

/** The place at `path` below a broadcast, or `undefined` where there is none. */
export function placeOf(
  watched: () => Watched,
  path: string,
  house: House,
  name?: string,
): Place<Access> | undefined {
  const index = /^frames\/(\d{1,15})$/.exec(path)?.[1]
  const operation = index === undefined ? operations.get(path) : 'frame'
  if (!operation || operation === 'list') return undefined
  return {
    what: { operation, name },
    answer(request, url) {
      const query = new Query(url)
      const asked = { request, url, query }
      if (operation !== 'frame') return answers[operation](watched(), asked, house)
      return frameResponse(watched(), request, { ...askedFrame(query), index: Number(index) })
    },
  }
}

function viewers(watched: Watched, audience: Audience, key: string | undefined): Response {
  const all = audience.of(watched)
  const chosen = key === undefined ? all : all.filter((viewer) => viewer.key === key)
  return json({
    viewers: chosen.map((viewer) => viewerStatus(viewer)),
    total: { viewers: all.length },
  })
}
