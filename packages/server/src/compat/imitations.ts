/**
 * The table of all servers that are imitated on ports of their own.
 *
 * @module
 */
import type { Camera } from 'zoetrope'
import type { Table } from '../http/router.ts'
import { cameraOf, type Site } from '../http/site.ts'
import type { Visit } from '../http/visit.ts'
import { cameraStreamer } from './camera-streamer.ts'
import { esp32 } from './esp32.ts'
import type { Imitated } from './family.ts'
import type { Imitation, ListenerName } from './listener.ts'
import { motion } from './motion.ts'

const imitated: Readonly<Record<ListenerName, Imitated>> = {
  esp32,
  'camera-streamer': cameraStreamer,
  motion,
}

/** What is answered in the place of such a server. */
export function tableOf(site: Site, name: ListenerName, { camera }: Imitation = {}): Table {
  const { model, routes } = imitated[name]
  const params: Record<string, string> = camera === undefined ? {} : { name: camera }
  const shown = (visit: Visit): Camera => cameraOf(site, { ...visit, params })
  return { model, routes: routes(site, shown).map((route) => ({ ...route, model })) }
}
