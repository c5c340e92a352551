/**
 * Which version of the server this is.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

let known: string | undefined

/** The version in the package's own description: `0.1.0`. */
export function version(): string {
  known ??= read()
  return known
}

function read(): string {
  // Two levels up from here in the sources and in the built package alike.
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}
