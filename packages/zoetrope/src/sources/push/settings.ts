/**
 * How a push source treats its publishers: by options, or by a URI.
 *
 * @module
 */
import { LONGEST_DELAY } from '../../clock.ts'
import { ZoetropeError } from '../../errors.ts'

/** How a push source treats its publishers. */
export interface PushSourceOptions {
  /** Milliseconds without a frame after which a publisher counts as gone; `Infinity`: never. @default 10000 */
  readonly timeout?: number | undefined
  /** What happens to somebody who wants to publish while another one does. @default 'refuse' */
  readonly onSecond?: 'refuse' | 'replace' | undefined
}

/** The same, complete. */
export interface PushSettings {
  readonly timeout: number
  readonly onSecond: 'refuse' | 'replace'
}

/** Seconds. */
const LONGEST = 86_400
const DEFAULTS = { timeout: 10_000, onSecond: 'refuse' } as const
const EXAMPLE = 'push:?timeout=5&second=replace'

/** Completes options. @throws {ZoetropeError} `INVALID_SOURCE`. */
export function pushSettings(options: PushSourceOptions): PushSettings {
  const { timeout = DEFAULTS.timeout, onSecond = DEFAULTS.onSecond } = options
  const isNever = timeout === Number.POSITIVE_INFINITY
  if (!isNever && !(timeout >= 100 && timeout <= LONGEST_DELAY)) {
    throw invalid(`timeout to be Infinity, or from 100 to ${LONGEST_DELAY} ms`, `${timeout}`)
  }
  if (onSecond !== 'refuse' && onSecond !== 'replace') {
    throw invalid('onSecond to be refuse or replace', `${onSecond}`)
  }
  return { timeout, onSecond }
}

/** Reads `push:?timeout=5&second=replace`; the timeout in seconds, 0 for never. @throws {ZoetropeError} `INVALID_SOURCE`. */
export function settingsFromUri(uri: string): PushSourceOptions {
  const [, query] = /^push:(?:\?(.*))?$/is.exec(uri) ?? []
  if (query === undefined && uri.toLowerCase() !== 'push:') throw invalid(EXAMPLE, `"${uri}"`)
  const options: { timeout?: number; onSecond?: 'refuse' | 'replace' } = {}
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === 'timeout') options.timeout = timeoutOf(value)
    else if (name === 'second') options.onSecond = secondOf(value)
    else throw invalid(`timeout or second, as in ${EXAMPLE}`, `"${name}"`)
  }
  return options
}

/** The URI of these settings; what is as usual is left out. */
export function uriOf({ timeout, onSecond }: PushSettings): string {
  const query = [
    ...(timeout === DEFAULTS.timeout
      ? []
      : [`timeout=${Number.isFinite(timeout) ? timeout / 1000 : 0}`]),
    ...(onSecond === DEFAULTS.onSecond ? [] : [`second=${onSecond}`]),
  ]
  return query.length === 0 ? 'push:' : `push:?${query.join('&')}`
}

function timeoutOf(text: string): number {
  const seconds = text.trim() === '' ? Number.NaN : Number(text)
  if (seconds === 0) return Number.POSITIVE_INFINITY
  if (seconds >= 0.1 && seconds <= LONGEST) return seconds * 1000
  throw invalid(`timeout to be 0 (never) or seconds from 0.1 to ${LONGEST}`, `"${text}"`)
}

function secondOf(text: string): 'refuse' | 'replace' {
  if (text === 'refuse' || text === 'replace') return text
  throw invalid('second to be refuse or replace', `"${text}"`)
}

function invalid(expected: string, got: string): ZoetropeError {
  return new ZoetropeError('INVALID_SOURCE', `Expected ${expected}, got ${got}`)
}
