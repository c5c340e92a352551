/**
 * Whether what was measured on links that do something is good enough.
 *
 * @module
 */
import { carryTime, FPS, floorOf, OVERHEAD } from './cells.mjs'
import { median } from './tools.mjs'

/** @typedef {import('./cells.mjs').Cell} Cell */
/** @typedef {import('./link-run.mjs').Outcome} Outcome */
/** @typedef {{ ours: Outcome, always: Outcome }} Pair one run of each pacing */
/** @typedef {Record<string, number | string>} Row */

/** Seconds after a fall of the rate in which the age must be back at what the new rate allows. */
export const SETTLE = 1.5
/** Seconds after those in which it must stay there. */
export const HOLD = 20
/** Seconds after a rise in which frames are counted. */
export const CLIMB = 6

/** @param {Cell} after as the link is once its rate has fallen @param {Pair[]} pairs @returns {Row} */
export function judgeDrop(after, pairs) {
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
export function judgeRise(_before, pairs) {
  const frames = (/** @type {Outcome} */ outcome) => between(outcome, 0, CLIMB).length
  // What always-write had queued before the rise arrives in those seconds too, more than were made.
  const fair = (/** @type {Outcome} */ outcome) => Math.min(frames(outcome), CLIMB * FPS)
  const share = (/** @type {Pair} */ { ours, always }) => frames(ours) / fair(always)
  const ratio = middle(pairs, share)
  return {
    verdict: verdict(ratio >= 0.9),
    framesRatio: ratio,
    frames: middle(pairs, ({ ours }) => frames(ours)),
    alwaysFrames: middle(pairs, ({ always }) => frames(always)),
    possibleFrames: CLIMB * FPS,
    runs: pairs.map((pair) => share(pair).toFixed(3)).join(' '),
  }
}

/** @param {Cell} whole @param {Pair[]} pairs @returns {Row} */
export function judgeThree(whole, pairs) {
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
export function judgeLoss(lossy, pairs) {
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

/**
 * A viewer that acknowledges, beside one that takes the plain stream of a server that writes always.
 *
 * @param {Cell} at
 * @param {Pair[]} pairs
 * @returns {Row}
 */
export function judgeLive(at, pairs) {
  const floor = floorOf(at).p50
  const limit = floor + 1.5 * 2 * at.delay
  const of = (/** @type {(pair: Pair) => number | undefined} */ pick) =>
    middle(pairs, (pair) => pick(pair) ?? Number.NaN)
  const p50 = of(({ ours }) => ours.viewers[0]?.p50)
  return {
    verdict: verdict(p50 <= limit),
    floor,
    limit,
    p50,
    p99: of(({ ours }) => ours.viewers[0]?.p99),
    fps: of(({ ours }) => ours.viewers[0]?.rate),
    plainP50: of(({ always }) => always.viewers[0]?.p50),
    plainFps: of(({ always }) => always.viewers[0]?.rate),
  }
}

/**
 * The floor is that of a link with the rate that always-write reached: more than a window in a round
 * trip cannot arrive.
 *
 * @param {Cell} at
 * @param {Pair[]} pairs
 * @returns {Row}
 */
export function judgeWindow(at, pairs) {
  const rate = (/** @type {Outcome} */ { viewers }) => viewers[0]?.bytesPerSecond ?? Number.NaN
  const reached = middle(pairs, ({ always }) => rate(always)) * 8 * OVERHEAD
  const floor = floorOf({ ...at, rate: Math.min(at.rate, reached) })
  const p50 = middle(pairs, ({ ours }) => ours.viewers[0]?.p50 ?? Number.NaN)
  const p99 = middle(pairs, ({ ours }) => ours.viewers[0]?.p99 ?? Number.NaN)
  const rateRatio = middle(pairs, ({ ours, always }) => rate(ours) / rate(always))
  return {
    verdict: verdict(p50 <= 1.5 * floor.p50 && p99 <= 2 * floor.p99 && rateRatio >= 0.97),
    reachedMbits: reached / 1e6,
    floorP50: floor.p50,
    p50,
    p99,
    rateRatio,
    alwaysP50: middle(pairs, ({ always }) => always.viewers[0]?.p50 ?? Number.NaN),
  }
}

/** @param {Cell} _at @param {Pair[]} pairs @returns {Row} */
export function judgeVanish(_at, pairs) {
  const left = middle(pairs, ({ ours }) => secondsUntil(ours, ({ msg }) => msg === 'viewer left'))
  return {
    verdict: verdict(left <= 30),
    secondsToNotice: left,
    secondsToIdle: middle(pairs, ({ ours }) => secondsUntil(ours, ({ to }) => to === 'idle')),
    alwaysSecondsToNotice: middle(pairs, ({ always }) =>
      secondsUntil(always, ({ msg }) => msg === 'viewer left'),
    ),
  }
}

/** From the change of the link to a line of the log. @param {Outcome} outcome @param {(line: Record<string, unknown>) => boolean} wanted */
function secondsUntil({ log, changes }, wanted) {
  const [change = Number.NaN] = changes
  const line = log.find((line) => wanted(line) && Date.parse(String(line['time'])) > change)
  return (Date.parse(String(line?.['time'])) - change) / 1000
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
