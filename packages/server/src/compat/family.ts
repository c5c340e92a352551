/**
 * Families: the addresses of other servers, so that whoever was set up for one of them finds the
 * cameras of this one.
 *
 * A family is a few routes with the names and words of its model. What is behind them is the same as
 * behind the routes of this server's own, with all their parameters.
 *
 * @module
 */
import type { Camera } from 'zoetrope'
import { Problem } from '../http/problem.ts'
import type { Route } from '../http/route.ts'
import type { Site } from '../http/site.ts'
import type { Visit } from '../http/visit.ts'

/** Imitates one server. */
export interface Family {
  /** The server whose addresses these are, as it calls itself. */
  readonly model: string
  routes(site: Site): readonly Route[]
}

/** Imitates one server whose addresses collide with this one's own. */
export interface Imitated {
  readonly model: string
  /** @param shown The camera it has, where an address does not say which is meant. */
  routes(site: Site, shown: (visit: Visit) => Camera): readonly Route[]
}

/** Another address of a route. */
export interface Alias {
  readonly id: string
  readonly paths: readonly string[]
  /** See {@link Route.when}. */
  when?(url: URL): boolean
  /** The camera that is meant. @default the first. @throws {Problem} */
  camera?(visit: Visit): Camera
}

/** A route under another address. */
export function alias(route: Route, { camera, ...at }: Alias): Route {
  const answer = (visit: Visit): Response | Promise<Response> => {
    const params: Record<string, string> = camera ? { name: camera(visit).name } : {}
    return route.answer({ ...visit, params })
  }
  return { ...route, ...at, answer }
}

/**
 * The camera of that number, as servers know them that have no names: in the order of the
 * configuration.
 *
 * @param first The number of the first camera.
 * @throws {Problem} `NO_SUCH_CAMERA`, telling which there are.
 */
export function numbered({ cameras }: Site, number: number, first: 0 | 1): Camera {
  const camera = Array.from(cameras)[number - first]
  if (camera) return camera
  const last = cameras.size - 1 + first
  const known = cameras.size === 0 ? 'there is none yet' : `they go from ${first} to ${last}`
  throw new Problem('NO_SUCH_CAMERA', `There is no camera ${number}; ${known}`, {
    members: { cameras: Array.from(cameras, ({ name }) => name) },
  })
}
