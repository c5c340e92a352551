/**
 * How old the picture is at a viewer behind a link, over how old it has to be; and whether the frame
 * rate suffers, against a server that writes whenever the socket takes it, run in turn.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { cell, floorOf, grid, possibleRate, randomCells, setA } from './cells.mjs'
import { inTurn } from './jobs.mjs'
import { tryLink } from './link-run.mjs'
import { Progress } from './progress.mjs'
import { description, machine, markdownTable } from './report.mjs'
import { pacingCanBeChosen } from './server.mjs'
import { median, noLinks } from './tools.mjs'

/** @typedef {import('./cells.mjs').Cell} Cell */
/** @typedef {import('./link-run.mjs').Outcome} Outcome */
/** @typedef {import('./run.mjs').Options} Options */
/** @typedef {ReturnType<typeof rowOf>} Row */

const RUNS = 3
/** So many frames are the least for a p99. */
const FRAMES = 200
/** Always-write is run for its frame rate alone, and needs no p99. */
const LONGEST_ALWAYS = 30
const TARGETS = { p50: 1.15, p99: 2, rate: 0.97 }

/** @param {Options} options */
export async function benchLinks(options) {
  const reason = noLinks()
  if (reason) return [{ name: 'links', skipped: reason }]
  if (!pacingCanBeChosen()) process.stderr.write('links: no --pacing yet: both runs are the same\n')
  const cells = chosen(options)
  const runs = options.runs ?? RUNS
  const perCell = cells.map((cell) => runs * secondsOf(cell, options))
  const jobs = options.jobs ?? 1
  const planned = perCell.reduce((sum, seconds) => sum + seconds, 0)
  const progress = new Progress(planned, jobs)
  const rows = await inTurn(cells, jobs, (cell) => measure(cell, runs, options, progress))
  progress.done()
  keep(rows, options)
  return rows
}

/** @param {Options} options */
function chosen({ cells, random, grid: whole }) {
  if (cells) return cells.split(',').map(cell)
  if (random !== undefined) return randomCells(random)
  return whole ? grid() : setA()
}

/** How long one viewer watches. @param {Cell} cell @param {Options} options */
function watchSeconds(cell, { seconds }) {
  return seconds ?? Math.ceil(Math.max(10, 3 + (FRAMES * 1.05) / possibleRate(cell)))
}

/** How long one run of both pacings takes. @param {Cell} cell @param {Options} options */
function secondsOf(cell, options) {
  const seconds = watchSeconds(cell, options)
  return seconds + 2 + (options.always ? Math.min(seconds, LONGEST_ALWAYS) + 2 : 0)
}

/** @param {Cell} cell @param {number} runs @param {Options} options @param {Progress} progress */
async function measure(cell, runs, options, progress) {
  const seconds = watchSeconds(cell, options)
  /** @type {Outcome[]} */
  const ours = []
  /** @type {Outcome[]} */
  const always = []
  for (let run = 0; run < runs; run++) {
    progress.say(`${cell.name}, run ${run + 1} of ${runs}`)
    ours.push(...(await tryLink(cell, { seconds, pacing: 'auto', seed: run + 1 }, progress)))
    if (options.always) {
      const seldom = { seconds: Math.min(seconds, LONGEST_ALWAYS), seed: run + 1 }
      always.push(...(await tryLink(cell, { ...seldom, pacing: 'write' }, progress)))
    }
    progress.advance(secondsOf(cell, options))
  }
  const row = { ...rowOf(cell, ours, always), failedRuns: runs - ours.length }
  if (row.failedRuns > 0) row.verdict = `FAIL ${row.failedRuns} runs failed`
  progress.print(inALine(row))
  return row
}

/** @param {Row} row */
function inALine({ verdict, cell, p50Ratio, p99Ratio, fps, rateRatio }) {
  const share = rateRatio === undefined ? '' : `, ${(100 * rateRatio).toFixed(1)} % of always-write`
  const ages = `p50 ${p50Ratio.toFixed(2)} x, p99 ${p99Ratio.toFixed(2)} x floor`
  return `${verdict.padEnd(14)} ${cell}: ${ages}, ${fps.toFixed(2)} fps${share}`
}

