/**
 * What the results are written with: the machine they are from, and tables.
 *
 * @module
 */
import { arch, cpus, platform, release } from 'node:os'

/** What a result must name to be compared with. */
export function machine() {
  return {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
  }
}

/** The same in a few words. @returns {string} */
export function description() {
  const { cpu, cores, system, node } = machine()
  return `${cores} x ${cpu}, ${system}, Node ${node}`
}

/** @param {Record<string, string>[]} rows with a column for every key that one of them has @returns {string} */
export function markdownTable(rows) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = rows.map((row) => names.map((name) => row[name] ?? ''))
  const rule = names.map((_, at) => (at === 0 ? '---' : '--:'))
  return [names.map((name) => name.trim()), rule, ...lines]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('')
}
