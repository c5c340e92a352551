/**
 * One frame after the other, for readers that have neither `<img>` nor WebSocket: each asks for the
 * newest frame that it does not have.
 *
 * @module
 */
import { z } from 'zod'
import { NEXT_PATIENCE, nextResponse } from 'zoetrope'
import { shortText, wholeNumber } from './parameter.ts'
import { type Route, route } from './route.ts'
import { cameraOf, type Site } from './site.ts'
import { noFrame } from './snapshot.ts'
import { refuseClosed } from './stream.ts'

const query = z.object({
  after: wholeNumber({
    min: -1,
    max: Number.MAX_SAFE_INTEGER,
    about: 'The index of the frame that the reader has: a newer one is waited for.',
  }),
  epoch: shortText({
    max: 64,
    about: 'The epoch which that index belongs to: a frame of another one comes at once.',
  }),
  timeout: wholeNumber({
    min: 0,
    max: 30_000,
    unit: 'milliseconds',
    about: `How long to wait; ${NEXT_PATIENCE} if not given.`,
  }),
})

/** `/cameras/{name}/frames/next`, and for the first camera `/frames/next`. */
export function nextRoute(site: Site): Route {
  return route({
    id: 'getNextFrame',
    paths: ['/cameras/{name}/frames/next', '/frames/next'],
    summary: 'The newest frame that the reader does not have, as soon as there is one.',
    query,
    later: ['width', 'height', 'quality'],
    answers: [
      { status: 200, about: 'One JPEG.', type: 'image/jpeg' },
      { status: 204, about: 'The camera runs, and there was nothing newer in time: ask again.' },
    ],
    problems: ['NO_SUCH_CAMERA', 'NO_FRAME', 'CAMERA_CLOSED'],
    async answer(visit, wish) {
      const camera = cameraOf(site, visit)
      refuseClosed(camera)
      const response = await nextResponse(camera, visit.request, wish)
      if (response.status !== 204 || camera.state === 'live') return response
      refuseClosed(camera)
      throw noFrame(camera)
    },
  })
}
