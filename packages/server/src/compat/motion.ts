/**
 * motion's addresses: cameras by number, from 1 on, in the order of the configuration; the forms of
 * version 5 (`/1/mjpg/stream`), of version 4 (`/1/stream`), and those of a camera with a port of its
 * own (`/`, `/stream`).
 *
 * @module
 */
import type { Camera } from 'zoetrope'
import { Problem } from '../http/problem.ts'
import { json, noQuery, type Route, route } from '../http/route.ts'
import { cameraOf, type Site } from '../http/site.ts'
import { snapshotRoute } from '../http/snapshot.ts'
import { streamRoute } from '../http/stream.ts'
import { version } from '../http/version.ts'
import type { Visit } from '../http/visit.ts'
import { alias, type Imitated, numbered } from './family.ts'
import { notImitated } from './not-imitated.ts'

const MODEL = 'motion'

/** The pictures that are the camera's own here; motion makes the second smaller, and draws on the first. */
const SHOWN = ['stream', 'substream', 'source']
/** Those that show what motion sees in them. */
const SEEN = ['motion', 'secondary']

/** motion: by a camera's number, or by its name. */
export const motion: Imitated = {
  model: MODEL,
  routes(site, shown) {
    const camera = (visit: Visit): Camera => numberedFromOne(site, visit)
    const short = SHOWN.map((name) => `/${name}`)
    return [
      alias(streamRoute(site), { id: 'motionOnly', paths: ['/', ...short], camera: shown }),
      alias(snapshotRoute(site), { id: 'motionNow', paths: ['/current'], camera: shown }),
      alias(streamRoute(site), {
        id: 'motionStream',
        paths: [...forms(SHOWN, ''), '/{n}/mjpg', ...forms(SHOWN, 'mjpg/')],
        camera,
      }),
      alias(snapshotRoute(site), {
        id: 'motionPicture',
        paths: ['/{n}/current', '/{n}/static', ...forms(SHOWN, 'static/')],
        camera,
      }),
      status(site),
      notImitated(MODEL, {
        id: 'motionSeen',
        paths: ['', 'mjpg/', 'static/'].flatMap((kind) => forms(SEEN, kind)),
        what: 'pictures of what it finds moving',
      }),
      notImitated(MODEL, {
        id: 'motionTransport',
        paths: ['/{n}/mpegts', '/{n}/mpegts/{picture}'],
        what: 'video as an MPEG transport stream',
      }),
    ]
  },
}

function forms(names: readonly string[], kind: string): string[] {
  return names.map((name) => `/{n}/${kind}${name}`)
}

/** @throws {Problem} `NO_SUCH_CAMERA`; `NOT_IMPLEMENTED` for all cameras in one picture. */
function numberedFromOne(site: Site, visit: Visit): Camera {
  const { n: name = '' } = visit.params
  if (!/^\d{1,9}$/.test(name)) return cameraOf(site, { ...visit, params: { name } })
  const number = Number(name)
  if (number > 0) return numbered(site, number, 1)
  if (site.cameras.size === 1) return numbered(site, 1, 1)
  throw new Problem(
    'NOT_IMPLEMENTED',
    'motion shows all cameras in one picture as camera 0, this server does not; the first is camera 1',
  )
}

/** `/0/status.json`: whatever camera is named, motion tells of all. */
function status({ cameras }: Site): Route {
  return route({
    id: 'motionStatus',
    paths: ['/{n}/status.json'],
    summary: 'What motion tells of its cameras.',
    query: noQuery,
    answers: [{ status: 200, about: 'As motion tells it.', type: 'application/json' }],
    answer() {
      const told = Array.from(cameras, (camera, place) => [
        `cam${place + 1}`,
        statusOf(camera, place + 1),
      ])
      return json({
        version: version(),
        status: { count: cameras.size, ...Object.fromEntries(told) },
      })
    },
  })
}

/** Nothing is looked for in the pictures, so that nothing is ever found moving. */
function statusOf({ name, state, broadcast }: Camera, id: number): unknown {
  const { newest, rate } = broadcast
  return {
    name,
    id,
    width: newest?.width ?? 0,
    height: newest?.height ?? 0,
    fps: Math.round(rate),
    current_time: localTime(new Date()),
    missing_frame_counter: 0,
    lost_connection: state === 'lost' || state === 'closed',
    connection_lost_time: state === 'lost' && newest ? localTime(new Date(newest.capturedAt)) : '',
    detecting: false,
    pause: true,
  }
}

/** As `%FT%T` of C: of this machine's place, without saying which that is. */
function localTime(date: Date): string {
  const here = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return here.toISOString().slice(0, 19)
}
