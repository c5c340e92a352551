/**
 * The cameras as JSON: all of them, or one.
 *
 * @module
 */
import { z } from 'zod'
import { showPage } from './page.ts'
import { json, noQuery, type Route, route } from './route.ts'
import { cameraOf, type Site } from './site.ts'
import { cameraStatusSchema, statusOf } from './status.ts'

/** `/cameras` and `/cameras/{name}`. */
export function cameraRoutes(site: Site): Route[] {
  return [
    route({
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
    }),
    route({
      id: 'getCamera',
      paths: ['/cameras/{name}'],
      summary: 'One camera: its state, rate, size and viewers.',
      query: noQuery,
      answers: [
        { status: 200, about: 'The camera.', type: 'application/json', schema: cameraStatusSchema },
      ],
      problems: ['NO_SUCH_CAMERA'],
      answer: (visit) =>
        json(statusOf(cameraOf(site, visit), { viewers: site.viewers, base: visit.base })),
    }),
  ]
}

/** A browser that opens the address asks for HTML first; its scripts, and programs, do not. */
function wantsPage(request: Request): boolean {
  return request.headers.get('accept')?.startsWith('text/html') ?? false
}
