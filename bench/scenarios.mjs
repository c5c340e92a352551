/**
 * Links that do something: the rate falls or rises tenfold in mid-stream, three viewers share one
 * link, packets are lost at random, a proxy stands in between.
 *
 * Each is run with our pacing and with always-write in turn; what is judged is the median of the runs.
 *
 * @module
 */
import { carryTime, cell, FPS, floorOf, OVERHEAD } from './cells.mjs'
import { runLink, tryLink } from './link-run.mjs'
import { Progress } from './progress.mjs'
import { median, noLinks } from './tools.mjs'

/** @typedef {import('./cells.mjs').Cell} Cell */
/** @typedef {import('./link-run.mjs').Outcome} Outcome */
/** @typedef {import('./link-run.mjs').LinkOptions} LinkOptions */
/** @typedef {import('./run.mjs').Options} Options */
/** @typedef {{ ours: Outcome, always: Outcome }} Pair */
/** @typedef {Record<string, number | string>} Row */

/** When the rate changes, in seconds after the viewer began. */
const CHANGE = 8
/** The seconds in which the age must be back at what the new rate allows, and those in which it must stay. */
const SETTLE = 1.5
const HOLD = 20
/** The seconds after a rise in which frames are counted. */
const CLIMB = 6

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

/** A viewer behind a proxy that buffers. @returns {Row[]} */
export function benchNginx() {
  // Only a far end that acknowledges can be paced through a proxy: it needs the WebSocket of /live.
  return [{ cell: 'nginx', skipped: 'not yet: needs the /live protocol' }]
}

/**
 * @param {Options} options
 * @param {{ cells: string[], run: Omit<LinkOptions, 'pacing'>, judge: (cell: Cell, pairs: Pair[]) => Row }} plan
 */
async function scenario(options, { cells, run, judge }) {
  const reason = noLinks()
  if (reason) return [{ cell: cells.join(' '), skipped: reason }]
  const runs = options.runs ?? 3
  const names = options.cells?.split(',') ?? cells
  const once = 2 * (run.seconds + 2)
  const progress = new Progress(names.length * runs * once)
  /** @type {Row[]} */
  const rows = []
  for (const name of names) {
    const at = cell(name)
    /** @type {Pair[]} */
    const pairs = []
    for (let seed = 1; seed <= runs; seed++) {
      progress.say(`${name}, run ${seed} of ${runs}`)
      const [ours] = await tryLink(at, { ...run, seed, pacing: 'auto' }, progress)
      const [always] = await tryLink(at, { ...run, seed, pacing: 'write' }, progress)
      if (ours && always) pairs.push({ ours, always })
      progress.advance(once)
    }
    const busy = Math.max(...pairs.map(({ ours }) => ours.busy))
    const row = { cell: name, ...judge(at, pairs), busy }
    rows.push(pairs.length < runs ? { ...row, verdict: 'FAIL: runs failed' } : row)
  }
  progress.done()
  return rows
}

/** @param {Cell} after as the link is once its rate has fallen @param {Pair[]} pairs @returns {Row} */
function judgeDrop(after, pairs) {
  const limit = 2 * floorOf(after).p99
  const worst = (/** @type {Outcome} */ outcome) =>
    Math.max(...between(outcome, SETTLE, SETTLE + HOLD).map(({ age }) => age))
  const ours = middle(pairs, ({ ours }) => worst(ours))
  // Where nothing arrives nothing is old: that must not pass.
  const share = middle(pairs, ({ ours, always }) => held(ours) / held(always))
  return {
    verdict: verdict(ours < limit && share > 0.9),
    floor: floorOf(after).p99,
    worstAge: ours,
    timesFloor: ours / floorOf(after).p99,
    secondsTooOld: middle(pairs, ({ ours }) => lastOver(ours, limit)),
    rateRatio: share,
    alwaysWorstAge: middle(pairs, ({ always }) => worst(always)),
    runs: pairs.map(({ ours }) => worst(ours).toFixed(0)).join(' '),
  }
}

/** Frames that arrived in the time in which the age must stay low. @param {Outcome} outcome */
function held(outcome) {
  return between(outcome, SETTLE, SETTLE + HOLD).length
}

/** Seconds from the change to the last frame that was too old. @param {Outcome} outcome @param {number} limit */
function lastOver(outcome, limit) {
  const [change = 0] = outcome.changes
  const over = between(outcome, 0, SETTLE + HOLD).filter(({ age }) => age >= limit)
  return ((over.at(-1)?.at ?? change) - change) / 1000
}

/** @param {Cell} _before @param {Pair[]} pairs @returns {Row} */
function judgeRise(_before, pairs) {
  const frames = (/** @type {Outcome} */ outcome) => between(outcome, 0, CLIMB).length
  const ratio = middle(pairs, ({ ours, always }) => frames(ours) / frames(always))
  return {
    verdict: verdict(ratio >= 0.9),
    framesRatio: ratio,
    frames: middle(pairs, ({ ours }) => frames(ours)),
    alwaysFrames: middle(pairs, ({ always }) => frames(always)),
    possibleFrames: CLIMB * FPS,
    runs: pairs.map(({ ours, always }) => (frames(ours) / frames(always)).toFixed(3)).join(' '),
  }
}

