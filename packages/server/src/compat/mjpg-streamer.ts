/**
 * mjpg-streamer's addresses: everything behind `/?action=`, the names that WebcamXP had before it,
 * and the JSON by which its pages find inputs and their controls. Inputs are the cameras in the order
 * of the configuration, from 0.
 *
 * @module
 */
import { z } from 'zod'
import type { Camera } from 'zoetrope'
import { discardBody } from '../http/body.ts'
import { refuseSetting, setControl } from '../http/controls.ts'
import { shortText, wholeNumber } from '../http/parameter.ts'
import { Problem } from '../http/problem.ts'
import { noQuery, type Route, route } from '../http/route.ts'
import type { Site } from '../http/site.ts'
import { snapshotRoute } from '../http/snapshot.ts'
import { askedOfStream, streamRoute, watch } from '../http/stream.ts'
import type { Visit } from '../http/visit.ts'
import { alias, type Family, numbered } from './family.ts'
import { clientsJson, inputJson, outputJson, programJson } from './mjpg-streamer-json.ts'

/** So many inputs mjpg-streamer has at most: it reads one digit. */
const INPUTS = Array.from({ length: 10 }, (_, number) => number)

/** mjpg-streamer: by a camera's number. */
export const mjpgStreamer: Family = {
  model: 'mjpg-streamer',
  routes: (site) => [...pictures(site), command(site), unknown(site), ...descriptions(site)],
}

function pictures(site: Site): Route[] {
  const stream = streamRoute(site)
  const snapshot = snapshotRoute(site)
  const camera = (visit: Visit): Camera => numbered(site, inputOf(visit.url), 0)
  // WebcamXP counts from 1.
  const old = ({ path = '' }: Visit): Camera => numbered(site, numberIn(path) ?? 1, 1)
  return [
    alias(stream, { id: 'mjpgStream', paths: ['/'], when: asksFor('stream'), camera }),
    alias(snapshot, { id: 'mjpgSnapshot', paths: ['/'], when: asksFor('snapshot'), camera }),
    posted(site),
    alias(stream, { id: 'mjpgOldStream', paths: files('cam', 'mjpg', 1), camera: old }),
    alias(snapshot, { id: 'mjpgOldSnapshot', paths: files('cam', 'jpg', 1), camera: old }),
  ]
}

/** The stream for programs that post to read it; what they bring along is not looked at, as there. */
function posted(site: Site): Route {
  return {
    ...streamRoute(site),
    id: 'mjpgPostedStream',
    paths: ['/stream', ...INPUTS.map((place) => `/stream_${place}`)],
    method: 'POST',
    body: { type: '*/*', about: 'Anything; it is not looked at.' },
    async answer(visit) {
      const asked = askedOfStream(visit)
      const camera = numbered(site, numberIn(visit.path) ?? 0, 0)
      await discardBody(visit.request)
      return watch(site, visit, camera, asked)
    },
  }
}

/** The number at the end of a name: 2 of `/cam_2.jpg`. */
function numberIn(path = ''): number | undefined {
  const [, digits] = /_(\d+)(\.|$)/.exec(path) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** `/cam.jpg`, `/cam_1.jpg` ... */
function files(name: string, ending: string, first: 0 | 1): string[] {
  return [`/${name}.${ending}`, ...INPUTS.map((place) => `/${name}_${place + first}.${ending}`)]
}

/** Whether an action is asked for: `stream`, or `stream_2` for the third input. */
function asksFor(action: string): (url: URL) => boolean {
  const pattern = new RegExp(`^${action}(_\\d+)?$`)
  return (url) => pattern.test(url.searchParams.get('action') ?? '')
}

/** The input that an action ends in, 0 where it names none. */
function inputOf(url: URL): number {
  return Number(/_(\d+)$/.exec(url.searchParams.get('action') ?? '')?.[1] ?? 0)
}

/** Sets a control, as mjpg-streamer's pages do: by its number, and with a GET. */
function command(site: Site): Route {
  return route({
    id: 'mjpgCommand',
    paths: ['/'],
    when: asksFor('command'),
    changes: true,
    summary: 'Sets a control of a camera.',
    query: z.object({
      id: shortText({ max: 64, about: "The control's number in V4L2, or its name." }),
      value: wholeNumber({
        min: -(2 ** 31),
        max: 2 ** 32 - 1,
        about: 'What it is set to; 0 if not given.',
      }),
      plugin: wholeNumber({ min: 0, max: 9, about: 'The input; 0 if not given.' }),
      dest: wholeNumber({ min: 0, max: 2, about: '0, the input, is all that can be commanded.' }),
      group: wholeNumber({ min: 0, max: 4, about: '1, the controls, is all that can be set.' }),
    }),
    answers: [{ status: 200, about: 'The number, and 0.', type: 'text/plain' }],
    problems: ['CONTROL_FORBIDDEN', 'NO_SUCH_CONTROL', 'NO_CONTROLS', 'CONTROLS_UNAVAILABLE'],
    async answer(visit, { id, value = 0, plugin = 0, dest = 0, group = 1 }) {
      refuseSetting(site, visit)
      if (dest !== 0) throw notHere('commands to outputs and to the program itself (dest)')
      if (group > 1) throw notHere('commands that set the resolution or the quality (group)')
      if (id === undefined) throw missing('id', "a control's number or name")
      await setControl(numbered(site, plugin, 0), id, value)
      return text(`${id}: 0`)
    },
  })
}

/** What is behind `action` and is not imitated. */
function unknown(site: Site): Route {
  const { query, answers } = snapshotRoute(site)
  return route({
    id: 'mjpgUnknown',
    paths: ['/'],
    when: (url) => url.searchParams.has('action'),
    summary: 'What is not imitated.',
    query: query.pick({}),
    answers,
    answer({ url }) {
      const action = url.searchParams.get('action')
      if (action === 'take') throw notHere('writing pictures to files (action=take)')
      const expected = 'stream, snapshot (of the second camera stream_1, snapshot_1) or command'
      const value = (action ?? '').slice(0, 100)
      throw new Problem('INVALID_PARAMETER', `Expected action to be ${expected}; got "${value}"`, {
        members: { parameter: 'action', value, expected },
      })
    },
  })
}

function descriptions(site: Site): Route[] {
  const input = async ({ path = '' }: Visit): Promise<unknown> => {
    return inputJson(numbered(site, numberIn(path) ?? 0, 0))
  }
  return [
    description('mjpgInput', files('input', 'json', 0), input),
    description('mjpgOutput', files('output', 'json', 0), () => outputJson()),
    description('mjpgProgram', ['/program.json'], () => programJson(site)),
    description('mjpgClients', ['/clients.json'], () => clientsJson(site)),
  ]
}

function description(id: string, paths: readonly string[], tell: (visit: Visit) => unknown): Route {
  return route({
    id,
    paths,
    summary: 'What mjpg-streamer tells of itself.',
    query: noQuery,
    answers: [{ status: 200, about: 'As mjpg-streamer tells it.', type: 'application/json' }],
    async answer(visit) {
      const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
      return new Response(`${JSON.stringify(await tell(visit), undefined, 1)}\n`, { headers })
    },
  })
}

function text(body: string): Response {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
  return new Response(body, { headers })
}

function notHere(what: string): Problem {
  return new Problem('NOT_IMPLEMENTED', `mjpg-streamer has ${what}, this server does not`)
}

function missing(parameter: string, expected: string): Problem {
  return new Problem('INVALID_PARAMETER', `Expected ${parameter} to be ${expected}, got nothing`, {
    members: { parameter, value: '', expected },
  })
}
