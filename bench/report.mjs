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

/** @param {Record<string, string>[]} rows all with the keys of the first @returns {string} */
export function markdownTable(rows) {
  const names = Object.keys(rows[0] ?? {})
  const lines = rows.map((row) => names.map((name) => row[name] ?? ''))
  const rule = names.map((_, at) => (at === 0 ? '---' : '--:'))
  return [names.map((name) => name.trim()), rule, ...lines]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('')
}
