/**
 * The hashes of digest authentication, where the platform has them: Node, Bun and Deno do. Browsers
 * have no MD5, nor anything that answers at once.
 *
 * @module
 */

/** Text, one character a byte, as a hexadecimal hash. */
export type Hash = (text: string) => string

/** What is used of the platform. */
interface Platform {
  readonly process?: { getBuiltinModule?(name: 'node:crypto'): NodeCrypto | undefined }
}

interface NodeCrypto {
  createHash(name: string): {
    update(text: string, encoding: 'latin1'): { digest(encoding: 'hex'): string }
  }
}

/** As challenges call it, in lower case -> as the platform does. */
const NAMES: Readonly<Record<string, string>> = {
  md5: 'md5',
  'sha-256': 'sha256',
  'sha-512-256': 'sha512-256',
}

/** The hash that a challenge calls `algorithm`; `undefined` where it is not known here. */
export function hashOf(algorithm: string): Hash | undefined {
  const name = NAMES[algorithm.toLowerCase()]
  // What is not imported keeps this module loadable everywhere; browsers know no `process`.
  const { process }: Platform = globalThis as Platform
  const crypto = process?.getBuiltinModule?.('node:crypto')
  if (!name || !crypto) return undefined
  return (text) => crypto.createHash(name).update(text, 'latin1').digest('hex')
}
