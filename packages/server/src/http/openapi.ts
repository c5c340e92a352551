/**
 * The OpenAPI document, made from the routes themselves: it cannot say anything else than they do.
 *
 * @module
 */
import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { typesOf } from './body.ts'
import { Problem, type ProblemCode, problemSchema } from './problem.ts'
import { json, noQuery, type Route, route } from './route.ts'
import { version } from './version.ts'

/** JSON of the document; its shape is the OpenAPI specification's. */
export type Json = Readonly<Record<string, unknown>>

/** What every request may be answered with. */
const always: ProblemCode[] = ['FORBIDDEN_HOST', 'FORBIDDEN_ORIGIN', 'INTERNAL']

/** `/openapi.json`. @param routes Asked when the document is, so that it may contain this route. */
export function openApiRoute(routes: () => readonly Route[]): Route {
  return route({
    id: 'getOpenApi',
    paths: ['/openapi.json'],
    summary: 'This document.',
    query: noQuery,
    answers: [{ status: 200, about: 'OpenAPI 3.1.', type: 'application/json' }],
    answer: ({ base }) => json(openApi(routes(), base)),
  })
}

/** The document for `routes`, which lie below `base`. */
export function openApi(routes: readonly Route[], base: string): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Zoetrope',
      version: version(),
      summary: 'Cameras live, for any number of viewers.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: base || '/' }],
    paths: pathsOf(routes),
    components: { schemas: { Problem: schemaOf(problemSchema) } },
  }
}

/** Path -> method -> operation. */
function pathsOf(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {}
  for (const one of routes.filter(({ model }) => model === undefined)) {
    for (const [at, path] of one.paths.entries()) {
      paths[path] = { ...paths[path], [one.method.toLowerCase()]: operation(one, path, at) }
    }
  }
  return paths
}

function operation(one: Route, path: string, at: number): Json {
  return {
    operationId: at === 0 ? one.id : `${one.id}${at + 1}`,
    summary: one.summary,
    parameters: [...pathParameters(path), ...queryParameters(one)],
    ...requestBody(one),
    responses: { ...answers(one), ...problems([...one.problems, ...always]) },
  }
}

function pathParameters(path: string): Json[] {
  return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters({ query, later }: Route): Json[] {
  const known = Object.entries(query.shape).map(([name, schema]) => {
    const { description, ...rest } = schemaOf(schema)
    return { name, in: 'query', required: false, description, schema: rest }
  })
  const unknown = later.map((name) => ({
    name,
    in: 'query',
    required: false,
    description: 'Comes in a later version; answered with 501 now.',
    schema: {},
  }))
  return [...known, ...unknown]
}

function requestBody({ body }: Route): Json {
  if (!body) return {}
  const { about: description, schema } = body
  const shape = schema ? { schema: schemaOf(schema) } : {}
  const content = Object.fromEntries(typesOf(body).map((type) => [type, shape]))
  return { requestBody: { description, required: true, content } }
}

/** One entry for each status; of several types that a status comes with, the first one describes it. */
function answers({ answers: good }: Route): Json {
  const byStatus: Record<number, { readonly description: string; readonly content?: Json }> = {}
  for (const { status, about, type, schema } of good) {
    const { description = about, content } = byStatus[status] ?? {}
    const typed = type && { [type]: schema ? { schema: schemaOf(schema) } : {} }
    byStatus[status] = { description, ...(typed && { content: { ...content, ...typed } }) }
  }
  return byStatus
}

/** One entry for each status, naming the codes it comes with. */
function problems(codes: readonly ProblemCode[]): Json {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of codes) {
    const { status } = new Problem(code, '')
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    Array.from(byStatus, ([status, same]) => [status, problem(status, same)]),
  )
}

function problem(status: number, codes: readonly ProblemCode[]): Json {
  return {
    description: `${STATUS_CODES[status]}: ${codes.join(', ')}`,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
}

function schemaOf(schema: z.core.$ZodType): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'output' })
  return rest
}
