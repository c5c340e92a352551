/**
 * uStreamer's addresses: the snapshot with its headers, the state field by field, and the cookie by
 * which a page finds itself among the viewers. `/stream` and its parameters are this server's own.
 *
 * @module
 */
import {
  type Camera,
  jpegQuality,
  type Part,
  type ViewerStatus,
  viewerId,
  viewerStatus,
} from 'zoetrope'
import { refuseBody } from '../http/body.ts'
import { json, noQuery, type Route, route } from '../http/route.ts'
import { cameraOf, type Site } from '../http/site.ts'
import { snapshotRoute } from '../http/snapshot.ts'
import { askedOfStream, streamRoute, watch } from '../http/stream.ts'
import type { Family } from './family.ts'

/** uStreamer: the first camera. */
export const ustreamer: Family = {
  model: 'uStreamer',
  routes: (site) => [stream(site), snapshot(site), state(site)],
}

/** The stream of somebody with a name: it is told its id in `/state`, so that it can find itself. */
function stream(site: Site): Route {
  return {
    ...streamRoute(site),
    id: 'ustreamerStream',
    paths: ['/stream'],
    when: (url) => url.searchParams.has('key'),
    answer(visit) {
      refuseBody(visit.request)
      const id = viewerId()
      const asked = askedOfStream(visit)
      const response = watch(site, visit, cameraOf(site, visit), { ...asked, id })
      // Only for as long as it takes to ask for the state.
      const cookie = `stream_client=${written(asked.key ?? '')}/${id}`
      response.headers.append('set-cookie', `${cookie}; path=/; max-age=30; samesite=lax`)
      return response
    },
  }
}

function snapshot(site: Site): Route {
  const plain = snapshotRoute(site)
  return {
    ...plain,
    id: 'ustreamerSnapshot',
    paths: ['/snapshot'],
    async answer(visit) {
      const response = await plain.answer(visit)
      const shown = shownIn(response, cameraOf(site, visit))
      if (shown) tell(response.headers, shown)
      return response
    },
  }
}

/** The frame that a response has, or `undefined` where it left the ring meanwhile. */
function shownIn({ headers }: Response, { broadcast }: Camera): Part | undefined {
  if (headers.has('x-placeholder')) return broadcast.placeholder
  const [index, epoch] = [Number(headers.get('x-frame-index')), headers.get('x-frame-epoch')]
  return broadcast.frames().find((frame) => frame.index === index && frame.epoch === epoch)
}

/** A frame comes encoded from its source, so grabbing it and encoding it is one moment here. */
function tell(headers: Headers, { width, height, moment, placeholder }: Part): void {
  const captured = seconds(moment)
  const told = {
    Online: placeholder ? 'false' : 'true',
    Width: `${width}`,
    Height: `${height}`,
    'Grab-Begin-Timestamp': captured,
    'Grab-End-Timestamp': captured,
    'Encode-Begin-Timestamp': captured,
    'Encode-End-Timestamp': captured,
    'Send-Timestamp': seconds(performance.now()),
  }
  for (const [name, value] of Object.entries(told)) headers.set(`X-UStreamer-${name}`, value)
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(6)
}

function state(site: Site): Route {
  return route({
    id: 'ustreamerState',
    paths: ['/state'],
    summary: 'The first camera and its viewers.',
    query: noQuery,
    answers: [{ status: 200, about: 'As uStreamer tells it.', type: 'application/json' }],
    answer: (visit) => json({ ok: true, result: stateOf(site, cameraOf(site, visit)) }),
  })
}

/** The state of a camera in uStreamer's words, with values of this moment. */
export function stateOf({ viewers }: Site, camera: Camera): unknown {
  const { broadcast, source, state } = camera
  const { newest } = broadcast
  const clients = Array.from(viewers)
    .filter((each) => each.camera === camera)
    .map(({ viewer }) => viewerStatus(viewer))
  const fastest = Math.max(0, ...clients.map(({ rate }) => rate))
  const desired = source.interval ? Math.round(1000 / source.interval) : 0
  return {
    instance_id: '',
    // Frames come encoded; how well is seen by their tables.
    encoder: { type: 'HW', quality: (newest && jpegQuality(newest.jpeg)) ?? 0 },
    source: {
      resolution: { width: newest?.width ?? 0, height: newest?.height ?? 0 },
      online: state === 'live',
      desired_fps: Number.isFinite(desired) ? desired : 0,
      captured_fps: Math.round(broadcast.rate),
    },
    stream: {
      queued_fps: Math.round(fastest),
      clients: clients.length,
      clients_stat: Object.fromEntries(clients.map((each) => [each.id, clientOf(each)])),
    },
  }
}

function clientOf({ framing, rate, key }: ViewerStatus): unknown {
  const words = framing.split('+')
  return {
    fps: Math.round(rate),
    extra_headers: words.includes('extra'),
    advance_headers: words.includes('early'),
    dual_final_frames: words.includes('repeat'),
    zero_data: words.includes('empty'),
    key: key === null ? '0' : written(key),
  }
}

/** A name that a viewer gave itself, as uStreamer repeats it: nothing in it ends a cookie or a text. */
function written(key: string): string {
  const code = (mark: string): string => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(key).replace(/[!'()*]/g, code)
}
