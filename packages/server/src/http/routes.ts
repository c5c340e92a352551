/**
 * The table of all routes: what the server answers is what stands here.
 *
 * @module
 */
import { familyRoutes } from '../compat/families.ts'
import { cameraRoutes } from './cameras.ts'
import { controlRoutes } from './controls.ts'
import { eventRoutes } from './events.ts'
import { frameRoutes } from './frames.ts'
import { healthRoute } from './health.ts'
import { liveRoute } from './live.ts'
import { metricsRoute } from './metrics.ts'
import { nextRoute } from './next.ts'
import { openApiRoute } from './openapi.ts'
import { pageRoutes } from './page.ts'
import { pushRoute } from './push.ts'
import type { Route } from './route.ts'
import { serverRoute } from './server-status.ts'
import type { Site } from './site.ts'
import { snapshotRoute } from './snapshot.ts'
import { streamRoute } from './stream.ts'
import { viewerRoutes } from './viewer-routes.ts'

/** Every route of a server. */
export function routesOf(site: Site): readonly Route[] {
  const routes = [
    ...pageRoutes(site),
    ...cameraRoutes(site),
    ...controlRoutes(site),
    streamRoute(site),
    snapshotRoute(site),
    nextRoute(site),
    liveRoute(site),
    pushRoute(site),
    // After those whose last segment might be taken for an index.
    ...frameRoutes(site),
    ...eventRoutes(site),
    ...viewerRoutes(site),
    serverRoute(site),
    metricsRoute(site),
    healthRoute(),
    ...familyRoutes(site),
  ]
  // The document describes itself too.
  const document: Route = openApiRoute(() => [...routes, document])
  return [...routes, document]
}
