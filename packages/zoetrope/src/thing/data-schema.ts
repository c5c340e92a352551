/**
 * What a value may be, in the words of a Thing Description: a small part of JSON Schema.
 *
 * A schema tells people and programs more than is checked here. What is checked is what a sender can
 * get wrong by accident: the type, the range, the choice, the members. `pattern`, `format`,
 * `multipleOf` and `oneOf` are told and not checked.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'

/** Schema type -> what it is in TypeScript. */
export interface SchemaTypes {
  readonly boolean: boolean
  readonly integer: number
  readonly number: number
  readonly string: string
  readonly object: object
  readonly array: readonly unknown[]
  readonly null: null
}

/** The types that a schema can name. */
export type SchemaType = keyof SchemaTypes

/** A data schema of a Thing Description 1.1. */
export interface DataSchema<Type extends SchemaType = SchemaType> {
  /** @default any value */
  readonly type?: Type | undefined
  readonly title?: string | undefined
  readonly description?: string | undefined
  /** Of a number, for people and programs: `ms`, `celsius`, `om:metre`. */
  readonly unit?: string | undefined
  readonly default?: unknown
  readonly const?: unknown
  /** The values that there are. */
  readonly enum?: readonly unknown[] | undefined
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
  readonly exclusiveMinimum?: number | undefined
  readonly exclusiveMaximum?: number | undefined
  /** Characters of a string. */
  readonly minLength?: number | undefined
  /** Characters of a string. */
  readonly maxLength?: number | undefined
  /** Each item of an array. */
  readonly items?: DataSchema | undefined
  readonly minItems?: number | undefined
  readonly maxItems?: number | undefined
  /** The members of an object, by name. Others are let through. */
  readonly properties?: Readonly<Record<string, DataSchema>> | undefined
  /** The members that an object must have. */
  readonly required?: readonly string[] | undefined
  /** Told, not checked. */
  readonly multipleOf?: number | undefined
  /** Told, not checked. */
  readonly pattern?: string | undefined
  /** Told, not checked: `date-time`. */
  readonly format?: string | undefined
  /** Told, not checked. */
  readonly oneOf?: readonly DataSchema[] | undefined
  /** Of a string: `image/png`. Told, not checked. */
  readonly contentMediaType?: string | undefined
  /** Of a string: `base64`. Told, not checked. */
  readonly contentEncoding?: string | undefined
}

/** Thrown for a value that its schema does not allow; code `INVALID_VALUE`. */
export class ValueError extends ZoetropeError {
  /** Where in the value, from its name on: `exposure`, `region.width`, `points[2]`. */
  readonly path: string
  /** What would have been right, in words: `a number from 0 to 100`. */
  readonly expected: string

  constructor(path: string, { value, expected }: { value: unknown; expected: string }) {
    super('INVALID_VALUE', `Expected ${path} to be ${expected}, got ${written(value)}`)
    this.path = path
    this.expected = expected
  }
}

/**
 * Checks a value that came as JSON.
 *
 * @param path What it is called in the message: the property's name.
 * @throws {ValueError}
 */
export function checkValue(schema: DataSchema, value: unknown, path: string): void {
  if (!isAllowed(schema, value)) throw new ValueError(path, { value, expected: wordsOf(schema) })
  if (Array.isArray(value)) checkItems(schema, value, path)
  else if (isObject(value)) checkMembers(schema, value, path)
}

function checkItems({ items }: DataSchema, values: readonly unknown[], path: string): void {
  if (!items) return
  for (const [place, value] of values.entries()) checkValue(items, value, `${path}[${place}]`)
}

function checkMembers(
  { properties = {}, required = [] }: DataSchema,
  value: object,
  path: string,
): void {
  for (const name of required) {
    if (Object.hasOwn(value, name)) continue
    const { [name]: schema = {} } = properties
    throw new ValueError(`${path}.${name}`, { value: undefined, expected: wordsOf(schema) })
  }
  for (const [name, member] of Object.entries(value)) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (schema) checkValue(schema, member, `${path}.${name}`)
  }
}

function isAllowed(schema: DataSchema, value: unknown): boolean {
  const { type, enum: choices } = schema
  if (type && !hasType[type](value)) return false
  if (choices && !choices.some((choice) => isSame(choice, value))) return false
  if (schema.const !== undefined && !isSame(schema.const, value)) return false
  if (typeof value === 'number') return isWithinRange(schema, value)
  if (typeof value === 'string')
    return isLong([...value].length, schema.minLength, schema.maxLength)
  return !Array.isArray(value) || isLong(value.length, schema.minItems, schema.maxItems)
}

const hasType: Readonly<Record<SchemaType, (value: unknown) => boolean>> = {
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  object: isObject,
  array: (value) => Array.isArray(value),
  null: (value) => value === null,
}

function isWithinRange(schema: DataSchema, value: number): boolean {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema
  const { exclusiveMinimum: above, exclusiveMaximum: below } = schema
  if (value < minimum || value > maximum) return false
  return (above === undefined || value > above) && (below === undefined || value < below)
}

function isLong(length: number, least = 0, most = Number.POSITIVE_INFINITY): boolean {
  return length >= least && length <= most
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Of two values that JSON can hold, whether they are the same; objects by the order of their members too. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** What a schema allows, in words. */
function wordsOf(schema: DataSchema): string {
  if (schema.const !== undefined) return written(schema.const)
  if (schema.enum) return `one of ${schema.enum.map(written).join(', ')}`
  const noun = schema.type ? nouns[schema.type] : 'a value'
  return [noun, ...limitsOf(schema)].join(' ')
}

const nouns: Readonly<Record<SchemaType, string>> = {
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  string: 'a string',
  object: 'an object',
  array: 'an array',
  null: 'null',
}

function limitsOf(schema: DataSchema): string[] {
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema
  if (type === 'string') return spanOf('characters', schema.minLength, schema.maxLength)
  if (type === 'array') return spanOf('items', schema.minItems, schema.maxItems)
  if (type !== 'number' && type !== 'integer') return []
  return [
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(maximum === undefined ? [] : [`${minimum === undefined ? 'up ' : ''}to ${maximum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]),
  ]
}

function spanOf(what: string, least: number | undefined, most: number | undefined): string[] {
  if (least === undefined && most === undefined) return []
  if (most === undefined) return [`of at least ${least} ${what}`]
  return [least === undefined ? `of at most ${most} ${what}` : `of ${least} to ${most} ${what}`]
}

function written(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 100) ?? 'nothing'
}
