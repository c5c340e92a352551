/**
 * The addresses of Espressif's CameraWebServer, which most ESP32 cameras run: a picture, a stream
 * (there on a port of its own), what the sensor is set to, and setting it.
 *
 * @module
 */
import { z } from 'zod'
import type { Camera } from 'zoetrope'
import { listControls, refuseSetting, setControls } from '../http/controls.ts'
import { shortText, wholeNumber } from '../http/parameter.ts'
import { Problem } from '../http/problem.ts'
import { json, noQuery, type Route, route } from '../http/route.ts'
import type { Site } from '../http/site.ts'
import { snapshotRoute } from '../http/snapshot.ts'
import { streamRoute } from '../http/stream.ts'
import type { Visit } from '../http/visit.ts'
import { controlFor, settings } from './esp32-settings.ts'
import { esp32Status } from './esp32-status.ts'
import { alias, type Imitated } from './family.ts'
import { missing, notImitated } from './not-imitated.ts'

const MODEL = 'an ESP32'

/** Settings of the sensor that no camera here has. */
const UNKNOWN = [
  ...['framesize', 'quality', 'gainceiling', 'awb_gain', 'aec2', 'dcw', 'bpc', 'wpc', 'raw_gma'],
  ...['lenc', 'led_intensity', 'face_detect', 'face_enroll', 'face_recognize'],
]

type Shown = (visit: Visit) => Camera

/** An ESP32 with CameraWebServer: one camera. */
export const esp32: Imitated = {
  model: MODEL,
  routes: (site, shown) => [
    alias(streamRoute(site), { id: 'espStream', paths: ['/stream'], camera: shown }),
    capture(site, shown),
    status(shown),
    control(site, shown),
    notImitated(MODEL, { id: 'espBmp', paths: ['/bmp'], what: 'pictures as BMP' }),
    notImitated(MODEL, {
      id: 'espRegisters',
      paths: ['/xclk', '/reg', '/greg', '/pll', '/resolution'],
      what: 'registers of its sensor',
    }),
  ],
}

function capture(site: Site, shown: Shown): Route {
  const plain = alias(snapshotRoute(site), {
    id: 'espCapture',
    paths: ['/capture'],
    camera: shown,
  })
  return {
    ...plain,
    async answer(visit) {
      const response = await plain.answer(visit)
      if (response.ok) {
        response.headers.set('content-disposition', 'inline; filename=capture.jpg')
      }
      return response
    },
  }
}

function status(shown: Shown): Route {
  return route({
    id: 'espStatus',
    paths: ['/status'],
    summary: 'What the sensor is set to.',
    query: noQuery,
    answers: [{ status: 200, about: 'Numbers by name.', type: 'application/json' }],
    answer: async (visit) => json(await esp32Status(shown(visit))),
  })
}

/** Sets what is known by another name here; with a GET, as there. */
function control(site: Site, shown: Shown): Route {
  return route({
    id: 'espControl',
    paths: ['/control'],
    changes: true,
    summary: 'Sets a control of the camera.',
    query: z.object({
      var: shortText({ max: 31, about: 'The setting of the sensor: brightness.' }),
      val: wholeNumber({ min: -(2 ** 31), max: 2 ** 31 - 1, about: 'What it is set to.' }),
    }),
    answers: [{ status: 200, about: 'It is set; there is nothing more to tell.' }],
    problems: ['CONTROL_FORBIDDEN', 'NO_SUCH_CONTROL', 'NO_CONTROLS', 'CONTROLS_UNAVAILABLE'],
    async answer(visit, { var: name, val }) {
      refuseSetting(site, visit)
      if (name === undefined) throw wrong('var', { expected: known(), value: '' })
      if (val === undefined) throw wrong('val', { expected: 'a whole number', value: '' })
      await set(shown(visit), name, val)
      return new Response(null, { headers: { 'cache-control': 'no-store', 'content-length': '0' } })
    },
  })
}

/** @throws {Problem} for a setting that there is not, here or at all. */
async function set(camera: Camera, name: string, number: number): Promise<void> {
  if (UNKNOWN.includes(name)) throw missing(MODEL, `the setting ${name}`)
  const scale = Object.hasOwn(settings, name) ? settings[name]?.scale : undefined
  if (!scale) throw wrong('var', { expected: known(), value: name })
  const controls = await listControls(camera)
  const control = controlFor(name, controls)
  if (!control) {
    const names = controls.map((each) => each.name)
    const detail = `The camera ${camera.name} has no control for ${name}; it has: ${names.join(', ')}`
    throw new Problem('NO_SUCH_CONTROL', detail, { members: { controls: names } })
  }
  const value = scale.to(number, control)
  if (value === undefined) throw wrong('val', { expected: scale.words, value: `${number}` })
  await setControls(camera, { [control.name]: value })
}

function known(): string {
  return `one of ${Object.keys(settings).join(', ')}`
}

function wrong(
  parameter: string,
  { expected, value }: { readonly expected: string; readonly value: string },
): Problem {
  const got = value === '' ? 'nothing' : `"${value}"`
  return new Problem('INVALID_PARAMETER', `Expected ${parameter} to be ${expected}, got ${got}`, {
    members: { parameter, value, expected },
  })
}
