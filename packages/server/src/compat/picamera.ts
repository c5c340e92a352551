/**
 * The names of the PiCamera script that half of the internet has copied.
 *
 * @module
 */
import { noQuery, redirect, route } from '../http/route.ts'
import { streamRoute } from '../http/stream.ts'
import { alias, type Family } from './family.ts'

/** The PiCamera script: the first camera. */
export const picamera: Family = {
  model: 'the PiCamera script',
  routes: (site) => [
    alias(streamRoute(site), {
      id: 'picameraStream',
      paths: ['/stream.mjpg', '/stream.mjpeg'],
    }),
    route({
      id: 'picameraPage',
      paths: ['/index.html'],
      summary: 'Leads to the page.',
      query: noQuery,
      answers: [],
      answer: () => redirect('./'),
    }),
  ],
}
