/**
 * Where the runtimes lie that npm has brought. What stands in their `.bin` is a stub, until a script
 * has run, and none does here: see .npmrc.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const { platform, arch } = process
const places = {
  bun: `@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}/bin/bun`,
  deno: `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}/deno`,
}

/** The path of a runtime's program, or `undefined` where it was not installed. */
export function runtime(name: keyof typeof places): string | undefined {
  const path = fileURLToPath(new URL(`node_modules/${places[name]}`, import.meta.url))
  return existsSync(path) ? path : undefined
}

/** Whether the frameworks and runtimes are here; says how to get them where they are not. */
export function areInstalled(): boolean {
  if (existsSync(new URL('node_modules/.package-lock.json', import.meta.url))) return true
  console.warn('skipped: the frameworks are missing; npm ci --prefix test/adapters')
  return false
}
