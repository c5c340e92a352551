/**
 * Lets cameras fail as often as the issue of a year would: every fault suite in its long form, and a
 * table of how long viewers were without live pictures. `npm test` runs the same, a few times each.
 *
 *     npm run faults                       all of test/faults
 *     npm run faults -- capture            the suites whose name begins so
 *     npm run faults -- --json faults.json the figures as well, for programs
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** @typedef {{ median: number, max: number }} Spread */
/** @typedef {{ memory: number, descriptors: number, timers: number, processes: number }} Holdings */
/**
 * @typedef {{ fault: string, cycles: number, viewers: number, outage: Spread, recovery: Spread,
 *   before: Holdings, after: Holdings }} Figures
 */

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' } },
  allowPositionals: true,
})
const suites =
  positionals.length > 0 ? positionals.map((name) => `test/faults/${name}`) : ['test/faults']
const folder = mkdtempSync(join(tmpdir(), 'zoetrope-faults-'))
const file = join(folder, 'figures')
const began = performance.now()
const { status } = spawnSync(
  'npx',
  [
    ...['vitest', 'run', ...suites],
    ...['--reporter=verbose', '--disable-console-intercept', '--silent=false'],
  ],
  { stdio: 'inherit', env: { ...process.env, ZOETROPE_LONG: '1', ZOETROPE_FAULT_FIGURES: file } },
)
const figures = existsSync(file) ? read(file) : []
rmSync(folder, { recursive: true })
print(figures)
console.log(`\n${Math.round((performance.now() - began) / 1000)} s`)
if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, undefined, 2)}\n`)
process.exit(status ?? 1)

/** @param {string} path @returns {Figures[]} */
function read(path) {
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line))
}

/** @param {Figures[]} all */
function print(all) {
  const rows = all.map(({ fault, cycles, outage, recovery, before, after }) => [
    fault,
    `${cycles}`,
    `${outage.median} / ${outage.max}`,
    `${recovery.median} / ${recovery.max}`,
    difference(before.processes, after.processes),
    difference(before.descriptors, after.descriptors),
    difference(before.timers, after.timers),
    difference(Math.round(before.memory / 1024), Math.round(after.memory / 1024)),
  ])
  const head = ['fault', 'times', 'dark, ms', 'after restart, ms']
  const table = [[...head, 'processes', 'descriptors', 'timers', 'KiB'], ...rows]
  const widths = head.concat('', '', '', '').map((_, column) => widest(table, column))
  console.log(
    '\nHow long viewers had no live picture, median / max, and what the server held more:\n',
  )
  for (const row of table) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  }
}

/** @param {string[][]} table @param {number} column */
function widest(table, column) {
  return Math.max(...table.map((row) => row[column]?.length ?? 0))
}

/** @param {number} before @param {number} after */
function difference(before, after) {
  return after > before ? `+${after - before}` : `${after - before}`
}
