/**
 * What one delivered frame costs the server, as a ratio to a C program that does nothing but
 * `send()`, both measured in turn in one run: these machines are noisy, ratios are not. And how long
 * a frame takes from its capture to a viewer on the same machine.
 *
 * @module
 */
import { costOf, lostPercent, watchTogether } from './crowd.mjs'
import { freePort, pacingCanBeChosen, start, startZoetrope } from './server.mjs'
import { median, noPrograms, own } from './tools.mjs'

/** @typedef {import('./crowd.mjs').Crowd} Crowd */

const BYTES = 47_000
const PATTERN = `pattern:?size=640x480&fps=30&bytes=${BYTES}`
const TARGETS = { timesFloor: 1.5, p50: 1, p99: 5 }

/**
 * @param {{ viewers?: number, runs?: number | undefined, seconds?: number | undefined }} options
 * @returns {Promise<object[]>} rows for the table
 */
export async function benchFanout({ viewers = 500, runs = 5, seconds = 6 } = {}) {
  const reason = noPrograms()
  if (reason) return [{ name: 'fan-out', skipped: reason }]
  /** @type {{ floor: Crowd, ours: Crowd, write?: Crowd }[]} */
  const rounds = []
  for (let round = 0; round < runs; round++) {
    const floor = await floorOf({ viewers, seconds })
    const ours = await zoetrope([], { viewers, seconds })
    if (!pacingCanBeChosen()) rounds.push({ floor, ours })
    else
      rounds.push({
        floor,
        ours,
        write: await zoetrope(['--pacing', 'write'], { viewers, seconds }),
      })
  }
  const ratios = rounds.map(({ floor, ours }) => costOf(ours) / costOf(floor))
  const writes = rounds.flatMap(({ floor, write }) => (write ? [{ floor, write }] : []))
  const unpaced = writes.map(({ floor, write }) => costOf(write) / costOf(floor))
  const paced = median(ratios)
  return [
    summary(
      `floor.c, ${viewers} viewers`,
      rounds.map(({ floor }) => floor),
    ),
    {
      ...summary(
        `zoetrope, ${viewers} viewers`,
        rounds.map(({ ours }) => ours),
      ),
      timesFloor: paced,
      verdict: paced <= TARGETS.timesFloor ? 'PASS' : 'FAIL',
      ratios,
    },
    {
      ...summary(
        'the same, --pacing write',
        writes.map(({ write }) => write),
      ),
      timesFloor: median(unpaced),
      ratios: unpaced,
    },
  ]
}

/**
 * From the frame's capture to its last byte at one of ten viewers.
 *
 * @param {{ viewers?: number, runs?: number | undefined, seconds?: number | undefined }} options
 * @returns {Promise<object[]>}
 */
export async function benchLatency({ viewers = 10, runs = 3, seconds = 8 } = {}) {
  const reason = noPrograms()
  if (reason) return [{ name: 'latency', skipped: reason }]
  /** @type {Crowd[]} */
  const crowds = []
  for (let round = 0; round < runs; round++) {
    crowds.push(await zoetrope([], { viewers, seconds, first: true }))
  }
  const row = summary(`capture to viewer, ${viewers} viewers`, crowds)
  const passed = row.p50ms <= TARGETS.p50 && row.p99ms <= TARGETS.p99
  return [{ ...row, verdict: passed ? 'PASS' : 'FAIL' }]
}

/** @typedef {{ viewers: number, seconds: number, first?: boolean }} Plan */

/** @param {Plan} plan */
async function floorOf(plan) {
  const port = await freePort()
  const server = await start(own('floor'), [`${port}`, '30', `${BYTES}`], port)
  return watchTogether(server, plan).finally(server.stop)
}

/** @param {string[]} settings @param {Plan} plan */
async function zoetrope(settings, plan) {
  const server = await startZoetrope([PATTERN, ...settings])
  return watchTogether(server, plan).finally(server.stop)
}

/** @param {string} name @param {Crowd[]} crowds */
function summary(name, crowds) {
  const of = (/** @type {(crowd: Crowd) => number} */ pick) => median(crowds.map(pick))
  return {
    name,
    usPerFrame: of(costOf),
    fps: of((crowd) => crowd.rateP50),
    lostPercent: of(lostPercent),
    p50ms: of((crowd) => crowd.p50),
    p99ms: of((crowd) => crowd.p99),
  }
}
