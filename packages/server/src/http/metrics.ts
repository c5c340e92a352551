/**
 * The numbers for Prometheus.
 *
 * @module
 */
import type { Exposition } from '../metrics/exposition.ts'
import { noQuery, type Route, route } from './route.ts'
import type { Site } from './site.ts'
import { version } from './version.ts'

/** `/metrics`. */
export function metricsRoute({ cameras, viewers, readers }: Site): Route {
  let made: Promise<Exposition> | undefined
  return route({
    id: 'getMetrics',
    paths: ['/metrics'],
    summary: 'Everything that is counted, for Prometheus.',
    query: noQuery,
    answers: [{ status: 200, about: 'In its text format 0.0.4.', type: 'text/plain' }],
    async answer() {
      // Most servers are never asked, and it takes its time to load.
      made ??= import('../metrics/exposition.ts').then(({ exposition }) =>
        exposition({ cameras, viewers, readers, version: version() }),
      )
      const { type, text } = await made
      const headers = { 'content-type': type, 'cache-control': 'no-store' }
      return new Response(await text(), { headers })
    },
  })
}
