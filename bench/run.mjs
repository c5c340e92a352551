/**
 * `npm run bench`: what things cost, as a table, and as JSON in bench/results/latest.json.
 * `npm run bench -- fanout` runs one part.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, release } from 'node:os'
import { benchFanout, benchStalled } from './fanout.mjs'
import { benchGate, benchReader, benchSplitter } from './parsers.mjs'
import { benchPattern } from './pattern.mjs'

const parts = {
  reader: benchReader,
  splitter: benchSplitter,
  gate: benchGate,
  pattern: benchPattern,
  fanout: benchFanout,
  stalled: benchStalled,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are: ${Object.keys(parts).join(', ')}`)
  process.exit(2)
}

const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  system: `${platform()} ${release()} ${arch()}`,
  node: process.version,
}
/** @type {Record<string, object[]>} */
const results = {}
for (const [name, bench] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stderr.write(`${name} ...\n`)
  const rows = [await bench()].flat()
  results[name] = rows
  console.log(`\n${name}`)
  console.table(rows.map(rounded))
}
const folder = new URL('results/', import.meta.url)
mkdirSync(folder, { recursive: true })
const file = new URL('latest.json', folder)
writeFileSync(file, `${JSON.stringify({ date: new Date(), machine, results }, null, 2)}\n`)
console.log(
  `\n${machine.cores} x ${machine.cpu}, Node ${machine.node}; written to bench/results/latest.json`,
)

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
