/**
 * What the configuration's schema has to say about a file, as somebody who edits it wants to read
 * it: which key, what it says, what it should say.
 *
 * @module
 */
import type * as z from 'zod'
import { suggest } from './suggestion.ts'

type Path = readonly PropertyKey[]

/** One thing wrong in a configuration. */
export interface Complaint {
  /** The key it is about. */
  readonly path: Path
  /** Whether it is about the key itself rather than its value. */
  readonly aboutKey: boolean
  /** What is wrong, to be followed by what was found if it is about a value. */
  readonly text: string
}

/**
 * The complaints of a failed check, each once.
 *
 * @param value is what was checked.
 * @param keysAt tells the keys that the settings at a path may have.
 */
export function complaintsOf(
  error: z.ZodError,
  value: unknown,
  keysAt: (path: Path) => readonly string[],
): Complaint[] {
  const found = error.issues.flatMap((issue) => fromIssue(issue, value, keysAt))
  const byText = new Map(found.map((each) => [`${pathText(each.path)} ${each.text}`, each]))
  return [...byText.values()]
}

/** A key's path in words: `cameras.front.linger`, `server.allowHosts[1]`. */
export function pathText(path: Path): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
}

function fromIssue(
  issue: z.core.$ZodIssue,
  value: unknown,
  keysAt: (path: Path) => readonly string[],
): Complaint[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(issue.path)
    return issue.keys.map((key) => unknownKey([...issue.path, key], key, known))
  }
  if (issue.code === 'invalid_key') {
    const text = issue.issues[0]?.message ?? issue.message
    return [{ path: issue.path, aboutKey: true, text }]
  }
  if (issue.code === 'invalid_union') {
    return unionIssues(issue, value).flatMap((inner) => fromIssue(inner, value, keysAt))
  }
  return [{ path: issue.path, aboutKey: false, text: `expected ${issue.message}` }]
}

function unknownKey(path: Path, key: string, known: readonly string[]): Complaint {
  const meant = suggest(key, known)
  const advice = meant ? `did you mean ${meant}?` : `the keys here are ${known.join(', ')}`
  return { path, aboutKey: true, text: `is not a known key; ${advice}` }
}

/** A camera is a text or settings: whoever wrote settings wants to hear about those. */
function unionIssues(issue: z.core.$ZodIssueInvalidUnion, value: unknown): z.core.$ZodIssue[] {
  const at = valueAt(value, issue.path)
  const wroteSettings = typeof at === 'object' && at !== null && !Array.isArray(at)
  const branch = issue.errors[wroteSettings ? 1 : 0] ?? []
  return branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
}

/** What stands at a path of a value; `undefined` where nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inside, key) => {
    if (typeof inside !== 'object' || inside === null) return undefined
    return Reflect.get(inside, key)
  }, value)
}
