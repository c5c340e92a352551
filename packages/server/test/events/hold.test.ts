import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Entry } from '../../src/events/entry.ts'
import { Hold } from '../../src/events/hold.ts'
import { became, entry, turned } from './entries.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A hold for 10 s that wants only some states, and what it passes on. */
function holding(wanted: readonly string[], delay = 10_000) {
  const told: string[] = []
  const nameOf = (entry: Entry): string => ('to' in entry ? entry.to : entry.type)
  const hold = new Hold(delay, (entry) => told.push(`${entry.camera} ${nameOf(entry)}`))
  const take = (entry: Entry): void => hold.take(entry, { wanted: wanted.includes(nameOf(entry)) })
  return { hold, take, told }
}

test('without a delay all that is wanted passes at once', () => {
  const { take, told } = holding(['lost'], 0)
  for (const state of ['lost', 'live', 'lost'] as const) take(became(state))
  expect(told).toEqual(['desk lost', 'desk lost'])
  expect(vi.getTimerCount()).toBe(0)
})

test('what lasts is passed on, once', () => {
  const { take, told } = holding(['lost'])
  take(became('lost'))
  vi.advanceTimersByTime(9999)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1)
  expect(told).toEqual(['desk lost'])
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual(['desk lost'])
})

test('what is over before that is not', () => {
  const { take, told } = holding(['lost'])
  take(became('lost'))
  vi.advanceTimersByTime(5000)
  take(became('live'))
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual([])
})

test('a camera that comes under the name of one that was removed has news of its own', () => {
  const { take, told } = holding(['lost'])
  const removed = entry({ type: 'removed', camera: 'desk', state: 'lost' })
  for (const each of [became('lost'), removed, became('lost')]) {
    take(each)
    vi.advanceTimersByTime(10_000)
  }
  expect(told).toEqual(['desk lost', 'desk lost'])
})

test('back to what it was before is no news', () => {
  const { take, told } = holding(['lost', 'live'])
  take(became('live'))
  vi.advanceTimersByTime(10_000)
  take(became('lost'))
  vi.advanceTimersByTime(5000)
  take(became('live'))
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual(['desk live'])
})

test('it is news again after something else has lasted, wanted or not', () => {
  const { take, told } = holding(['lost'])
  for (const state of ['lost', 'live', 'lost'] as const) {
    take(became(state))
    vi.advanceTimersByTime(10_000)
  }
  expect(told).toEqual(['desk lost', 'desk lost'])
})

test('every camera, and every control, lasts for itself', () => {
  const { take, told } = holding(['lost', 'control'])
  take(became('lost', 'a'))
  take(became('live', 'b'))
  take(turned('focus', 1, 'a'))
  take(turned('focus', 2, 'a'))
  take(turned('zoom', 1, 'a'))
  vi.advanceTimersByTime(10_000)
  expect(told).toEqual(['a lost', 'a control', 'a control'])
})

test('after the close nothing is passed on, and no timer is left', () => {
  const { hold, take, told } = holding(['lost'])
  take(became('lost'))
  hold.close()
  expect(vi.getTimerCount()).toBe(0)
  expect(told).toEqual([])
})
