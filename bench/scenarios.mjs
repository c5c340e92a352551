/**
 * Links that do something: the rate falls or rises tenfold in mid-stream, three viewers share one
 * link, packets are lost at random, the viewer's own window is small, the link is cut.
 *
 * Each is run with our pacing and with always-write in turn; what is judged is the median of the runs.
 *
 * @module
 */
import { cell } from './cells.mjs'
import { inTurn } from './jobs.mjs'
import {
  CLIMB,
  HOLD,
  judgeDrop,
  judgeLive,
  judgeLoss,
  judgeRise,
  judgeThree,
  judgeVanish,
  judgeWindow,
  SETTLE,
} from './judge.mjs'
import { tryLink } from './link-run.mjs'
import { Progress } from './progress.mjs'
import { noNginx } from './proxy.mjs'
import { noLinks } from './tools.mjs'

/** @typedef {import('./cells.mjs').Cell} Cell */
/** @typedef {import('./link-run.mjs').LinkOptions} LinkOptions */
/** @typedef {import('./run.mjs').Options} Options */
/** @typedef {import('./judge.mjs').Pair} Pair */
/** @typedef {import('./judge.mjs').Row} Row */

/** When the rate changes, in seconds after the viewer began. */
const CHANGE = 8
/** Bytes of receive buffer that a viewer with a small window asks for; the kernel doubles it, and half of that is window. */
const WINDOW = 65_536

/** The rate falls to a tenth. @param {Options} options @returns {Promise<Row[]>} */
export function benchDrop(options) {
  return scenario(options, {
    cells: ['20M-25ms-q256-f40', '20M-100ms-q256-f40', '50M-50ms-q256-f40', '20M-25ms-q1024-f17'],
    run: { seconds: CHANGE + SETTLE + HOLD + 1, changes: [`${CHANGE}:0.1`] },
    judge: (at, pairs) => judgeDrop({ ...at, rate: at.rate / 10 }, pairs),
  })
}

/** The rate rises tenfold. @param {Options} options @returns {Promise<Row[]>} */
export function benchRise(options) {
  return scenario(options, {
    cells: ['2M-25ms-q256-f40', '2M-100ms-q256-f40', '5M-50ms-q256-f280', '1M-10ms-q64-f17'],
    run: { seconds: CHANGE + CLIMB + 1, changes: [`${CHANGE}:10`] },
    judge: judgeRise,
  })
}

/** Three viewers on one link. @param {Options} options @returns {Promise<Row[]>} */
export function benchThree(options) {
  return scenario(options, {
    cells: ['8M-25ms-q256-f40', '8M-25ms-q64-f17'],
    run: { seconds: 28, viewers: 3 },
    judge: judgeThree,
  })
}

/** One packet in two hundred is lost. @param {Options} options @returns {Promise<Row[]>} */
export function benchLoss(options) {
  return scenario(options, {
    cells: ['2M-25ms-q256-f40-loss0.5', '8M-10ms-q256-f40-loss0.5', '8M-25ms-q256-f17-loss0.5'],
    run: { seconds: 30 },
    judge: judgeLoss,
  })
}

/** The viewer takes 64 KB at a time, which is less than the way holds. @param {Options} options @returns {Promise<Row[]>} */
export function benchWindow(options) {
  return scenario(options, {
    cells: ['20M-50ms-q256-f40', '50M-100ms-q1024-f17'],
    run: { seconds: 20, receiveBuffer: WINDOW },
    judge: judgeWindow,
  })
}

/** The link is cut without a word. @param {Options} options @returns {Promise<Row[]>} */
export function benchVanish(options) {
  return scenario(options, {
    cells: ['8M-25ms-q256-f40'],
    run: { seconds: CHANGE + 55, changes: [`${CHANGE}:0`], log: true },
    judge: judgeVanish,
  })
}

/** A viewer of `/live`, which acknowledges what it has shown. @param {Options} options @returns {Promise<Row[]>} */
export function benchLive(options) {
  return scenario(options, {
    cells: ['8M-25ms-q256-f40', '2M-100ms-q256-f17', '20M-100ms-q256-f280', '50M-10ms-q256-f40'],
    run: { seconds: 30 },
    ours: { live: true },
    judge: judgeLive,
  })
}

/** The same behind a proxy, which buffers or does not. @param {Options} options @returns {Promise<Row[]>} */
export async function benchNginx(options) {
  const reason = noNginx()
  if (reason) return [{ cell: 'nginx', skipped: reason }]
  const cells = ['8M-25ms-q256-f40', '2M-100ms-q256-f17', '50M-25ms-q256-f40']
  const plan = { cells, ours: { live: true }, judge: judgeLive }
  const buffered = await scenario(options, { ...plan, run: { seconds: 30, nginx: 'buffered' } })
  const unbuffered = await scenario(options, { ...plan, run: { seconds: 30, nginx: 'unbuffered' } })
  return [
    ...buffered.map((row) => ({ buffering: 'on', ...row })),
    ...unbuffered.map((row) => ({ buffering: 'off', ...row })),
  ]
}

/**
 * @typedef {object} Plan
 * @property {string[]} cells
 * @property {Omit<LinkOptions, 'pacing'>} run
 * @property {Partial<LinkOptions>} [ours] what only the runs with our pacing have
 * @property {(cell: Cell, pairs: Pair[]) => Row} judge
 */

/** @param {Options} options @param {Plan} plan @returns {Promise<Row[]>} */
async function scenario(options, plan) {
  const reason = noLinks()
  if (reason) return [{ cell: plan.cells.join(' '), skipped: reason }]
  const { runs = 3, jobs = 1 } = options
  const cells = (options.cells?.split(',') ?? plan.cells).map(cell)
  const progress = new Progress(cells.length * runs * secondsOf(plan), jobs)
  const rows = await inTurn(cells, jobs, (at) => measure(at, runs, plan, progress))
  progress.done()
  return rows
}

/** How long one run of both pacings takes. @param {Plan} plan */
function secondsOf({ run }) {
  return 2 * (run.seconds + 2)
}

/** @param {Cell} at @param {number} runs @param {Plan} plan @param {Progress} progress @returns {Promise<Row>} */
async function measure(at, runs, plan, progress) {
  const { run, ours: more, judge } = plan
  /** @type {Pair[]} */
  const pairs = []
  for (let seed = 1; seed <= runs; seed++) {
    progress.say(`${at.name}, run ${seed} of ${runs}`)
    const [ours] = await tryLink(at, { ...run, ...more, seed, pacing: 'auto' }, progress)
    const [always] = await tryLink(at, { ...run, seed, pacing: 'write' }, progress)
    if (ours && always) pairs.push({ ours, always })
    progress.advance(secondsOf(plan))
  }
  const busy = Math.max(...pairs.map(({ ours }) => ours.busy))
  const row = { cell: at.name, ...judge(at, pairs), busy }
  return pairs.length < runs ? { ...row, verdict: 'FAIL: runs failed' } : row
}
