/**
 * What the decorators have in common: which members they can stand at.
 *
 * @module
 */
import { checkSpelling } from './affordances.ts'

/** As much of a decorator's context as says which member it stands at. */
interface Member {
  readonly name: string | symbol
  readonly static: boolean
  readonly private: boolean
}

/**
 * The name of a decorated member.
 *
 * @throws {TypeError} when nobody could reach it from outside: a private or static one, or a symbol.
 * @throws {RangeError} when it cannot be a part of a URL there.
 */
export function nameOf(
  decorator: string,
  { name, static: isStatic, private: isPrivate }: Member,
): string {
  if (isStatic || isPrivate || typeof name === 'symbol') {
    const got = isStatic ? 'a static one' : `${String(name)}`
    throw new TypeError(`Expected @${decorator}() at a public member with a name, got ${got}`)
  }
  checkSpelling(decorator === 'stream' ? 'streams' : 'properties', name)
  return name
}
