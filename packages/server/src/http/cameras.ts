/**
 * The cameras as JSON: all of them, or one.
 *
 * @module
 */
import { z } from 'zod'
import { TD_TYPE } from 'zoetrope'
import { describeCamera } from './camera-description.ts'
import { showPage } from './page.ts'
import { json, noQuery, type Route, route } from './route.ts'
import { cameraOf, type Site } from './site.ts'
import { cameraStatusSchema, statusOf } from './status.ts'

/** `/cameras` and `/cameras/{name}`. */
export function cameraRoutes(site: Site): Route[] {
  return [list(site), one(site)]
}

function list(site: Site): Route {
  return route({
    id: 'listCameras',
    paths: ['/cameras'],
    summary: 'All cameras, in the order in which they were given.',
    query: noQuery,
    answers: [
      {
        status: 200,
        about: 'The cameras.',
        type: 'application/json',
        schema: z.object({ cameras: z.array(cameraStatusSchema) }),
      },
    ],
    async answer({ request, base }) {
      // Where the user's own page has taken the first place, this is the way to ours.
      const taken = wantsPage(request) && (await site.own?.find('/index.html'))
      const { viewers } = site
      const cameras = Array.from(site.cameras, (camera) => statusOf(camera, { viewers, base }))
      const response = taken ? await showPage(site, 'index.html', request) : json({ cameras })
      response.headers.append('vary', 'Accept')
      return response
    },
  })
}

function one(site: Site): Route {
  return route({
    id: 'getCamera',
    paths: ['/cameras/{name}'],
    summary: 'One camera: its state, rate, size and viewers; or its Thing Description.',
    query: noQuery,
    answers: [
      { status: 200, about: 'The camera.', type: 'application/json', schema: cameraStatusSchema },
      { status: 200, about: 'For programs of the Web of Things.', type: TD_TYPE },
    ],
    problems: ['NO_SUCH_CAMERA'],
    async answer(visit) {
      const camera = cameraOf(site, visit)
      const response = wantsDescription(visit.request)
        ? json(await describeCamera(camera, visit), TD_TYPE)
        : json(statusOf(camera, { viewers: site.viewers, base: visit.base }))
      response.headers.append('vary', 'Accept')
      return response
    },
  })
}

/** Programs that want a Thing Description ask for one by name. */
function wantsDescription({ headers }: Request): boolean {
  return headers.get('accept')?.includes(TD_TYPE) ?? false
}

/** A browser that opens the address asks for HTML first; its scripts, and programs, do not. */
function wantsPage(request: Request): boolean {
  return request.headers.get('accept')?.startsWith('text/html') ?? false
}
