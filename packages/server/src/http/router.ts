/**
 * Finds the route for a visit, and turns what is thrown on the way into an answer.
 *
 * @module
 */
import { Hono } from 'hono'
import { elsewhere } from '../compat/elsewhere.ts'
import { hasBody } from './body.ts'
import { showOwn } from './own.ts'
import { Problem } from './problem.ts'
import { type Route, redirect } from './route.ts'
import type { Site } from './site.ts'
import type { Visit } from './visit.ts'
import { refuseElsewhere } from './web-socket.ts'

interface Env {
  Bindings: Visit
}

/** Throws a {@link Problem} for those who must not come in, or must not change anything. */
export type Guard = (visit: Visit, changes?: boolean) => void

/** What is answered where a server listens. */
export interface Table {
  readonly routes: readonly Route[]
  /** The server in whose place is answered: of this one there is nothing else. @default this one */
  readonly model?: string | undefined
}

/** Answers visits. */
export type Router = (visit: Visit) => Response | Promise<Response>

/** Makes the function that answers visits. */
export function routerOf(site: Site, table: Table, guard: Guard): Router {
  // Not every router of Hono's knows what to do with an empty path.
  const hono = new Hono<Env>({ getPath: (_, { env } = {}) => env?.path || '/' })
  hono.use(async ({ env }, next) => {
    guard(env)
    refuseElsewhere(env)
    if (env.path === undefined) throw notFound(env, table)
    if (env.path === '') return slashed(env)
    return next()
  })
  for (const [path, routes] of byPath(table.routes)) {
    add(hono, path.replaceAll(/\{(\w+)\}/g, ':$1'), routes, guard)
  }
  hono.notFound(async ({ env }) => {
    const file = table.model === undefined ? await ownFile(site, env) : undefined
    return file ?? notFound(env, table).response()
  })
  hono.onError((error, { env }) => refusal(site, error, env))
  return async (visit) => withoutRest(await hono.fetch(visit.request, visit), visit)
}

/** Ends the connection with an answer that left a body unread: the rest of it is not worth waiting for. */
function withoutRest(response: Response, { request }: Visit): Response {
  if (hasBody(request.headers) && !request.bodyUsed) response.headers.set('connection', 'close')
  return response
}

/** Path -> the routes there, one for each method. */
function byPath(routes: readonly Route[]): Map<string, Route[]> {
  const paths = new Map<string, Route[]>()
  for (const route of routes) {
    for (const path of route.paths) paths.set(path, [...(paths.get(path) ?? []), route])
  }
  return paths
}

function add(hono: Hono<Env>, path: string, routes: readonly Route[], guard: Guard): void {
  for (const route of routes.toSorted(conditionsFirst)) {
    hono.on(route.method, path, (context, next) => {
      if (route.when?.(context.env.url) === false) return next()
      if (route.changes) admitChange(context.env, guard)
      return route.answer({ ...context.env, params: context.req.param() })
    })
  }
  const methods = routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  const allow = [...new Set(methods), 'OPTIONS'].join(', ')
  hono.options(path, ({ env }) => options(env, allow))
  hono.all(path, ({ env }, next) => {
    // Every route of the method has a condition, and none of them holds.
    if (methods.includes(env.request.method)) return next()
    const detail = `Expected ${allow}, got ${env.request.method}`
    throw new Problem('METHOD_NOT_ALLOWED', detail, { headers: { allow } })
  })
}

/** Lets in who may change something by a `GET`. A `HEAD` asks what would be answered, and changes nothing. */
function admitChange(visit: Visit, guard: Guard): void {
  guard(visit, true)
  if (visit.request.method === 'GET') return
  throw new Problem('METHOD_NOT_ALLOWED', `Expected GET, got ${visit.request.method}`, {
    headers: { allow: 'GET, OPTIONS' },
  })
}

function conditionsFirst(one: Route, other: Route): number {
  return Number(Boolean(other.when)) - Number(Boolean(one.when))
}

/** What may be done here; asked by browsers before a page of a named origin sends unusual headers. */
function options({ request }: Visit, allow: string): Response {
  const { headers } = request
  const asks = headers.has('access-control-request-method')
  const local = headers.has('access-control-request-private-network')
  return new Response(null, {
    status: 204,
    headers: {
      allow,
      // Without the Allow-Origin of a named origin these open nothing.
      ...(asks && {
        'access-control-allow-methods': allow,
        'access-control-allow-headers': '*',
        'access-control-max-age': '600',
      }),
      ...(local && { 'access-control-allow-private-network': 'true' }),
    },
  })
}

/** Leads from `/webcam` to `/webcam/`, where the page's relative URLs are right. */
function slashed({ url: { pathname, search } }: Visit): Response {
  return redirect(`.${pathname.slice(pathname.lastIndexOf('/'))}/${search}`)
}

async function ownFile(site: Site, visit: Visit): Promise<Response | undefined> {
  const reads = ['GET', 'HEAD'].includes(visit.request.method)
  return reads ? showOwn(site, visit) : undefined
}

function notFound({ url, base, path }: Visit, { routes, model }: Table): Problem {
  const known = routes.flatMap(({ paths }) => paths)
  const list =
    model === undefined
      ? (elsewhere(path ?? '') ?? `${base}/openapi.json lists what there is`)
      : `in the place of ${model} this port answers ${[...new Set(known)].join(', ')}`
  return new Problem('NOT_FOUND', `There is nothing at ${url.pathname.slice(0, 100)}; ${list}`)
}

function refusal({ log, refusals }: Site, error: Error, { request, url }: Visit): Response {
  if (error instanceof Problem) {
    refusals.tell(error)
    return error.response()
  }
  log.error({ err: error, method: request.method, path: url.pathname }, 'request failed')
  return new Problem('INTERNAL', 'The server failed; its log says why').response()
}
