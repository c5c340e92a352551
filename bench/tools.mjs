/**
 * The measuring tools that live beside the repository: found, compiled once, or absent with a reason.
 *
 * @module
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder =
  process.env['ZOETROPE_TOOLS'] ?? fileURLToPath(new URL('../../shared/tools', import.meta.url))

/**
 * @param {string} name of a C program, without its ending
 * @returns {string | undefined} the compiled program's path; `undefined` where it cannot be had
 */
export function compiled(name) {
  const source = join(folder, `${name}.c`)
  if (!existsSync(source) || spawnSync('cc', ['--version']).status !== 0) return undefined
  const out = join(tmpdir(), 'zoetrope-bench')
  mkdirSync(out, { recursive: true })
  const program = join(out, name)
  execFileSync('cc', ['-O2', '-o', program, source, '-lm'])
  return program
}

/** Why {@link compiled} gave nothing. */
export const MISSING = `needs a C compiler, and the tools in ${folder} (or where ZOETROPE_TOOLS says)`

/** @param {number[]} values @returns {number} */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
