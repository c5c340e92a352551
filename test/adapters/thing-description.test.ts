/** Thing Descriptions are what the W3C's JSON Schema for TD 1.1 says, whatever a thing is made of. @module */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addAction,
  addEvent,
  addProperty,
  addStream,
  Broadcast,
  Camera,
  Cameras,
  type Control,
  type ControlType,
  type DataSchema,
  pattern,
  Thing,
  thingDescription,
} from 'zoetrope'
import { createApp } from '../../packages/server/src/index.ts'
import { plainMicroscope } from '../../packages/zoetrope/test/thing/functions.ts'

const schemaPath = createRequire(import.meta.url).resolve(
  'wot-thing-description-types/schema/td-json-schema-validation.json',
)

/** What is wrong with a description by the W3C's schema; empty when nothing is. */
const flaws = flawsBy(JSON.parse(readFileSync(schemaPath, 'utf8')))

function flawsBy(schema: object): (description: unknown) => unknown[] {
  const ajv = new Ajv({ strict: false, allErrors: true })
  formats.default(ajv)
  const validate = ajv.compile(schema)
  return (description) => {
    // As it travels: what JSON leaves out is left out.
    validate(JSON.parse(JSON.stringify(description)))
    return validate.errors ?? []
  }
}

test('the schema is that of TD 1.1, and finds flaws', () => {
  expect(JSON.parse(readFileSync(schemaPath, 'utf8')).version).toBe('1.1-12-March-2025')
  const { properties, ...rest } = thingDescription(plainMicroscope('microscope'))
  expect(flaws({ properties, ...rest, security: undefined })).not.toEqual([])
  expect(
    flaws({ ...rest, properties: { live: { ...properties['live'], forms: [] } } }),
  ).not.toEqual([])
})

describe('is valid', () => {
  test('of a thing that offers everything', () => {
    expect(flaws(thingDescription(plainMicroscope('microscope')))).toEqual([])
    const options = { id: 'urn:uuid:0804d572-cce8-422a-bb7c-4412fcd56f06', title: 'Microscope' }
    const described = thingDescription(plainMicroscope('microscope', options), {
      base: 'https://lab.example/things/microscope/',
    })
    expect(flaws(described)).toEqual([])
  })

  test('of a thing that offers nothing', () => {
    expect(flaws(thingDescription(new Thing('thing')))).toEqual([])
  })

  test.each([
    'nosec' as const,
    'basic' as const,
    'bearer' as const,
    { scheme: 'digest' as const, qop: 'auth' },
    { scheme: 'apikey' as const, in: 'header', name: 'x-key' },
  ])('with the security %j', (security) => {
    expect(flaws(thingDescription(new Thing('thing'), { security }))).toEqual([])
  })

  test('of any thing', () => {
    fc.assert(
      fc.property(things(), (thing) => {
        expect(flaws(thingDescription(thing))).toEqual([])
      }),
    )
  })
})

test('of a camera of the server, with every kind of control', async () => {
  const controls = { list: async () => kinds, set: async () => kinds }
  await using camera = new Camera('desk', Object.assign(pattern(), { controls }))
  const app = createApp({ cameras: new Cameras([camera]) })
  const headers = { accept: 'application/td+json' }
  const request = new Request('http://localhost/cameras/desk', { headers })
  const response = await app.fetch(request, { address: '127.0.0.1' })
  expect(response.headers.get('content-type')).toBe('application/td+json')
  const description = await response.json()
  expect(Object.keys(description.properties)).toHaveLength(kinds.length)
  expect(flaws(description)).toEqual([])
  app.close()
})

const named = (type: ControlType): Control => ({ name: type, label: type, type, default: 0 })
const kinds: readonly Control[] = [
  { ...named('integer'), min: 0, max: 100, step: 10 },
  { ...named('boolean'), readOnly: true },
  { ...named('menu'), choices: [{ value: 1, label: '50 Hz' }] },
  { ...named('bitmask'), max: 255 },
  { ...named('string'), min: 0, max: 10 },
  { name: 'button', label: 'Reset', group: 'User Controls', type: 'button' },
]

/** A thing with any affordances that can be declared. */
function things(): fc.Arbitrary<Thing> {
  const about = fc.record({ title: text(), description: text() }, { requiredKeys: [] })
  const offered = fc.dictionary(
    name(),
    fc.oneof(
      about.map((options) => (thing: Thing, as: string) => {
        addStream(thing, as, () => new Broadcast(), options)
      }),
      fc
        .tuple(schemas(), fc.boolean(), fc.boolean())
        .map(([schema, observable, isWritable]) => (thing: Thing, as: string) => {
          const write = (): void => {}
          const access = { read: () => null, ...(isWritable && { write }) }
          addProperty(thing, as, { ...schema, observable }, access)
        }),
      fc
        .tuple(about, schemas(), schemas(), fc.boolean())
        .map(([options, input, output, synchronous]) => (thing: Thing, as: string) => {
          addAction(thing, as, { ...options, input, output, synchronous }, () => {})
        }),
      fc.tuple(about, schemas()).map(([options, data]) => (thing: Thing, as: string) => {
        addEvent(thing, as, { ...options, data })
      }),
    ),
  )
  return fc.tuple(about, offered).map(([options, declarations]) => {
    const thing = new Thing('thing', options)
    for (const [as, declare] of Object.entries(declarations)) declare(thing, as)
    return thing
  })
}

function name(): fc.Arbitrary<string> {
  const own = ['properties', 'actions', 'events', 'invocations']
  return fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,20}$/).filter((each) => !own.includes(each))
}

function text(): fc.Arbitrary<string> {
  return fc.string({ unit: 'grapheme', maxLength: 20 })
}

function schemas(): fc.Arbitrary<DataSchema> {
  const optional = { requiredKeys: [] }
  const type = fc.constantFrom('integer' as const, 'number' as const)
  return fc.letrec<{ schema: DataSchema }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3 },
      fc.record({ type: fc.constantFrom('boolean' as const, 'null' as const), title: text() }),
      fc.record({ type, minimum: fc.integer(), maximum: fc.integer(), unit: text() }, optional),
      fc.record({ enum: fc.uniqueArray(text(), { minLength: 1, maxLength: 3 }) }),
      fc.record(
        { type: fc.constant('string' as const), maxLength: fc.nat(), format: text() },
        optional,
      ),
      fc.record(
        { type: fc.constant('array' as const), items: tie('schema'), minItems: fc.nat() },
        optional,
      ),
      fc.record(
        {
          type: fc.constant('object' as const),
          properties: fc.dictionary(name(), tie('schema'), { maxKeys: 3 }),
          required: fc.uniqueArray(name(), { maxLength: 3 }),
        },
        optional,
      ),
    ),
  })).schema
}
