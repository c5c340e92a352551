/**
 * When frames came: how long the first took, how even they are, whether they still come, and what
 * their stamps say.
 *
 * @module
 */
import { type Finding, finding, findingIf } from './finding.ts'
import { differences, middle, quantile } from './statistics.ts'
import type { FrameSeen, Watch } from './watch.ts'

/** Milliseconds. */
const SLOW_START = 2000
/** A gap is long from here, and from so many usual intervals. */
const LONG_GAP = 1200
/** Milliseconds without a frame at the end, and the connection stays. */
const FROZEN = 2000
const MANY_INTERVALS = 8
/** Later than that by the clock of this machine, a clock is wrong. */
const CLOCK = 10_000
const OLD = 1000

/** Epoch seconds of a stamp that makes sense: from 2001 to 2200. */
const EARLIEST = 1e9
const LATEST = 7.3e9

/** What is wrong with the rhythm of a stream, and with its stamps. */
export function rhythmFindings(watch: Watch): Finding[] {
  const { frames, conversation, until } = watch
  const first = frames[0]
  if (!first) return []
  const start = first.at - conversation.askedAt
  const started = `the first frame is there after ${(start / 1000).toFixed(1)} s`
  const prints = new Set(frames.map(({ picture }) => picture.print))
  const isStill = frames.length >= 3 && prints.size === 1
  return [
    ...findingIf(start > SLOW_START, 'SLOW_FIRST_FRAME', started),
    ...findingIf(isStill, 'STILL', `all ${frames.length} frames are the same, byte for byte`),
    ...endFindings(watch, until - (frames.at(-1)?.at ?? until)),
    ...evenness(watch),
    ...stampFindings(frames),
  ]
}

/** @param silence Milliseconds since the last frame. */
function endFindings({ conversation, frames, interval }: Watch, silence: number): Finding[] {
  const { ending, endedAt, askedAt } = conversation
  const count = frames.length === 1 ? '1 frame' : `${frames.length} frames`
  const after = `after ${((endedAt - askedAt) / 1000).toFixed(1)} s and ${count}`
  const limit = Math.max(FROZEN, MANY_INTERVALS * (interval ?? 0))
  const frozen = `${count}, then none for ${(silence / 1000).toFixed(1)} s, and the connection stays`
  return [
    ...findingIf(ending === 'fin', 'ENDS_EARLY', `the server ended it ${after}`),
    ...findingIf(ending === 'reset', 'RESET', `the server tore the connection ${after}`),
    ...findingIf(ending === 'left' && silence > limit, 'FROZEN', frozen),
  ]
}

function evenness({ frames, interval }: Watch): Finding[] {
  if (interval === undefined) return []
  const gaps = differences(frames.map(({ at }) => at))
  const longest = Math.max(...gaps)
  const isLong = longest > Math.max(LONG_GAP, MANY_INTERVALS * interval)
  const p99 = quantile(gaps, 0.99)
  const isUneven = !isLong && gaps.length >= 10 && p99 > 2.5 * interval + 30
  const uneven = `usually ${interval.toFixed(0)} ms between frames, at times ${p99.toFixed(0)} ms`
  return [
    ...findingIf(isLong, 'LONG_GAP', `for ${(longest / 1000).toFixed(1)} s there was no frame`),
    ...findingIf(isUneven, 'UNEVEN', uneven),
  ]
}

function stampFindings(frames: readonly FrameSeen[]): Finding[] {
  const stamped = frames.filter(({ stamp }) => stamp !== undefined)
  const odd = stamped.find(({ stamp }) => secondsOf(stamp) === undefined)
  if (odd) return findingIf(true, 'STAMP_FORM', 'X-Timestamp is no epoch seconds', odd.stamp ?? '')
  const age = ageOf(frames)
  if (age === undefined) return []
  const stuck = areStuck(stamped)
  const seen = 'X-Timestamp stands or goes back while frames change'
  if (stuck) return [finding('STAMPS_STUCK', seen)]
  const hours = Math.abs(age) > CLOCK
  const told = `frames are ${(age / 1000).toFixed(1)} s old by their stamps and this clock`
  return [
    ...findingIf(hours || age < -OLD, 'CLOCK_OFF', told),
    ...findingIf(!hours && age > OLD, 'OLD_FRAMES', told),
  ]
}

/** Median milliseconds between a frame's stamp and its arrival; `undefined` where nothing is stamped. */
export function ageOf(frames: readonly FrameSeen[]): number | undefined {
  const ages = frames.flatMap(({ stamp, at }) => {
    const seconds = secondsOf(stamp)
    return seconds === undefined ? [] : [at - seconds * 1000]
  })
  return ages.length > 0 ? middle(ages) : undefined
}

function secondsOf(stamp: string | undefined): number | undefined {
  if (stamp === undefined || !/^\d+(\.\d+)?$/.test(stamp)) return undefined
  const seconds = Number(stamp)
  return seconds > EARLIEST && seconds < LATEST ? seconds : undefined
}

/** A frame that is sent once more keeps its stamp; another frame has a later one. */
function areStuck(frames: readonly FrameSeen[]): boolean {
  const changes = frames.slice(1).filter(({ picture, stamp }, nth) => {
    const before = frames[nth]
    const moved = Number(stamp) - Number(before?.stamp)
    return moved < 0 || (moved === 0 && picture.print !== before?.picture.print)
  })
  return changes.length > 0.1 * frames.length
}
