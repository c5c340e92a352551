/**
 * The members of a JSON message, looked at one by one: nothing that comes from outside is believed
 * to have the right type.
 *
 * @module
 */
import { LiveError } from './protocol.ts'

/** The members of a message. */
export type Fields = Readonly<Record<string, unknown>>

/** Takes a text message apart. @throws {LiveError} `INVALID_MESSAGE` when it is no object with a `type`. */
export function readFields(text: string): Fields & { readonly type: string } {
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('a JSON object', text)
  }
  const fields: Fields = { ...value }
  const type = fields['type']
  if (typeof type !== 'string') throw invalid('a "type"', text)
  return { ...fields, type }
}

/** A text of at most `max` characters. @throws {LiveError} `INVALID_MESSAGE`. */
export function textField(fields: Fields, name: string, max: number): string {
  const value = fields[name]
  if (typeof value === 'string' && value.length > 0 && value.length <= max) return value
  throw invalid(`"${name}" to be a text of 1 to ${max} characters`, value)
}

/** A finite number. @throws {LiveError} `INVALID_MESSAGE`. */
export function numberField(fields: Fields, name: string): number {
  const value = fields[name]
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw invalid(`"${name}" to be a number`, value)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function invalid(expected: string, got: unknown): LiveError {
  const told = typeof got === 'string' ? got : (JSON.stringify(got) ?? 'nothing')
  return new LiveError('INVALID_MESSAGE', `Expected ${expected}, got ${told.slice(0, 100)}`)
}
