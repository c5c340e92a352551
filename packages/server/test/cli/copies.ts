/**
 * Copies of the built packages that find another koffi than the one that is installed here, or none.
 *
 * @module
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url))
const PACKAGES = fileURLToPath(new URL('../../..', import.meta.url))
/** What is not linked: the packages themselves, which are copied, and koffi with its binaries. */
const APART = new Set(['zoetrope', '@zoetrope', 'koffi', '@koromix', '.bin'])

/**
 * The command in a copy, as it was built.
 *
 * @param koffi the source of what `require('koffi')` finds there; nothing is found without.
 */
export function copyWith(koffi?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'zoetrope-copy-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  for (const name of readdirSync(MODULES)) {
    if (!APART.has(name)) symlinkSync(join(MODULES, name), join(modules, name))
  }
  copy('zoetrope', join(modules, 'zoetrope'))
  copy('server', join(modules, '@zoetrope/server'))
  // Where the tree has several versions of a package, the server's own lie with it.
  const own = join(PACKAGES, 'server/node_modules')
  if (existsSync(own)) symlinkSync(own, join(modules, '@zoetrope/server/node_modules'))
  if (koffi !== undefined) {
    mkdirSync(join(modules, 'koffi'))
    writeFileSync(join(modules, 'koffi/index.js'), koffi)
  }
  return join(modules, '@zoetrope/server/bin/zoetrope.js')
}

function copy(name: string, to: string): void {
  for (const part of ['package.json', 'bin', 'dist']) {
    const from = join(PACKAGES, name, part)
    if (part !== 'bin' || name === 'server') cpSync(from, join(to, part), { recursive: true })
  }
}
