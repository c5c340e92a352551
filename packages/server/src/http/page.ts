/**
 * The pages: all cameras, or one that fills the window, or this device as a camera; their scripts and
 * style sheets.
 *
 * The HTML has relative URLs only, so that it works under every path a proxy may give it.
 *
 * @module
 */
import { z } from 'zod'
import { fileResponse } from './folder.ts'
import { FRESH, showOwn } from './own.ts'
import { shortText } from './parameter.ts'
import { Problem } from './problem.ts'
import { noQuery, type Route, redirect, route } from './route.ts'
import { cameraOf, type Site } from './site.ts'

// Nothing from elsewhere, nothing inline; a script that was smuggled in could not even phone home.
const POLICY = [
  "default-src 'none'",
  "img-src 'self' blob: data:",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** What pages may use of a device: its camera, where it is asked for, and nothing else. */
function permissions(camera: '()' | '(self)'): string {
  return `camera=${camera}, microphone=(), geolocation=(), display-capture=()`
}

/** The names of assets carry a hash of their content. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** `/`, the viewer's page, and what they load. */
export function pageRoutes(site: Site): Route[] {
  return [wall(site), viewer(site), firstViewer(site), publish(site), script(site), assets(site)]
}

/** One of the pages' documents. */
export async function showPage(
  { page }: Pick<Site, 'page'>,
  name: 'index.html' | 'viewer.html' | 'publish.html',
  request: Request,
): Promise<Response> {
  const file = await page.find(`/${name}`)
  const headers = {
    ...FRESH,
    'content-security-policy': POLICY,
    'permissions-policy': permissions(name === 'publish.html' ? '(self)' : '()'),
  }
  if (file) return fileResponse(file, request, headers)
  throw new Problem('NOT_FOUND', 'The page is not built; run npm run build, or use /cameras')
}

function wall(site: Site): Route {
  return route({
    id: 'getPage',
    paths: ['/'],
    summary: 'The page with all cameras.',
    query: noQuery,
    answers: [{ status: 200, about: 'The page.', type: 'text/html' }],
    problems: ['NOT_FOUND'],
    answer: async (visit) =>
      (await showOwn(site, visit)) ?? showPage(site, 'index.html', visit.request),
  })
}

function viewer(site: Site): Route {
  return route({
    id: 'getViewerPage',
    paths: ['/cameras/{name}/viewer'],
    summary: 'One camera, filling the window.',
    query: noQuery,
    answers: [{ status: 200, about: 'The page.', type: 'text/html' }],
    problems: ['NO_SUCH_CAMERA'],
    answer(visit) {
      cameraOf(site, visit)
      return showPage(site, 'viewer.html', visit.request)
    },
  })
}

function firstViewer(site: Site): Route {
  return route({
    id: 'getFirstViewerPage',
    paths: ['/viewer'],
    summary: "Leads to the first camera's viewer.",
    query: noQuery,
    answers: [{ status: 302, about: 'The way there.' }],
    problems: ['NO_SUCH_CAMERA'],
    answer: (visit) => redirect(`cameras/${cameraOf(site, visit).name}/viewer`),
  })
}

function publish(site: Site): Route {
  return route({
    id: 'getPublishPage',
    paths: ['/publish'],
    summary: "A page that sends the pictures of its device's camera.",
    query: z.object({
      camera: shortText({
        max: 64,
        about: 'The camera they are to be; it can be typed there too.',
      }),
    }),
    answers: [{ status: 200, about: 'The page.', type: 'text/html' }],
    problems: ['NOT_FOUND'],
    answer: ({ request }) => showPage(site, 'publish.html', request),
  })
}

function script(site: Site): Route {
  return route({
    id: 'getElementScript',
    paths: ['/zoetrope-view.js'],
    summary: 'The element <zoetrope-view>, for any page: load it as a script.',
    query: noQuery,
    answers: [{ status: 200, about: 'The script.', type: 'text/javascript' }],
    problems: ['NOT_FOUND'],
    async answer({ request }) {
      const file = await site.page.find('/zoetrope-view.js')
      if (file) return fileResponse(file, request, FRESH)
      throw new Problem('NOT_FOUND', 'The element is not built; run npm run build')
    },
  })
}

function assets(site: Site): Route {
  return route({
    id: 'getAsset',
    paths: ['/assets/{file}'],
    summary: "The page's script and style sheet.",
    query: noQuery,
    answers: [{ status: 200, about: 'The file.', type: '*/*' }],
    problems: ['NOT_FOUND'],
    async answer({ request, path = '' }) {
      const file = await site.page.find(path)
      if (file) return fileResponse(file, request, { 'cache-control': FOR_EVER })
      throw new Problem('NOT_FOUND', `There is nothing at ${path}`)
    },
  })
}
