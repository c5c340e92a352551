/**
 * The numbers of a stream that was watched.
 *
 * @module
 */
import type { Picture } from './picture.ts'
import type { Facts } from './report.ts'
import { ageOf } from './stamp-checks.ts'
import { differences, middle, quantile } from './statistics.ts'
import type { Watch } from './watch.ts'

/** The numbers of a stream, and of its pictures in the order in which they came. */
export function streamFacts(watch: Watch, pictures: readonly Picture[]): Facts {
  const { frames, conversation, until, rate, bitrate } = watch
  const shown = pictures.findLast(({ width }) => width > 0)
  const gaps = differences(frames.map(({ at }) => at))
  const repeated = pictures.filter(({ print }, nth) => print === pictures[nth - 1]?.print).length
  const age = ageOf(frames)
  return {
    width: shown?.width,
    height: shown?.height,
    frameBytes: middle(pictures.map(({ bytes }) => bytes)),
    frames: frames.length,
    watched: round((until - conversation.askedAt) / 1000),
    rate: round(rate),
    bitrate: Math.round(bitrate),
    firstFrame: round((frames[0]?.at ?? until) - conversation.askedAt),
    gaps: {
      p50: round(middle(gaps)),
      p99: round(quantile(gaps, 0.99)),
      longest: round(Math.max(0, ...gaps)),
    },
    repeated,
    age: age === undefined ? undefined : round(age),
  }
}

function round(number: number): number {
  return Math.round(number * 10) / 10
}
