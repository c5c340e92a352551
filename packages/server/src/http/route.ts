/**
 * A route, declared in one place: from it follow the checks of its parameters, its entry in the
 * OpenAPI document, `HEAD`, `OPTIONS`, and the 405 for every other method.
 *
 * @module
 */
import { z } from 'zod'
import { checkType, type RequestBody, readBody, refuseBody } from './body.ts'
import { readQuery, refuseLater } from './parameter.ts'
import type { ProblemCode } from './problem.ts'
import type { Visit } from './visit.ts'

/** A good answer, for the documentation. */
export interface Answer {
  readonly status: number
  readonly about: string
  /** Its `Content-Type`; none where there is no body. */
  readonly type?: string
  /** The shape of its JSON. */
  readonly schema?: z.ZodType
}

/** What a route does: it tells, ends something, changes something, or takes something. */
export type Method = 'GET' | 'DELETE' | 'PATCH' | 'POST' | 'PUT'

/** How a route is declared. */
export interface RouteInit<Query extends z.ZodObject, Body = never> {
  /** A name for generated programs: `getSnapshot`. */
  readonly id: string
  /** Where it is, the proper path first, then the other ways to write it. `{name}` is a camera's name. */
  readonly paths: readonly string[]
  /** @default 'GET' */
  readonly method?: Method
  readonly summary: string
  /**
   * Whether it is this route that is asked for, where a parameter says so: of the routes of one path
   * those with a condition come first. @default whenever path and method are its own
   */
  when?(url: URL): boolean
  /**
   * Whether a `GET` changes something here, as other servers have it: pages of other sites are kept
   * from it like from every change. @default false
   */
  readonly changes?: boolean
  /** The server whose route it is; such a one is not in the OpenAPI document. @default this one */
  readonly model?: string
  /** Its parameters. */
  readonly query: Query
  /** What it takes. @default nothing: requests that bring a body are refused */
  readonly body?: RequestBody<Body> | undefined
  /** Parameters that will mean something in a later version. @default none */
  readonly later?: readonly string[]
  readonly answers: readonly Answer[]
  /** The problems it may answer with, beside those that every route may. @default none */
  readonly problems?: readonly ProblemCode[]
  /**
   * Answers its method; one of `GET` answers `HEAD` too, where the body is left out.
   *
   * @param read Reads and checks the JSON that the request brings, where the route has a schema for
   * it; other bodies are `visit.request.body`.
   */
  answer(
    visit: Visit,
    query: z.output<Query>,
    read: () => Promise<Body>,
  ): Response | Promise<Response>
}

/** A route, ready to be asked. */
export interface Route {
  readonly id: string
  readonly paths: readonly string[]
  readonly method: Method
  readonly summary: string
  when?(url: URL): boolean
  readonly changes?: boolean
  readonly model?: string
  readonly query: z.ZodObject
  readonly body?: RequestBody | undefined
  readonly later: readonly string[]
  readonly answers: readonly Answer[]
  readonly problems: readonly ProblemCode[]
  /** Answers a visit. @throws {Problem} */
  answer(visit: Visit): Response | Promise<Response>
}

/** For routes without parameters. */
export const noQuery: z.ZodObject = z.object({})

/** Makes a route that checks what it is given before it answers. */
export function route<Query extends z.ZodObject, Body = never>(
  init: RouteInit<Query, Body>,
): Route {
  const { query, body, method = 'GET', later = [], problems = [] } = init
  const answer = (visit: Visit): Response | Promise<Response> => {
    const { request, url } = visit
    if (body) checkType(request, body)
    else refuseBody(request)
    refuseLater(later, url.searchParams)
    return init.answer(visit, readQuery(query, url.searchParams), () => readBody(request, body))
  }
  const checks = checksOf(init)
  if (later.length > 0) checks.push('NOT_IMPLEMENTED')
  return { ...init, method, later, problems: [...checks, ...problems], answer }
}

/** The problems that follow from what a route takes. */
function checksOf({ query, body }: Pick<Route, 'query' | 'body'>): ProblemCode[] {
  const parameters = Object.keys(query.shape).length > 0 || body?.schema !== undefined
  return [
    ...(parameters ? (['INVALID_PARAMETER'] as const) : []),
    ...(body?.schema ? (['INVALID_BODY', 'BODY_TOO_LARGE'] as const) : []),
    body ? 'UNSUPPORTED_TYPE' : 'BODY_REFUSED',
  ]
}

/** A JSON answer that nobody keeps. */
export function json(body: unknown, type = 'application/json'): Response {
  const headers = { 'content-type': type, 'cache-control': 'no-store' }
  return new Response(`${JSON.stringify(body)}\n`, { headers })
}

/** Leads to a path relative to the present one, which holds behind every proxy. */
export function redirect(location: string): Response {
  return new Response(null, {
    status: 302,
    headers: { location, 'cache-control': 'no-store', 'content-length': '0' },
  })
}
