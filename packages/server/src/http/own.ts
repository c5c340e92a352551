/**
 * The user's own files, shown beside the streams. The server's own paths come first; the one that
 * gives way is the page: an `index.html` here takes its place.
 *
 * @module
 */
import { fileResponse } from './folder.ts'
import { redirect } from './route.ts'
import type { Site } from './site.ts'
import type { Visit } from './visit.ts'

/** For files that may change at any time: asked for again each time, by their tag. */
export const FRESH: Readonly<Record<string, string>> = { 'cache-control': 'no-cache' }

/** The user's file at the path of a visit, or `undefined` where there is none. */
export async function showOwn(
  { own }: Pick<Site, 'own'>,
  { request, path = '' }: Visit,
): Promise<Response | undefined> {
  if (!own) return undefined
  const file = await own.find(path)
  if (file) return fileResponse(file, request, FRESH)
  // Without the slash, relative links in the folder's page would lead one level too high.
  const index = await own.find(`${path}/index.html`)
  return index ? redirect(`./${path.split('/').at(-1)}/`) : undefined
}
