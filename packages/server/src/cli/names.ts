/**
 * What cameras are called: by their name in `NAME=SOURCE`, else `camera`, `camera2` ...
 *
 * @module
 */
import { CAMERA_NAME } from 'zoetrope'
import { Failure } from './failure.ts'

/**
 * First path segments of the server's own routes, present and planned. No camera is called like
 * one, so that a URL means the same for ever.
 */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'access',
  'api',
  'assets',
  'cameras',
  'control',
  'controls',
  'events',
  'favicon',
  'frames',
  'health',
  'healthz',
  'live',
  'login',
  'logout',
  'metrics',
  'openapi',
  'publish',
  'server',
  'snapshot',
  'state',
  'status',
  'stream',
  'things',
  'viewer',
  'viewers',
  'zoetrope-view',
])

/** What is wrong with a camera's name, or `undefined` for one that is fine. */
export function nameProblem(name: string): string | undefined {
  if (RESERVED_NAMES.has(name)) {
    return `"${name}" cannot be a camera's name, because the server has a page of that name`
  }
  if (CAMERA_NAME.test(name)) return undefined
  return `"${name}" cannot be a camera's name; a name is a-z, 0-9, - and _, at most 64 long`
}

/**
 * Gives every camera a name, in order. Those without get `camera`, `camera2` ..., leaving out what
 * is taken.
 *
 * @throws {Failure} when a name is reserved, malformed or given twice.
 */
export function nameCameras<Item extends { readonly name: string | undefined }>(
  items: readonly Item[],
): (Item & { readonly name: string })[] {
  const given = items.flatMap(({ name }) => name ?? [])
  for (const name of given) {
    const problem = nameProblem(name)
    if (problem) throw new Failure(problem, { exitCode: 2 })
  }
  const twice = given.find((name, place) => given.indexOf(name) !== place)
  if (twice)
    throw new Failure(`two cameras are called "${twice}"; give one another name`, { exitCode: 2 })
  const free = freeNames(new Set(given))
  return items.map((item) => ({ ...item, name: item.name ?? free() }))
}

function freeNames(taken: ReadonlySet<string>): () => string {
  let count = 0
  return () => {
    for (;;) {
      count += 1
      const name = count === 1 ? 'camera' : `camera${count}`
      if (!taken.has(name)) return name
    }
  }
}
