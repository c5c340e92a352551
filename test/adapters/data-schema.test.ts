/** What is checked of a value is checked as JSON Schema has it: Ajv says the same. @module */
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkValue, type DataSchema, ValueError } from 'zoetrope'

const ajv = new Ajv({ strict: false, addUsedSchema: false, ownProperties: true })

function isTaken(schema: DataSchema, value: unknown): boolean {
  try {
    checkValue(schema, value, 'it')
    return true
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
}

test('any value by any schema', () => {
  let taken = 0
  let refused = 0
  fc.assert(
    fc.property(schemas(), values(), (schema, value) => {
      const expected = ajv.validate(schema, value)
      if (expected) taken += 1
      else refused += 1
      expect(isTaken(schema, value)).toBe(expected)
    }),
    { numRuns: 500 },
  )
  expect(Math.min(taken, refused)).toBeGreaterThan(50)
})

// Not `__proto__`, which Ajv leaves out of its checks.
const names = fc.constantFrom('a', 'b', 'toString', 'constructor')
const small = fc.integer({ min: -2, max: 3 })

/** Values and schemas of few letters and numbers, so that they often meet. */
function values(): fc.Arbitrary<unknown> {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 2 },
      fc.boolean(),
      fc.constant(null),
      small,
      fc.constantFrom(0.5, 1.5),
      fc.string({ unit: fc.constantFrom('a', '🔬'), maxLength: 3 }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(names, tie('value'), { maxKeys: 3 }),
    ),
  }))
  return value
}

function schemas(): fc.Arbitrary<DataSchema> {
  const types = ['boolean', 'integer', 'number', 'string', 'object', 'array', 'null'] as const
  const count = fc.nat({ max: 2 })
  const words = (inner: fc.Arbitrary<DataSchema>): fc.Arbitrary<DataSchema> =>
    fc.oneof(
      fc.record({ type: fc.constantFrom(...types) }),
      fc.record({ const: small }),
      fc.record({ enum: fc.uniqueArray(small, { minLength: 1, maxLength: 3 }) }),
      fc.record({ minimum: small, maximum: small }, { requiredKeys: [] }),
      fc.record({ exclusiveMinimum: small, exclusiveMaximum: small }, { requiredKeys: [] }),
      fc.record({ minLength: count, maxLength: count }, { requiredKeys: [] }),
      fc.record({ minItems: count, maxItems: count, items: inner }, { requiredKeys: [] }),
      fc.record({ required: fc.uniqueArray(names, { maxLength: 2 }) }),
      fc.record({ properties: fc.dictionary(names, inner, { maxKeys: 2 }) }),
    )
  const flat = words(fc.constant({}))
  return fc.tuple(flat, words(words(flat))).map(([one, other]) => ({ ...one, ...other }))
}