/** @param {Cell} whole @param {Pair[]} pairs @returns {Row} */
function judgeThree(whole, pairs) {
  const share = { ...whole, rate: whole.rate / 3 }
  const floor = floorOf(share)
  const fair = Math.min(FPS, 1000 / carryTime(share))
  const least = (/** @type {Outcome} */ { viewers }) =>
    Math.min(...viewers.map(({ rate }) => rate)) / fair
  const p50 = middle(pairs, ({ ours }) => Math.max(...ours.viewers.map(({ p50 }) => p50)))
  const p99 = middle(pairs, ({ ours }) => Math.max(...ours.viewers.map(({ p99 }) => p99)))
  const leastShare = middle(pairs, ({ ours }) => least(ours))
  return {
    verdict: verdict(leastShare >= 0.8 && p50 <= 1.3 * floor.p50 && p99 <= 2 * floor.p99),
    leastShare,
    floorP50: floor.p50,
    worstP50: p50,
    p50Ratio: p50 / floor.p50,
    worstP99: p99,
    p99Ratio: p99 / floor.p99,
    alwaysLeastShare: middle(pairs, ({ always }) => least(always)),
    alwaysP50: middle(pairs, ({ always }) => Math.max(...always.viewers.map(({ p50 }) => p50))),
  }
}

/** @param {Cell} lossy @param {Pair[]} pairs @returns {Row} */
function judgeLoss(lossy, pairs) {
  const floor = floorOf(lossy).p50
  const limit = 1.5 * floor + 2 * lossy.delay
  const p50 = middle(pairs, ({ ours }) => ours.viewers[0]?.p50 ?? Number.NaN)
  const rate = (/** @type {Outcome} */ { viewers }) => viewers[0]?.rate ?? Number.NaN
  return {
    verdict: verdict(p50 <= limit),
    floor,
    limit,
    p50,
    p99: middle(pairs, ({ ours }) => ours.viewers[0]?.p99 ?? Number.NaN),
    fps: middle(pairs, ({ ours }) => rate(ours)),
    rateRatio: middle(pairs, ({ ours, always }) => rate(ours) / rate(always)),
    alwaysP50: middle(pairs, ({ always }) => always.viewers[0]?.p50 ?? Number.NaN),
    lostPercent: middle(
      pairs,
      ({ ours: { down } }) => (100 * down.lost) / (down.passed + down.lost),
    ),
  }
}

/** What arrived in these seconds after the change of the rate. @param {Outcome} outcome @param {number} from @param {number} to */
function between({ arrivals, changes }, from, to) {
  const [change = Number.NaN] = changes
  const seconds = (/** @type {{ at: number }} */ { at }) => (at - change) / 1000
  return arrivals.filter((arrival) => seconds(arrival) > from && seconds(arrival) <= to)
}

/** @param {Pair[]} pairs @param {(pair: Pair) => number} pick */
function middle(pairs, pick) {
  return median(pairs.map(pick))
}

/** @param {boolean} passed */
function verdict(passed) {
  return passed ? 'PASS' : 'FAIL'
}

/**
 * Cells that a server which writes whatever the socket takes keeps full, so that the link shows what
 * it is. A queue that the kernel cannot fill, where the rate counts: a packet that was dropped holds
 * up those behind it, and moves the arrivals the rate is measured by.
 */
const FULL = [
  '1M-100ms-q8192-f17',
  '5M-25ms-q8192-f40',
  '20M-5ms-q8192-f280',
  '50M-1ms-q8192-f280',
  '50M-50ms-q8192-f280',
  '20M-5ms-q64-f280',
  '50M-1ms-q1024-f280-loss1',
]

/**
 * Whether the emulated link is what was asked for: its rate, its round trip, its queue, its loss.
 *
 * @param {Options} options
 * @returns {Promise<Row[]>}
 */
export async function benchLinksCheck({ seconds = 8 }) {
  const reason = noLinks()
  if (reason) return [{ cell: 'links-check', skipped: reason }]
  /** @type {Row[]} */
  const rows = []
  for (const at of FULL.map(cell)) {
    const { viewers, down } = await runLink(at, { seconds, pacing: 'write' })
    const [viewer] = viewers
    rows.push({
      cell: at.name,
      rateRatio: ((viewer?.bytesPerSecond ?? Number.NaN) * 8 * OVERHEAD) / at.rate,
      roundTripMs: viewer?.connectMs ?? Number.NaN,
      asked: 2 * at.delay,
      queueRatio: down.mostQueued / at.queue,
      lostPercent: (100 * down.lost) / (down.lost + down.passed),
      askedPercent: at.loss,
      // Deliveries that came more than a millisecond after the model's time, and the worst of them.
      latePercent: (100 * down.late) / down.passed,
      latestMs: down.latestMs,
    })
  }
  return rows
}
