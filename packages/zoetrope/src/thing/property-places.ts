/**
 * A thing's properties over HTTP: each at its own path, all of them at the path above.
 *
 * @module
 */
import { json } from '../handler/json.ts'
import { Refusal } from '../handler/refusal.ts'
import type { Affordances, ThingProperty } from './affordances.ts'
import { checkValue } from './data-schema.ts'
import { attempt } from './failure.ts'
import { followResponse } from './following.ts'
import { readValue } from './input.ts'
import { accessOf, done, nothingCalled, type ThingPlace, type Visit } from './visit.ts'

/** `properties`, and `properties/{name}`. */
export function propertyPlace(visit: Visit): ThingPlace | undefined {
  const [, name, ...rest] = visit.segments
  if (rest.length > 0) return undefined
  return name === undefined ? allPlace(visit) : onePlace(visit, name)
}

function onePlace(visit: Visit, name: string): ThingPlace | undefined {
  const { request, affordances } = visit
  const property = affordances.properties.get(name)
  const wantsEvents = request.headers.get('accept')?.includes('text/event-stream') ?? false
  const reading = wantsEvents ? 'observeproperty' : 'readproperty'
  const methods = ['GET', 'HEAD', ...(property?.write ? ['PUT'] : [])]
  const operation = request.method === 'PUT' ? 'writeproperty' : reading
  return {
    what: accessOf(visit, operation, name),
    methods: property ? methods : [...methods, 'PUT'],
    answer() {
      if (!property) throw nothingCalled('property', name, affordances.properties.keys())
      if (operation === 'writeproperty') return write(visit, name, property)
      if (operation === 'observeproperty') return observe(visit, name, property)
      return read(visit, name, property)
    },
  }
}

function allPlace(visit: Visit): ThingPlace {
  const isWriting = visit.request.method === 'PUT'
  return {
    what: accessOf(visit, isWriting ? 'writemultipleproperties' : 'readallproperties'),
    methods: ['GET', 'HEAD', 'PUT'],
    answer: () => (isWriting ? writeSeveral(visit) : readAll(visit)),
  }
}

async function read(visit: Visit, name: string, property: ThingProperty): Promise<Response> {
  return json((await readOne(visit, name, property)) ?? null)
}

function readOne({ report }: Visit, name: string, property: ThingProperty): Promise<unknown> {
  return attempt(`read ${name}`, report, () => property.read())
}

async function readAll(visit: Visit): Promise<Response> {
  const values = Array.from(visit.affordances.properties, async ([name, property]) => [
    name,
    (await readOne(visit, name, property)) ?? null,
  ])
  return json(Object.fromEntries(await Promise.all(values)))
}

function observe(visit: Visit, name: string, property: ThingProperty): Response {
  if (!property.observable) {
    throw new Refusal('NOT_FOUND', `The property ${name} cannot be observed, only read`)
  }
  return followResponse(visit.affordances, visit.request, {
    wants: (happening) => happening.kind === 'property' && happening.name === name,
    opening: [{ kind: 'property', name }],
    report: visit.report,
  })
}

async function write(visit: Visit, name: string, property: ThingProperty): Promise<Response> {
  const value = await readValue(visit.request, visit.limit)
  await attempt(`set ${name}`, visit.report, () => checkValue(property.schema, value, name))
  await set(visit, name, value)
  return done()
}

/** Sets several, none of them where one cannot be. */
async function writeSeveral(visit: Visit): Promise<Response> {
  const { affordances, report } = visit
  const values = await readValue(visit.request, visit.limit)
  await attempt('set properties', report, () => checkAll(affordances, values))
  for (const [name, value] of Object.entries(values ?? {})) await set(visit, name, value)
  return done()
}

function checkAll({ properties }: Affordances, values: unknown): void {
  checkValue({ type: 'object' }, values, 'the body')
  for (const [name, value] of Object.entries(values ?? {})) {
    const property = properties.get(name)
    if (!property) throw nothingCalled('property', name, properties.keys())
    if (!property.write) {
      throw new Refusal('INVALID_PARAMETER', `The property ${name} is read only`, {
        members: { parameter: name },
      })
    }
    checkValue(property.schema, value, name)
  }
}

async function set(
  { thing, affordances, report }: Visit,
  name: string,
  value: unknown,
): Promise<void> {
  await attempt(`set ${name}`, report, () => affordances.properties.get(name)?.write?.(value))
  thing.changed(name)
}
