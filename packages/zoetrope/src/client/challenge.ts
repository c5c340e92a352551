/**
 * The challenges of a `WWW-Authenticate` header: what a server that answered 401 wants to hear.
 *
 * Several challenges share one header, separated by the same commas as their parameters, so only
 * reading from left to right tells where the next one begins (RFC 9110, 11.6.1).
 *
 * @module
 */

/** One way to authenticate that a server offers. */
export interface Challenge {
  /** In lower case: `basic`, `digest`. */
  readonly scheme: string
  /** Names in lower case, values unquoted. */
  readonly parameters: ReadonlyMap<string, string>
}

const TOKEN = "[\\w!#$%&'*+.^`|~-]+"
const PARAMETER = new RegExp(`(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,"]*))`, 'y')
const SCHEME = new RegExp(`(${TOKEN})(?:\\s+[\\w.~+/-]+=*(?=\\s*(?:,|$)))?`, 'y')
const SEPARATOR = /[\s,]*/y

/** Reads a header's value, `null` where there was none. What follows a syntax error is left out. */
export function parseChallenges(header: string | null): Challenge[] {
  const text = header ?? ''
  const challenges: Challenge[] = []
  let parameters = new Map<string, string>()
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) at = pattern.lastIndex
    return match
  }
  for (take(SEPARATOR); at < text.length; take(SEPARATOR)) {
    const parameter = challenges.length > 0 ? take(PARAMETER) : null
    if (parameter) {
      const [, name = '', quoted, bare = ''] = parameter
      parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare)
      continue
    }
    const scheme = take(SCHEME)?.[1]
    if (!scheme) break
    parameters = new Map()
    challenges.push({ scheme: scheme.toLowerCase(), parameters })
  }
  return challenges
}
