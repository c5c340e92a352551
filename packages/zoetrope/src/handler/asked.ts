/**
 * What a request asks for by its query: the same names and ranges as the server's.
 *
 * @module
 */
import type { IndexOptions } from '../broadcast/wait.ts'
import type { NextWish } from './next.ts'
import type { NumberRange, Query } from './query.ts'
import type { ReplayWish } from './replay.ts'
import type { SnapshotWish } from './snapshot.ts'
import type { StreamOptions } from './stream.ts'

const DAY = 86_400_000
const INDEX: NumberRange = { min: 0, max: Number.MAX_SAFE_INTEGER }
const AFTER: NumberRange = { ...INDEX, min: -1 }
const TIMEOUT: NumberRange = { min: 0, max: 30_000, unit: 'milliseconds' }
const LONGEST_TEXT = 64

/** What a viewer gets at most, whatever it asks for. */
export type StreamLimits = Omit<StreamOptions, 'key' | 'onAge' | 'onJoin' | 'onLeave' | 'type'>

/** The stream: `key`, `fps`, `every`, `max_age`, `placeholder`, `type`. */
export function askedStream(query: Query, limits: StreamLimits = {}): StreamOptions {
  const fps = query.decimal('fps', { min: 0.001, max: 240, unit: 'frames a second' })
  const every = query.whole('every', { min: 1, max: 100_000 })
  const maxAge = query.whole('max_age', { min: 1, max: DAY, unit: 'milliseconds' })
  return {
    ...limits,
    key: query.text('key', LONGEST_TEXT),
    fps: least(fps, limits.fps),
    every: every === undefined ? limits.every : Math.max(every, limits.every ?? 1),
    maxAge: least(maxAge, limits.maxAge),
    placeholders: query.flag('placeholder') ?? limits.placeholders,
    type: query.oneOf('type', ['multipart', 'octet']),
  }
}

/** A snapshot: `max_age`, `after`, `since`, `wait`, `placeholder`. */
export function askedSnapshot(query: Query): SnapshotWish {
  const since = query.decimal('since', {
    min: 0,
    max: 253_402_300_799,
    unit: 'seconds since the Unix epoch',
  })
  return {
    maxAge: query.whole('max_age', { min: 0, max: DAY, unit: 'milliseconds' }),
    after: query.whole('after', AFTER),
    since: since === undefined ? undefined : since * 1000,
    wait: query.whole('wait', { min: 0, max: 100, unit: 'frames' }),
    placeholder: query.flag('placeholder'),
  }
}

/** The next frame: `after`, `epoch`, `timeout`. */
export function askedNext(query: Query): NextWish {
  return { after: query.whole('after', AFTER), ...askedFrame(query) }
}

/** One frame by its index: `epoch`, `timeout`. */
export function askedFrame(query: Query): Pick<IndexOptions, 'epoch' | 'timeout'> {
  return { epoch: query.text('epoch', LONGEST_TEXT), timeout: query.whole('timeout', TIMEOUT) }
}

/** A replay: `from`, `speed`, `epoch`. */
export function askedReplay(query: Query): ReplayWish {
  return {
    from: query.whole('from', INDEX),
    speed: query.decimal('speed', { min: 0.01, max: 1_000_000 }),
    epoch: query.text('epoch', LONGEST_TEXT),
  }
}

function least(asked: number | undefined, limit: number | undefined): number | undefined {
  return asked === undefined || limit === undefined ? (asked ?? limit) : Math.min(asked, limit)
}
