import { expect, test } from 'vitest'
import { problemCodes } from '../../src/http/problem.ts'
import type { Route } from '../../src/http/route.ts'
import { routesOf } from '../../src/http/routes.ts'
import { app, emptySite, get } from './makers.ts'

interface Operation {
  operationId: string
  summary: string
  parameters: { name: string; in: string; required: boolean; schema: Record<string, unknown> }[]
  responses: Record<string, { description: string; content?: Record<string, unknown> }>
}

interface OpenApi {
  openapi: string
  info: { title: string; version: string }
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { properties: Record<string, { enum?: string[] }> }> }
}

async function document(path = '/openapi.json', basePath = '/'): Promise<OpenApi> {
  return (await get(app({ basePath }), path)).json()
}

/** Path and operation, for every method. */
function operationsOf(paths: OpenApi['paths']): [string, Operation][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation): [string, Operation] => [path, operation]),
  )
}

function table(): readonly Route[] {
  return routesOf(emptySite()).filter(({ model }) => model === undefined)
}

test('the document has every path of the table but those of other servers', async () => {
  const { paths } = await document()
  const known = table().flatMap((one) => one.paths.map((path) => `${one.method} ${path}`))
  const told = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(told.sort()).toEqual(known.sort())
})

test('it is an OpenAPI 3.1 document by its structure', async () => {
  const { openapi, info, paths } = await document()
  expect(openapi).toMatch(/^3\.1\.\d+$/)
  expect(info.title).toBe('Zoetrope')
  expect(info.version).toMatch(/^\d+\.\d+\.\d+/)
  for (const [path, operation] of operationsOf(paths)) {
    expect(path).toMatch(/^\//)
    expect(operation.summary).not.toBe('')
    for (const [status, { description }] of Object.entries(operation.responses)) {
      expect(status).toMatch(/^[1-5]\d\d$/)
      expect(description).not.toBe('')
    }
    for (const parameter of operation.parameters) {
      expect(['query', 'path']).toContain(parameter.in)
      expect(parameter.schema).toBeTypeOf('object')
    }
  }
})

test('every operation has a name of its own', async () => {
  const names = operationsOf((await document()).paths).map(([, { operationId }]) => operationId)
  expect(new Set(names).size).toBe(names.length)
})

test('the braces of a path are its path parameters', async () => {
  for (const [path, operation] of operationsOf((await document()).paths)) {
    const braces = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name)
    const declared = operation.parameters.filter((one) => one.in === 'path' && one.required)
    expect(declared.map(({ name }) => name)).toEqual(braces)
  }
})

test('the ranges of parameters are those that are checked', async () => {
  const { parameters } = (await document()).paths['/snapshot.jpg']?.['get'] ?? { parameters: [] }
  const ranges = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]))
  expect(ranges['max_age']).toEqual({ type: 'integer', minimum: 0, maximum: 86_400_000 })
  expect(ranges['since']).toEqual({ type: 'number', minimum: 0, maximum: 253_402_300_799 })
  expect(ranges['wait']).toEqual({ type: 'integer', minimum: 0, maximum: 100 })
})

test('the answers say their type, and JSON its shape', async () => {
  const { paths } = await document()
  const content = (path: string): unknown => paths[path]?.['get']?.responses['200']?.content
  expect(content('/stream')).toHaveProperty(['multipart/x-mixed-replace; boundary=frame'])
  expect(content('/snapshot.jpg')).toHaveProperty(['image/jpeg'])
  expect(content('/cameras/{name}')).toHaveProperty([
    'application/json',
    'schema',
    'properties',
    'newest',
  ])
})

test('all problem codes are listed', async () => {
  const { properties } = (await document()).components.schemas['Problem'] ?? { properties: {} }
  expect(properties['code']?.enum).toEqual(problemCodes)
})

test('references lead somewhere', async () => {
  const text = JSON.stringify(await document())
  const references = new Set(Array.from(text.matchAll(/"\$ref":"([^"]+)"/g), ([, to]) => to))
  expect([...references]).toEqual(['#/components/schemas/Problem'])
})

test('the server it names is the base path', async () => {
  expect((await document()).servers).toEqual([{ url: '/' }])
  expect((await document('/webcam/openapi.json', '/webcam')).servers).toEqual([{ url: '/webcam' }])
})

test('what a camera answers has the shape the document says', async () => {
  const { paths } = await document()
  const content = paths['/cameras/{name}']?.['get']?.responses['200']?.content
  const { required } = Object(content)['application/json'].schema
  const status = await (await get(app(), '/cameras/desk')).json()
  expect(Object.keys(status).sort()).toEqual([...required].sort())
})
