/**
 * camera-streamer's addresses: a stream, a snapshot that may be so old, what it is made of as JSON,
 * and its options, which are the camera's controls.
 *
 * @module
 */
import { z } from 'zod'
import type { Camera, Control, ControlValue } from 'zoetrope'
import { listControls, refuseSetting, setControls } from '../http/controls.ts'
import { shortText, wholeNumber } from '../http/parameter.ts'
import { Problem } from '../http/problem.ts'
import { json, type Method, noQuery, type Route, route } from '../http/route.ts'
import type { Site } from '../http/site.ts'
import { show } from '../http/snapshot.ts'
import { streamRoute } from '../http/stream.ts'
import type { Visit } from '../http/visit.ts'
import { optionKey, statusJson } from './camera-streamer-json.ts'
import { alias, type Imitated } from './family.ts'
import { notImitated } from './not-imitated.ts'

const MODEL = 'camera-streamer'
/** Milliseconds that a picture may be old, and that one is waited for. */
const DELAY = 300
const PATIENCE = 3000

type Shown = (visit: Visit) => Camera

/** camera-streamer: one camera. */
export const cameraStreamer: Imitated = {
  model: MODEL,
  routes: (site, shown) => [
    alias(streamRoute(site), { id: 'streamerStream', paths: ['/stream'], camera: shown }),
    alias(streamRoute(site), {
      id: 'streamerStreamAction',
      paths: ['/'],
      when: ({ searchParams }) => searchParams.get('action') === 'stream',
      camera: shown,
    }),
    snapshot('streamerSnapshot', ['/snapshot', '/snapshot.jpg'], shown),
    {
      ...snapshot('streamerSnapshotAction', ['/'], shown),
      when: ({ searchParams }) => searchParams.get('action') === 'snapshot',
    },
    status(site, shown),
    option(site, shown, 'GET'),
    option(site, shown, 'POST'),
    notImitated(MODEL, {
      id: 'streamerVideo',
      paths: [
        '/video',
        ...['m3u8', 'h264', 'mkv', 'mp4'].map((kind) => `/video.${kind}`),
        '/webrtc',
      ],
      what: 'video as H.264',
    }),
    notImitated(MODEL, { id: 'streamerControl', paths: ['/control'], what: 'a page of options' }),
  ],
}

function snapshot(id: string, paths: readonly string[], shown: Shown): Route {
  return route({
    id,
    paths,
    summary: 'A frame that is as new as is asked for.',
    query: z.object({
      max_delay: wholeNumber({
        min: 0,
        max: 86_400_000,
        unit: 'milliseconds',
        about: 'How old the frame may be; 0 means captured after the request.',
      }),
    }),
    answers: [{ status: 200, about: 'One JPEG.', type: 'image/jpeg' }],
    async answer(visit, { max_delay: maxAge = DELAY }) {
      try {
        return await show(visit, shown(visit), { maxAge, timeout: PATIENCE })
      } catch (error) {
        if (error instanceof Problem && error.code === 'NO_FRAME') return late(error)
        throw error
      }
    },
  })
}

/** The status that camera-streamer has for a picture that did not come. */
function late({ message }: Problem): Response {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
  return new Response(`No snapshot captured yet. ${message}\r\n`, { status: 500, headers })
}

function status(site: Site, shown: Shown): Route {
  return route({
    id: 'streamerStatus',
    paths: ['/status'],
    summary: 'What camera-streamer tells of itself.',
    query: noQuery,
    answers: [{ status: 200, about: 'As camera-streamer tells it.', type: 'application/json' }],
    answer: async (visit) => json(await statusJson(site, shown(visit), visit)),
  })
}

/** Sets a control; with a GET too, as there. */
function option(site: Site, shown: Shown, method: Method): Route {
  return route({
    id: `streamerOption${method}`,
    paths: ['/option'],
    method,
    changes: method === 'GET',
    summary: 'Sets a control of the camera.',
    query: z.object({
      device: shortText({ max: 64, about: "The camera's name; the one that is shown otherwise." }),
      key: shortText({ max: 64, about: "The control's name; only letters and digits count." }),
      value: shortText({ max: 256, about: "A number, or of a menu an item's label." }),
    }),
    answers: [{ status: 200, about: 'What was set.', type: 'text/plain' }],
    problems: ['CONTROL_FORBIDDEN', 'NO_SUCH_CONTROL', 'NO_CONTROLS', 'CONTROLS_UNAVAILABLE'],
    async answer(visit, { device, key, value }) {
      refuseSetting(site, visit)
      const camera = shown(visit)
      if (key === undefined) throw absent('key', "a control's name")
      if (value === undefined) throw absent('value', 'what it is to be set to')
      if (device !== undefined && device !== camera.name) throw otherDevice(camera, device)
      const control = named(await listControls(camera), key)
      await setControls(camera, { [control.name]: meant(control, value) })
      const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
      const text = `${camera.name}: The '${key}' was set to '${value}'.\r\n`
      return new Response(text, { headers })
    },
  })
}

/** @throws {Problem} `NO_SUCH_CONTROL`. */
function named(controls: readonly Control[], key: string): Control {
  const wanted = optionKey(key)
  const control = controls.find(({ name, label }) => {
    return wanted !== '' && (optionKey(name) === wanted || optionKey(label) === wanted)
  })
  if (control) return control
  const known = controls.map(({ name }) => optionKey(name))
  const detail = `There is no option "${key}"; there are: ${known.join(', ')}`
  throw new Problem('NO_SUCH_CONTROL', detail, { members: { controls: known } })
}

/** A number where it looks like one, and the control is none of text. */
function meant({ type }: Control, text: string): ControlValue {
  if (type === 'string' || !/^-?\d{1,15}$/.test(text)) return text
  return type === 'boolean' ? Number(text) !== 0 : Number(text)
}

function absent(parameter: string, expected: string): Problem {
  return new Problem('INVALID_PARAMETER', `Expected ${parameter} to be ${expected}, got nothing`, {
    members: { parameter, value: '', expected },
  })
}

function otherDevice({ name }: Camera, device: string): Problem {
  const detail = `There is no device "${device}" here; there is: ${name}`
  return new Problem('NO_SUCH_CAMERA', detail, { members: { cameras: [name] } })
}
