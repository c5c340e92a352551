/** Values are held to what a schema can say by accident gone wrong, and the refusal names what is expected. @module */
import { describe, expect, test } from 'vitest'
import { checkValue, type DataSchema, ValueError } from 'zoetrope'

/** What is said of a value that is refused; `undefined` for one that is taken. */
function refusal(schema: DataSchema, value: unknown): string | undefined {
  try {
    checkValue(schema, value, 'it')
    return undefined
  } catch (error) {
    if (error instanceof ValueError) return error.message
    throw error
  }
}

describe('refused is', () => {
  test.each<[DataSchema, unknown, string]>([
    [{ type: 'boolean' }, 1, 'Expected it to be true or false, got 1'],
    [{ type: 'integer' }, 1.5, 'Expected it to be a whole number, got 1.5'],
    [{ type: 'number', minimum: 0 }, -1, 'Expected it to be a number from 0, got -1'],
    [{ type: 'number', maximum: 9 }, 10, 'Expected it to be a number up to 9, got 10'],
    [
      { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
      1,
      'Expected it to be a number above 0 below 1, got 1',
    ],
    [
      { type: 'string', minLength: 1, maxLength: 3 },
      'long',
      'Expected it to be a string of 1 to 3 characters, got "long"',
    ],
    [
      { type: 'string', minLength: 1 },
      '',
      'Expected it to be a string of at least 1 characters, got ""',
    ],
    [
      { type: 'array', maxItems: 1 },
      [1, 2],
      'Expected it to be an array of at most 1 items, got [1,2]',
    ],
    [{ type: 'array', items: { type: 'null' } }, [null, 0], 'Expected it[1] to be null, got 0'],
    [{ type: 'object' }, [], 'Expected it to be an object, got []'],
    [{ type: 'object' }, null, 'Expected it to be an object, got null'],
    [{ enum: ['a', 1] }, 'b', 'Expected it to be one of "a", 1, got "b"'],
    [{ const: 'a' }, 'b', 'Expected it to be "a", got "b"'],
    [
      { properties: { at: { properties: { x: { type: 'number' } } } } },
      { at: { x: 'left' } },
      'Expected it.at.x to be a number, got "left"',
    ],
    [
      { required: ['x'], properties: { x: { type: 'number', minimum: 1 } } },
      {},
      'Expected it.x to be a number from 1, got nothing',
    ],
    [{ required: ['toString'] }, {}, 'Expected it.toString to be a value, got nothing'],
  ])('by %j: %j', (schema, value, message) => {
    expect(refusal(schema, value)).toBe(message)
  })
})

describe('taken is', () => {
  test.each<[DataSchema, unknown]>([
    [{}, undefined],
    [{ type: 'integer', minimum: 1, maximum: 1 }, 1],
    [{ type: 'string', maxLength: 1 }, '🔬'],
    [{ type: 'object', properties: { x: { type: 'number' } } }, { y: 'else' }],
    [{ type: 'object', properties: {} }, JSON.parse('{"__proto__": 1, "constructor": 2}')],
    [{ enum: [{ a: 1 }] }, { a: 1 }],
  ])('by %j: %j', (schema, value) => {
    expect(refusal(schema, value)).toBeUndefined()
  })

  test.each<DataSchema>([{ pattern: '^b' }, { format: 'date' }, { oneOf: [{ const: 'b' }] }])(
    'what %j forbids: it is told to readers and not checked',
    (schema) => {
      expect(refusal(schema, 'a')).toBeUndefined()
    },
  )
})

test('a long value is not repeated at length', () => {
  expect(refusal({ type: 'null' }, 'x'.repeat(10_000))?.length).toBeLessThan(150)
})
