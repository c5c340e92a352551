/**
 * The name that the stream has in OpenMV's chapter. Its `/snapshot.jpg` is this server's own, too.
 *
 * @module
 */
import { streamRoute } from '../http/stream.ts'
import { alias, type Family } from './family.ts'

/** OpenMV: the first camera. */
export const openmv: Family = {
  model: 'OpenMV',
  routes: (site) => [alias(streamRoute(site), { id: 'openmvStream', paths: ['/stream.jpg'] })],
}
