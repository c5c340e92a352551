/**
 * The endless stream of a camera, and who watches it.
 *
 * @module
 */

import { z } from 'zod'
import { type Camera, STREAM_TYPE, streamResponse, type ViewerOptions } from 'zoetrope'
import type { Log } from './log.ts'
import { shortText } from './parameter.ts'
import { Problem } from './problem.ts'
import { type Route, route } from './route.ts'
import { cameraOf, type Site } from './site.ts'
import type { Visit } from './visit.ts'

const query = z.object({
  key: shortText({ max: 64, about: 'A name the viewer gives itself; it appears in the log.' }),
})

// Renditions, and uStreamer's names for choices that will be made here for each viewer.
const later = [
  ...['fps', 'max_age', 'every', 'width', 'height', 'quality', 'type'],
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
    answer(visit, { key }) {
      const camera = cameraOf(site, visit)
      refuseClosed(camera)
      return streamResponse(camera, visit.request, { key, ...watch(site.log, camera, visit) })
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

/** Tells the log when the viewer comes and goes. */
function watch(log: Log, camera: Camera, { address }: Visit): ViewerOptions {
  let began = performance.now()
  return {
    onJoin({ key }) {
      began = performance.now()
      log.info({ camera: camera.name, address, key }, 'viewer joined')
    },
    onLeave({ key, sent, dropped }) {
      const seconds = Math.round((performance.now() - began) / 100) / 10
      log.info({ camera: camera.name, address, key, seconds, sent, dropped }, 'viewer left')
    },
  }
}
