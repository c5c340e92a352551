/**
 * The table of all families whose addresses lie beside this server's own, because none of them
 * collides with those.
 *
 * @module
 */
import type { Route } from '../http/route.ts'
import type { Site } from '../http/site.ts'
import type { Family } from './family.ts'
import { go2rtc } from './go2rtc.ts'
import { mjpgStreamer } from './mjpg-streamer.ts'
import { openmv } from './openmv.ts'
import { picamera } from './picamera.ts'
import { ustreamer } from './ustreamer.ts'

/** What a family is called in the configuration. */
export type FamilyName = 'mjpg-streamer' | 'ustreamer' | 'go2rtc' | 'picamera' | 'openmv'

const families: Readonly<Record<FamilyName, Family>> = {
  'mjpg-streamer': mjpgStreamer,
  ustreamer,
  go2rtc,
  picamera,
  openmv,
}

/** Every family's name. */
export const familyNames: readonly FamilyName[] = [
  ...(['mjpg-streamer', 'ustreamer', 'go2rtc', 'picamera', 'openmv'] as const),
]

/** The routes of those that a server imitates. */
export function familyRoutes(site: Site): Route[] {
  return site.families.flatMap((name) => {
    const { model, routes } = families[name]
    return routes(site).map((route) => ({ ...route, model }))
  })
}
