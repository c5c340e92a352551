/**
 * Viewers that read nothing, and viewers without number: what they cost the process, the kernel, and
 * those who watch beside them.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { lostPercent, watchTogether } from './crowd.mjs'
import { residentBytes, startZoetrope } from './server.mjs'
import { median, noPrograms } from './tools.mjs'

const FRAME = 47_000
/** Bytes that a stalled viewer may cost: the process, beside the rest of one frame, and the kernel. */
const TARGETS = { process: 25_000 + FRAME, kernel: 65_536 }

/**
 * A thousand that never read beside fifty that do.
 *
 * @param {{ readers?: number, stalled?: number, seconds?: number | undefined }} options
 * @returns {Promise<object[]>}
 */
export async function benchStalled({ readers = 50, stalled = 1000, seconds = 8 } = {}) {
  const reason = noPrograms()
  if (reason) return [{ name: 'stalled viewers', skipped: reason }]
  const server = await startZoetrope([`pattern:?size=640x480&fps=30&bytes=${FRAME}`])
  try {
    const alone = await watchTogether(server, { viewers: readers, seconds })
    const before = residentBytes(server.pid)
    // The kernel takes what it will take in the first seconds; what stays is measured after those.
    const plan = { viewers: readers, stalled, seconds, warmUp: 15 }
    const watching = watchTogether(server, plan)
    /** @type {{ resident: number, kernel: number[] }[]} */
    const samples = []
    const watch = setInterval(() => {
      samples.push({ resident: residentBytes(server.pid), kernel: sendMemory(server.port) })
    }, 1000)
    const beside = await watching.finally(() => clearInterval(watch))
    return rows({ readers, stalled, before, samples, alone, beside })
  } finally {
    await server.stop()
  }
}

/**
 * @param {{ readers: number, stalled: number, before: number,
 *   samples: { resident: number, kernel: number[] }[], alone: import('./crowd.mjs').Crowd,
 *   beside: import('./crowd.mjs').Crowd }} measured
 */
function rows({ readers, stalled, before, samples, alone, beside }) {
  const perViewer = samples.map(({ resident }) => (resident - before) / stalled)
  const atEnd = perViewer.at(-1) ?? Number.NaN
  // The readers' sockets hold as much for a moment, and are few: the median is a stalled one's.
  const kernel = samples.at(-1)?.kernel ?? []
  const verdicts = [
    atEnd <= TARGETS.process,
    median(kernel) <= TARGETS.kernel,
    beside.rateMin >= 0.99 * alone.rateMin,
  ]
  return [
    { name: `${readers} readers alone`, ...seen(alone) },
    {
      name: `${readers} readers beside ${stalled} stalled`,
      ...seen(beside),
      processKB: atEnd / 1000,
      processPeakKB: Math.max(...perViewer) / 1000,
      kernelKB: median(kernel) / 1000,
      kernelMostKB: Math.max(...kernel) / 1000,
      verdict: verdicts.every(Boolean) ? 'PASS' : 'FAIL',
    },
  ]
}

/** @param {import('./crowd.mjs').Crowd} crowd */
function seen(crowd) {
  const { rateMin, rateP50: fps, p50: p50ms, p99: p99ms } = crowd
  return { fps, rateMin, lostPercent: lostPercent(crowd), p50ms, p99ms }
}

/**
 * Ten thousand viewers at one frame a second: they connect, they stay, they all get every frame.
 *
 * @param {{ viewers?: number, seconds?: number | undefined }} options
 * @returns {Promise<object[]>}
 */
export async function benchCrowd({ viewers = 10_000, seconds = 10 } = {}) {
  const reason = noPrograms() ?? tooFewFiles(viewers + 200)
  if (reason) return [{ name: `${viewers} viewers`, skipped: reason }]
  const server = await startZoetrope(['pattern:?size=640x480&fps=1&bytes=47000'])
  try {
    const before = residentBytes(server.pid)
    const crowd = await watchTogether(server, { viewers, seconds, warmUp: 5 })
    // One frame more or less lies at the ends of the seconds that count.
    const passed = crowd.ended === 0 && crowd.rateMin >= 1 - 1.5 / seconds
    return [
      {
        name: `${viewers} viewers at 1 fps`,
        ...seen(crowd),
        ended: crowd.ended,
        processorPercent: (100 * crowd.processorSeconds) / crowd.seconds,
        processKB: (residentBytes(server.pid) - before) / viewers / 1000,
        verdict: passed ? 'PASS' : 'FAIL',
      },
    ]
  } finally {
    await server.stop()
  }
}

/** Bytes that the kernel holds to be sent, for every connection of a server. @param {number} port */
function sendMemory(port) {
  const found = spawnSync('ss', ['-Htmn', 'state', 'established', `sport = :${port}`])
  if (found.status !== 0) return []
  return [...found.stdout.toString().matchAll(/skmem:\(.*?,w(\d+),/g)].map(([, w]) => Number(w))
}

/** @param {number} needed @returns {string | undefined} */
function tooFewFiles(needed) {
  const text = readFileSync('/proc/self/limits', 'utf8')
  const most = Number(/Max open files\s+\d+\s+(\d+)/.exec(text)?.[1] ?? Number.POSITIVE_INFINITY)
  if (most >= needed) return undefined
  const raised = spawnSync('prlimit', [`--pid=${process.pid}`, `--nofile=${needed}:${needed}`])
  if (raised.status === 0) return undefined
  return `needs ${needed} open files, may have ${most}: ulimit -n ${needed}, as root`
}
