/**
 * The table of all families whose addresses lie beside this server's own, because none of them
 * collides with those.
 *
 * @module
 */
import { showOwn } from '../http/own.ts'
import type { Route } from '../http/route.ts'
import type { Site } from '../http/site.ts'
import type { Family } from './family.ts'
import type { FamilyName } from './family-name.ts'
import { go2rtc } from './go2rtc.ts'
import { mjpgStreamer } from './mjpg-streamer.ts'
import { openmv } from './openmv.ts'
import { picamera } from './picamera.ts'
import { ustreamer } from './ustreamer.ts'

const families: Readonly<Record<FamilyName, Family>> = {
  'mjpg-streamer': mjpgStreamer,
  ustreamer,
  go2rtc,
  picamera,
  openmv,
}

/** The routes of those that a server imitates. */
export function familyRoutes(site: Site): Route[] {
  return site.families.flatMap((name) => {
    const { model, routes } = families[name]
    return routes(site).map((route) => giveWay(site, { ...route, model }))
  })
}

/** A file that the user put where another server would have something is there on purpose. */
function giveWay(site: Site, route: Route): Route {
  const isShared = route.when !== undefined || route.method !== 'GET'
  if (!site.own || isShared) return route
  return {
    ...route,
    answer: async (visit) => (await showOwn(site, visit)) ?? route.answer(visit),
  }
}
