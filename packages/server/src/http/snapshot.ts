/**
 * One frame of a camera as an image, with a say in how fresh it must be.
 *
 * @module
 */

import { z } from 'zod'
import { type Camera, SNAPSHOT_PATIENCE, type SnapshotWish, snapshotResponse } from 'zoetrope'
import { decimal, flag, wholeNumber } from './parameter.ts'
import { Problem } from './problem.ts'
import { type Route, route } from './route.ts'
import { cameraOf, type Site } from './site.ts'
import { refuseClosed } from './stream.ts'
import type { Visit } from './visit.ts'

const query = z.object({
  max_age: wholeNumber({
    min: 0,
    max: 86_400_000,
    unit: 'milliseconds',
    about: 'How old the frame may be; 0 means captured after the request.',
  }),
  after: wholeNumber({
    min: -1,
    max: Number.MAX_SAFE_INTEGER,
    about: 'Only a frame with an index larger than this.',
  }),
  since: decimal({
    min: 0,
    max: 253_402_300_799,
    unit: 'seconds since the Unix epoch',
    about: 'Only a frame captured at or after this moment.',
  }),
  wait: wholeNumber({
    min: 0,
    max: 100,
    unit: 'frames',
    about: 'So many frames after the newest one, for an exposure to settle.',
  }),
  placeholder: flag(
    'While the camera gives nothing, answers with what viewers are shown instead of 503.',
  ),
})

/** `/cameras/{name}/snapshot.jpg`, and the names by which other servers know it. */
export function snapshotRoute(site: Site): Route {
  return route({
    id: 'getSnapshot',
    paths: [
      '/cameras/{name}/snapshot.jpg',
      '/cameras/{name}/snapshot',
      '/cameras/{name}/frames/latest',
      '/snapshot.jpg',
      '/frames/latest',
    ],
    summary: `The newest frame. An idle camera is started, and waited for ${SNAPSHOT_PATIENCE} ms.`,
    query,
    later: ['width', 'height', 'quality'],
    answers: [
      { status: 200, about: 'One JPEG.', type: 'image/jpeg' },
      { status: 304, about: 'The reader has it already, as If-None-Match said.' },
    ],
    problems: ['NO_SUCH_CAMERA', 'NO_FRAME', 'CAMERA_CLOSED'],
    answer(visit, { max_age: maxAge, after, wait, placeholder, ...wished }) {
      const since = wished.since === undefined ? undefined : wished.since * 1000
      const wish = { maxAge, after, wait, since, placeholder }
      return show(visit, cameraOf(site, visit), wish)
    },
  })
}

/**
 * Answers a visit with one frame.
 *
 * @throws {Problem} `NO_FRAME` when none that meets the wish came in time, `CAMERA_CLOSED`.
 */
export async function show(
  { request }: Visit,
  camera: Camera,
  wish: SnapshotWish = {},
): Promise<Response> {
  refuseClosed(camera)
  const response = await snapshotResponse(camera, request, wish)
  if (response.status !== 503) return response
  refuseClosed(camera)
  throw noFrame(camera)
}

/** The problem of a camera that gives nothing to show. */
export function noFrame({ name, state, reason }: Camera): Problem {
  const why = reason === undefined ? '' : ` (${reason})`
  return new Problem(
    'NO_FRAME',
    `The camera ${name} is ${state}${why} and gave no frame that meets the wish in time; try again`,
    { members: { camera: name, state, reason: reason ?? null }, headers: { 'retry-after': '1' } },
  )
}
