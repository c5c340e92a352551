/**
 * What one delivered frame costs the server, as a ratio to a C program that does nothing but
 * `send()`, both measured in turn in one run: these machines are noisy, ratios are not.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, residentBytes, start, startZoetrope } from './server.mjs'
import { compiled, MISSING, median } from './tools.mjs'

const run = promisify(execFile)
const PATTERN = 'pattern:?size=640x480&fps=30&bytes=47000'

/**
 * @param {{ viewers?: number, rounds?: number, seconds?: number }} options
 * @returns {Promise<object[]>} rows for the table
 */
export async function benchFanout({ viewers = 200, rounds = 5, seconds = 6 } = {}) {
  const loadgen = compiled('loadgen')
  const floor = compiled('floor')
  if (!loadgen || !floor) return [{ name: 'fan-out', skipped: MISSING }]
  const frames = await writeFrames(40)
  try {
    return await compare({ loadgen, floor, frames, viewers, rounds, seconds })
  } finally {
    rmSync(frames, { recursive: true })
  }
}

/**
 * What loadgen prints of one run.
 *
 * @typedef {{ server_us_per_frame: number, fps_p50: number, fps_total: number, seconds: number,
 *   gaps: number, lat_ms: { p50: number, p99: number } }} Load
 */

/** @param {{ loadgen: string, floor: string, frames: string, viewers: number, rounds: number, seconds: number }} setup */
async function compare({ loadgen, floor, frames, viewers, rounds, seconds }) {
  const args = ['-n', `${viewers}`, '-t', `${seconds}`]
  /** @type {{ low: Load, ours: Load }[]} */
  const pairs = []
  for (let round = 0; round < rounds; round++) {
    const port = await freePort()
    const bare = await start(floor, [`${port}`, '30', frames], port)
    const low = await load(loadgen, bare, args, '/').finally(bare.stop)
    const server = await startZoetrope([PATTERN])
    pairs.push({ low, ours: await load(loadgen, server, args).finally(server.stop) })
  }
  const ratios = pairs.map(({ low, ours }) => ours.server_us_per_frame / low.server_us_per_frame)
  const floors = pairs.map(({ low }) => low)
  const all = pairs.map(({ ours }) => ours)
  return [
    summary(`floor.c, ${viewers} viewers`, floors),
    { ...summary(`zoetrope, ${viewers} viewers`, all), timesFloor: median(ratios), ratios },
  ]
}

/**
 * 300 viewers that read nothing beside 50 that read: the readers lose nothing, the process stays small.
 *
 * @returns {Promise<object[]>}
 */
export async function benchStalled({ readers = 50, stalled = 300, seconds = 8 } = {}) {
  const loadgen = compiled('loadgen')
  if (!loadgen) return [{ name: 'stalled viewers', skipped: MISSING }]
  const server = await startZoetrope([PATTERN])
  try {
    const alone = await load(loadgen, server, ['-n', `${readers}`, '-t', `${seconds}`])
    const before = residentBytes(server.pid)
    // The kernel takes some ten megabytes for each before it counts as stalled, and is short of
    // memory until then: floor.c loses frames in those seconds too.
    const crowd = ['-n', `${readers}`, '-s', `${stalled}`, '-w', '20', '-t', `${seconds}`]
    const loading = load(loadgen, server, crowd)
    const sizes = [before]
    const watch = setInterval(() => sizes.push(residentBytes(server.pid)), 250)
    const beside = await loading.finally(() => clearInterval(watch))
    const grown = (/** @type {number | undefined} */ size) => ((size ?? before) - before) / 1e6
    const memory = { grownMB: grown(sizes.at(-1)), peakMB: grown(Math.max(...sizes)) }
    return [
      summary(`${readers} readers alone`, [alone]),
      { ...summary(`${readers} readers beside ${stalled} stalled`, [beside]), ...memory },
    ]
  } finally {
    await server.stop()
  }
}

/**
 * @param {string} loadgen
 * @param {{ pid: number, url: string }} server
 * @param {string[]} args
 * @returns {Promise<Load>}
 */
async function load(loadgen, { pid, url }, args, path = '/stream') {
  const { stdout } = await run(loadgen, ['-p', `${pid}`, '-w', '2', ...args, `${url}${path}`])
  return JSON.parse(stdout)
}

/** @param {string} name @param {Load[]} rows */
function summary(name, rows) {
  const of = (/** @type {(row: Load) => number} */ pick) => median(rows.map(pick))
  return {
    name,
    usPerFrame: of((row) => row.server_us_per_frame),
    fps: of((row) => row.fps_p50),
    gapsPercent: of((row) => (100 * row.gaps) / (row.fps_total * row.seconds + row.gaps)),
    p50ms: of((row) => row.lat_ms.p50),
    p99ms: of((row) => row.lat_ms.p99),
  }
}

/** Frames of the pattern as files, for floor.c. @param {number} count @returns {Promise<string>} */
async function writeFrames(count) {
  const { openSource } = await import('../packages/zoetrope/dist/node/index.js')
  const folder = mkdtempSync(join(tmpdir(), 'zoetrope-frames-'))
  const source = await openSource(PATTERN)
  let n = 0
  for await (const captured of source.open(new AbortController().signal)) {
    const jpeg = 'jpeg' in captured ? captured.jpeg : captured
    writeFileSync(join(folder, `${String(n).padStart(3, '0')}.jpg`), jpeg)
    n += 1
    if (n === count) break
  }
  return folder
}
