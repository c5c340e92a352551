/**
 * The C programs of the benchmarks: found, compiled once, or absent with a reason.
 *
 * @module
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, renameSync } from 'node:fs'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const beside = process.env['ZOETROPE_TOOLS'] ?? join(here, '../../shared/tools')

/**
 * @param {string} name of a C program that lives beside the repository, without its ending
 * @returns {string | undefined} the compiled program's path; `undefined` where it cannot be had
 */
export function compiled(name) {
  return compile(beside, name)
}

/** Why {@link compiled} gave nothing. */
export const MISSING = `needs a C compiler, and the tools in ${beside} (or where ZOETROPE_TOOLS says)`

/** A C program of this folder, compiled. @param {string} name @returns {string} */
export function own(name) {
  const program = compile(here, name)
  if (!program) throw new Error(`Expected a C compiler for ${name}.c: apt-get install gcc`)
  return program
}

/** Why no link can be emulated here; `undefined` where one can. @returns {string | undefined} */
export function noLinks() {
  if (platform() !== 'linux') return 'needs Linux: network namespaces and TUN devices'
  if (process.getuid?.() !== 0) return 'needs root, for network namespaces: sudo npm run bench'
  if (spawnSync('cc', ['--version']).status !== 0) return 'needs a C compiler: apt-get install gcc'
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK)
  } catch {
    return 'needs /dev/net/tun: modprobe tun, and in a container --device /dev/net/tun'
  }
  return undefined
}

/** @type {Map<string, string>} */
const programs = new Map()

/** @param {string} folder @param {string} name */
function compile(folder, name) {
  const source = join(folder, `${name}.c`)
  if (!existsSync(source) || spawnSync('cc', ['--version']).status !== 0) return undefined
  const out = join(tmpdir(), 'zoetrope-bench')
  mkdirSync(out, { recursive: true })
  const known = programs.get(source)
  if (known) return known
  // Under a name of its own first: another benchmark may be running the program.
  const program = join(out, name)
  execFileSync('cc', ['-O2', '-o', `${program}.${process.pid}`, source, '-lm'])
  renameSync(`${program}.${process.pid}`, program)
  programs.set(source, program)
  return program
}

/** @param {number[]} values @returns {number} */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
