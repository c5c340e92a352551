/**
 * `npm run bench`: what things cost, as a table, and as JSON in bench/results/latest.json.
 * `npm run bench -- fanout` runs one part; README.md beside this file tells all of them.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { cell } from './cells.mjs'
import { benchFanout, benchLatency } from './fanout.mjs'
import { benchLinksCheck } from './link-check.mjs'
import { benchLinks } from './links.mjs'
import { benchGate, benchReader, benchSplitter } from './parsers.mjs'
import { benchPattern } from './pattern.mjs'
import { description, machine, markdownTable } from './report.mjs'
import {
  benchDrop,
  benchLive,
  benchLoss,
  benchNginx,
  benchRise,
  benchThree,
  benchVanish,
  benchWindow,
} from './scenarios.mjs'
import { benchCrowd, benchStalled } from './stalled.mjs'
import { benchThreads } from './threads.mjs'

/**
 * What may follow the names of the parts, for those that measure links.
 *
 * @typedef {object} Options
 * @property {string | undefined} cells names, with commas between
 * @property {number | undefined} random seed of twelve cells
 * @property {boolean} grid every cell there is
 * @property {boolean} always whether always-write is run too
 * @property {number | undefined} runs of each cell
 * @property {number | undefined} seconds of each run
 * @property {number | undefined} jobs cells at a time
 */

/** What runs where no part is named: minutes, not an hour. */
const usual = {
  reader: () => benchReader(),
  splitter: () => benchSplitter(),
  gate: () => benchGate(),
  pattern: () => benchPattern(),
  threads: () => benchThreads(),
  fanout: benchFanout,
  latency: benchLatency,
  stalled: benchStalled,
  crowd: benchCrowd,
}

/** @type {Record<string, (options: Options) => object[] | Promise<object[]>>} */
const parts = {
  ...usual,
  'links-check': benchLinksCheck,
  links: benchLinks,
  drop: benchDrop,
  rise: benchRise,
  three: benchThree,
  loss: benchLoss,
  window: benchWindow,
  vanish: benchVanish,
  live: benchLive,
  nginx: benchNginx,
}

const { values, positionals: named } = parseArgs({
  allowPositionals: true,
  options: {
    cells: { type: 'string' },
    random: { type: 'string' },
    grid: { type: 'boolean', default: false },
    'no-always': { type: 'boolean', default: false },
    runs: { type: 'string' },
    seconds: { type: 'string' },
    jobs: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
})
/** @type {Options} */
const options = {
  cells: cellNames(values.cells),
  random: optionalNumber('random', values.random),
  grid: values.grid,
  always: !values['no-always'],
  runs: optionalNumber('runs', values.runs),
  seconds: optionalNumber('seconds', values.seconds),
  jobs: optionalNumber('jobs', values.jobs),
}

const unknown = named.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are: ${Object.keys(parts).join(', ')}`)
  process.exit(2)
}

const [load = 0] = loadavg()
const wanted = named.length > 0 ? named : Object.keys(usual)
/** @type {Record<string, object[]>} */
const results = {}
for (const [name, bench] of Object.entries(parts)) {
  if (!wanted.includes(name)) continue
  process.stderr.write(`${name} ...\n`)
  const rows = await bench(options)
  results[name] = rows
  console.log(`\n${name}`)
  console.table(rows.map(rounded))
}
const folder = new URL('results/', import.meta.url)
mkdirSync(folder, { recursive: true })
const file = new URL('latest.json', folder)
const whole = { date: new Date(), machine: machine(), load, results }
writeFileSync(file, `${JSON.stringify(whole, null, 2)}\n`)
console.log(`\n${description()}; written to bench/results/latest.json`)
if (load > 1) console.log(`The machine was busy: load average ${load.toFixed(2)} at the start`)
for (const [name, rows] of Object.entries(results)) {
  // links writes a table of its own.
  if (values.keep && name !== 'links') keep(name, rows)
}

/** Writes a part's table to where it can be committed. @param {string} name @param {object[]} rows */
function keep(name, rows) {
  const call = `npm run bench -- ${process.argv.slice(2).join(' ')}`
  const made = `Made by \`${call}\` on ${new Date().toISOString().slice(0, 10)}`
  const cells = rows.map((row) =>
    Object.fromEntries(Object.entries(rounded(row)).map(([key, value]) => [key, `${value ?? ''}`])),
  )
  const text = `# ${name}\n\n${made}: ${description()}.\n\n${markdownTable(cells)}`
  writeFileSync(new URL(`${name}.md`, folder), text)
}

/** @param {object} row */
function rounded(row) {
  const entries = Object.entries(row).filter(([, value]) => !Array.isArray(value))
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      typeof value === 'number' ? Number(value.toPrecision(4)) : value,
    ]),
  )
}

/** @param {string | undefined} text */
function cellNames(text) {
  try {
    text?.split(',').map(cell)
    return text
  } catch (error) {
    console.error(error instanceof Error ? `--cells: ${error.message}` : error)
    return process.exit(2)
  }
}

/** @param {string} name @param {string | undefined} text */
function optionalNumber(name, text) {
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return Number(text)
  console.error(`--${name}: expected a whole number, got ${text}`)
  return process.exit(2)
}