/** Medians of the runs. @param {Cell} cell @param {Outcome[]} ours @param {Outcome[]} always */
function rowOf(cell, ours, always) {
  const floor = floorOf(cell)
  const p50 = middle(ours, ({ p50 }) => p50)
  const p99 = middle(ours, ({ p99 }) => p99)
  const fps = middle(ours, ({ rate }) => rate)
  const alwaysFps = always.length > 0 ? middle(always, ({ rate }) => rate) : undefined
  // More than the link carries is what had arrived before, held up behind a lost packet.
  const most = alwaysFps === undefined ? undefined : Math.min(alwaysFps, possibleRate(cell))
  const ratios = {
    p50Ratio: p50 / floor.p50,
    p99Ratio: p99 / floor.p99,
    rateRatio: most === undefined ? undefined : fps / most,
  }
  return {
    cell: cell.name,
    verdict: verdictOf(ratios),
    floorP50: floor.p50,
    p50,
    p50Ratio: ratios.p50Ratio,
    floorP99: floor.p99,
    p99,
    p99Ratio: ratios.p99Ratio,
    fps,
    alwaysFps,
    rateRatio: ratios.rateRatio,
    alwaysP50: always.length > 0 ? middle(always, ({ p50 }) => p50) : undefined,
    frames: middle(ours, ({ frames }) => frames),
    drops: median(ours.map(({ down }) => down.dropped)),
    busy: Math.max(...ours.map(({ busy }) => busy)),
    runs: ours.map(brief),
    alwaysRuns: always.map(brief),
  }
}

/** @param {{ p50Ratio: number, p99Ratio: number, rateRatio: number | undefined }} ratios */
function verdictOf({ p50Ratio, p99Ratio, rateRatio }) {
  // Not `>`: a run without frames gives NaN, which must not pass.
  const failed = [
    p50Ratio <= TARGETS.p50 ? '' : 'p50',
    p99Ratio <= TARGETS.p99 ? '' : 'p99',
    rateRatio === undefined || rateRatio >= TARGETS.rate ? '' : 'rate',
  ].filter(Boolean)
  return failed.length === 0 ? 'PASS' : `FAIL ${failed.join(' ')}`
}

/** @param {Outcome[]} outcomes @param {(viewer: import('./link-run.mjs').Watched) => number} pick */
function middle(outcomes, pick) {
  return median(outcomes.flatMap(({ viewers }) => viewers.map(pick)))
}

/** One run, for the JSON. @param {Outcome} outcome */
function brief({ viewers, down, busy, load }) {
  return { ...viewers[0], down, busy, load }
}

/** @param {Row[]} rows @param {Options} options */
function keep(rows, options) {
  const folder = new URL('results/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const whole = { date: new Date(), machine: machine(), load: loadavg(), options, rows }
  writeFileSync(new URL('links-latest.json', folder), `${JSON.stringify(whole, null, 2)}\n`)
  const text = markdown(rows, options)
  writeFileSync(new URL('links-latest.md', folder), text)
  const complete = !options.cells && options.random === undefined && !options.grid
  // Only what stands for the whole set may replace what is committed.
  if (complete && options.always) writeFileSync(new URL('links.md', folder), text)
}

/** @param {Row[]} rows @param {Options} options */
function markdown(rows, options) {
  const passed = rows.filter(({ verdict }) => verdict === 'PASS').length
  return `# Frame age on emulated links

${passed} of ${rows.length} cells pass. Made by \`npm run bench -- links\` on ${new Date().toISOString().slice(0, 10)}: ${description()}.
Medians of ${options.runs ?? RUNS} runs; ages in ms from the second frame of the connection on, frame rates after the first
2 s. *floor* is the least possible age, *always* the same server with \`--pacing write\`, run in turn.
Targets: p50 <= ${TARGETS.p50} x floor, p99 <= ${TARGETS.p99} x floor, frame rate >= ${100 * TARGETS.rate} % of always, or of\nwhat the link carries where always shows more: it counts what was held up behind lost packets before.
A cell reads: rate, one-way delay, router queue in KiB, frame in KB (at 30 fps), congestion control (cubic).

${markdownTable(rows.map(shown))}`
}

/** @param {Row} row */
function shown(row) {
  const ms = (/** @type {number | undefined} */ value) => value?.toFixed(value < 100 ? 1 : 0) ?? ''
  return {
    cell: row.cell,
    'floor p50': ms(row.floorP50),
    p50: ms(row.p50),
    'x floor': row.p50Ratio.toFixed(2),
    'floor p99': ms(row.floorP99),
    p99: ms(row.p99),
    'x floor ': row.p99Ratio.toFixed(2),
    fps: row.fps.toFixed(2),
    '% of always': row.rateRatio === undefined ? '' : (100 * row.rateRatio).toFixed(1),
    'always: p50': ms(row.alwaysP50),
    'router drops': `${row.drops}`,
    busy: `${(100 * row.busy).toFixed(0)} %`,
    verdict: row.verdict,
  }
}
