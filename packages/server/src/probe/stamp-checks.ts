/**
 * What the stamps of frames say: whether they can be read, whether they go on, and how old the frames
 * are by them.
 *
 * @module
 */
import { type Finding, finding, findingIf } from './finding.ts'
import { printOf } from './picture.ts'
import { middle } from './statistics.ts'
import type { FrameSeen } from './watch.ts'

/** Milliseconds: later than that by the clock of this machine, a clock is wrong. */
const CLOCK = 10_000
const OLD = 1000

/** Epoch seconds of a stamp that makes sense: from 2001 to 2200. */
const EARLIEST = 1e9
const LATEST = 7.3e9

/** What is wrong with the stamps; nothing where there are none. */
export function stampFindings(frames: readonly FrameSeen[]): Finding[] {
  const stamped = frames.filter(({ stamp }) => stamp !== undefined)
  const odd = stamped.find(({ stamp }) => secondsOf(stamp) === undefined)
  if (odd) return [finding('STAMP_FORM', 'X-Timestamp is no epoch seconds', odd.stamp ?? '')]
  const age = ageOf(frames)
  if (age === undefined) return []
  if (areStuck(stamped)) {
    return [finding('STAMPS_STUCK', 'X-Timestamp stands or goes back while frames change')]
  }
  // Frames that this process was late to read are not old for that.
  const sure = ageOf(frames.map((frame) => ({ ...frame, at: frame.since }))) ?? age
  const hours = Math.abs(age) > CLOCK
  const told = `frames are ${(age / 1000).toFixed(1)} s old by their stamps and this clock`
  return [
    ...findingIf(hours || age < -OLD, 'CLOCK_OFF', told),
    ...findingIf(!hours && sure > OLD, 'OLD_FRAMES', told),
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
  const changes = frames.slice(1).filter(({ jpeg, stamp }, nth) => {
    const before = frames[nth]
    const moved = Number(stamp) - Number(before?.stamp)
    if (moved !== 0) return moved < 0
    return before !== undefined && printOf(jpeg) !== printOf(before.jpeg)
  })
  return changes.length > 0.1 * frames.length
}
