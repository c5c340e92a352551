/**
 * The endless stream of a camera, and who watches it.
 *
 * @module
 */

import { z } from 'zod'
import { type Camera, STREAM_TYPE, streamResponse } from 'zoetrope'
import { decimal, shortText, wholeNumber } from './parameter.ts'
import { Problem } from './problem.ts'
import { type Route, route } from './route.ts'
import { cameraOf, type Site } from './site.ts'

const query = z.object({
  key: shortText({
    max: 64,
    about: 'A name the viewer gives itself; it appears in /viewers and the log.',
  }),
  fps: decimal({
    min: 0.001,
    max: 240,
    unit: 'frames a second',
    about: 'At most so many, evenly spaced.',
  }),
  every: wholeNumber({ min: 1, max: 100_000, about: 'Only every nth frame.' }),
  max_age: wholeNumber({
    min: 1,
    max: 86_400_000,
    unit: 'milliseconds',
    about: 'A frame that was captured longer ago is left out.',
  }),
})

// Renditions, and uStreamer's names for choices that will be made here for each viewer.
const later = [
  ...['width', 'height', 'quality', 'type'],
  ...['advance_headers', 'dual_final_frames', 'extra_headers', 'zero_data'],
]

/** `/cameras/{name}/stream`, and the names by which other servers know it. */
export function streamRoute(site: Site): Route {
  return route({
    id: 'watch',
    paths: [
      ...['', '.mjpg', '.mjpeg', '.jpg'].map((ending) => `/cameras/{name}/stream${ending}`),
      ...['', '.mjpg', '.mjpeg', '.jpg'].map((ending) => `/stream${ending}`),
    ],
    summary: 'The camera live, for an <img>: JPEG frames over one response that does not end.',
    query,
    later,
    answers: [{ status: 200, about: 'The frames, as they come.', type: STREAM_TYPE }],
    problems: ['NO_SUCH_CAMERA', 'CAMERA_CLOSED'],
    answer(visit, { max_age: maxAge, ...wish }) {
      const camera = cameraOf(site, visit)
      refuseClosed(camera)
      const known = site.viewers.admit(camera, visit)
      return streamResponse(camera, visit.request, { ...wish, maxAge, ...known })
    },
  })
}

/** @throws {Problem} `CAMERA_CLOSED` for a camera that is over for good. */
export function refuseClosed(camera: Camera): void {
  if (camera.state !== 'closed') return
  throw new Problem('CAMERA_CLOSED', `The camera ${camera.name} is closed; the server is ending`, {
    members: { camera: camera.name, state: camera.state },
    headers: { 'retry-after': '5' },
  })
}
