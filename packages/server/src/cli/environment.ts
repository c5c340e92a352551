/**
 * `${NAME}` in a configuration file: the value of an environment variable, so that passwords need
 * not stand in the file. `$${` is a `${` that means itself.
 *
 * @module
 */
import { type Document, isScalar, type Scalar, visit } from 'yaml'

/** A variable that a text asks for and that is not set. */
export interface Unset {
  readonly variable: string
  /** The text that asks for it. */
  readonly scalar: Scalar
}

type Environment = Readonly<Record<string, string | undefined>>

const REFERENCE = /(\$?)\$\{([^}]*)\}/g

/**
 * Puts the variables' values into every text of the document (not into keys), in place. Returns
 * those that are not set. A variable that stands alone and unquoted may also give a number or a
 * boolean: `port: ${PORT}`.
 */
export function substitute(document: Document, environment: Environment): Unset[] {
  const unset: Unset[] = []
  visit(document, {
    Pair: (_, pair) => {
      if (isScalar(pair.value)) unset.push(...fill(pair.value, environment))
    },
    Seq: (_, list) => {
      for (const item of list.items) if (isScalar(item)) unset.push(...fill(item, environment))
    },
  })
  return unset
}

function fill(scalar: Scalar, environment: Environment): Unset[] {
  if (typeof scalar.value !== 'string') return []
  const whole = scalar.type === 'PLAIN' && /^\$\{[^}]*\}$/.test(scalar.value)
  const unset: Unset[] = []
  const text = scalar.value.replace(REFERENCE, (reference, shielded: string, variable: string) => {
    if (shielded) return reference.slice(1)
    const value = environment[variable]
    if (value === undefined) unset.push({ variable, scalar })
    return value ?? ''
  })
  scalar.value = whole ? plain(text) : text
  return unset
}

function plain(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : text
}
