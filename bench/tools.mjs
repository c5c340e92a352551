/**
 * The C programs of the benchmarks: compiled once, or absent with a reason.
 *
 * @module
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
/** @type {Map<string, string>} */
const programs = new Map()

/** A C program of this folder, compiled; see {@link noPrograms}. @param {string} name @returns {string} */
export function own(name) {
  const known = programs.get(name)
  if (known) return known
  const source = join(here, `${name}.c`)
  const version = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12)
  // A folder for each version: another tree may be measuring with an older one.
  const folder = join(tmpdir(), 'zoetrope-bench', version)
  mkdirSync(folder, { recursive: true })
  const program = join(folder, name)
  // Under a name of its own first: another benchmark may be running the program.
  const fresh = `${program}.${process.pid}`
  execFileSync('cc', ['-O2', '-o', fresh, source])
  renameSync(fresh, program)
  programs.set(name, program)
  return program
}

/** Why the C programs cannot be had here; `undefined` where they can. @returns {string | undefined} */
export function noPrograms() {
  if (platform() !== 'linux') return 'needs Linux: the programs that measure use epoll'
  if (spawnSync('cc', ['--version']).status !== 0) return 'needs a C compiler: apt-get install gcc'
  return undefined
}

/** Why no link can be emulated here; `undefined` where one can. @returns {string | undefined} */
export function noLinks() {
  const reason = noPrograms()
  if (reason) return reason
  if (process.getuid?.() !== 0) return 'needs root, for network namespaces: sudo npm run bench'
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK)
  } catch {
    return 'needs /dev/net/tun: modprobe tun, and in a container --device /dev/net/tun'
  }
  return undefined
}

/** @param {number[]} values @returns {number} */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
