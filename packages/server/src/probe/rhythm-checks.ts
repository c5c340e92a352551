/**
 * When frames came: how long the first took, how even they are, and whether they still come. A gap
 * counts as long as it surely was: what came while this process was too busy to look may have come
 * at any moment since its last look.
 *
 * @module
 */
import { type Finding, findingIf } from './finding.ts'
import { printOf } from './picture.ts'
import { stampFindings } from './stamp-checks.ts'
import { differences, quantile } from './statistics.ts'
import type { FrameSeen, Watch } from './watch.ts'

/** Milliseconds. */
const SLOW_START = 2000
/** A gap is long from here, and from so many usual intervals. */
const LONG_GAP = 1200
/** Milliseconds without a frame at the end, and the connection stays. */
const FROZEN = 2000
const MANY_INTERVALS = 8
/** Gaps that are enough to call them uneven. */
const ENOUGH_GAPS = 10

/** What is wrong with the rhythm of a stream, and with its stamps. */
export function rhythmFindings(watch: Watch): Finding[] {
  const { frames, conversation, until } = watch
  const first = frames[0]
  if (!first) return []
  const start = first.since - conversation.askedAt
  const started = `the first frame is there after ${(start / 1000).toFixed(1)} s`
  const prints = new Set(frames.map(({ jpeg }) => printOf(jpeg)))
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

function evenness({ frames, interval, lapse }: Watch): Finding[] {
  if (interval === undefined) return []
  const seen = differences(frames.map(({ at }) => at))
  // A server on the same machine may have been kept waiting as long as this process.
  const sure = sureGaps(frames).map((gap) => gap - lapse)
  const tooLong = (gaps: readonly number[]): boolean =>
    Math.max(...gaps) > Math.max(LONG_GAP, MANY_INTERVALS * interval)
  const tooUneven = (gaps: readonly number[]): boolean =>
    gaps.length >= ENOUGH_GAPS && quantile(gaps, 0.99) > 2.5 * interval + 30
  const isLong = tooLong(sure)
  const isUneven = !isLong && tooUneven(sure)
  const isDoubtful = !isLong && !isUneven && lapse > 0 && (tooLong(seen) || tooUneven(seen))
  const usual = `usually ${interval.toFixed(0)} ms between frames`
  return [
    ...findingIf(
      isLong,
      'LONG_GAP',
      `for ${(Math.max(...seen) / 1000).toFixed(1)} s there was no frame`,
    ),
    ...findingIf(isUneven, 'UNEVEN', `${usual}, at times ${quantile(seen, 0.99).toFixed(0)} ms`),
    ...findingIf(
      isDoubtful,
      'BUSY_HERE',
      `this machine was too busy to judge the rhythm: it kept the probe waiting for ${lapse.toFixed(0)} ms`,
    ),
  ]
}

/** Milliseconds between frames, had this process looked at the latest moment that is possible. */
function sureGaps(frames: readonly FrameSeen[]): number[] {
  return frames.slice(1).map(({ since }, nth) => Math.max(0, since - (frames[nth]?.at ?? since)))
}
