import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Fact } from '../../src/events/entry.ts'
import type { EventReader, EventWish } from '../../src/events/event-reader.ts'
import { EventReaders } from '../../src/events/event-readers.ts'
import { Journal } from '../../src/events/journal.ts'

const watched = (camera = 'desk'): Fact => ({ type: 'watched', camera })

function open(readers: EventReaders, wish: Partial<EventWish> = {}): EventReader {
  const reader = readers.open({ wants: () => true, ...wish })
  if (!reader) throw new Error('Expected a reader, got none')
  return reader
}

/** A journal and its only reader, which has read its opening. */
async function follower(wish: Partial<EventWish> = {}, limits = {}) {
  const journal = new Journal(limits)
  const readers = new EventReaders(journal)
  const reader = open(readers, wish)
  await reader.read()
  return { journal, readers, reader }
}

/** The cameras that a piece tells of, in order. */
function camerasIn(piece: string | undefined): string[] {
  return Array.from(piece?.matchAll(/"camera":"(\w+)"/g) ?? [], ([, name]) => name ?? '')
}

test('a reader begins with its opening and its place', async () => {
  const journal = new Journal()
  journal.add(watched())
  const reader = open(new EventReaders(journal), { opening: 'retry: 1\n\n' })
  expect(await reader.read()).toBe(`retry: 1\n\nid: ${journal.epoch}-1\n\n`)
  reader.close()
})

test('entries come as they are written, those that are there already in one piece', async () => {
  const { journal, reader } = await follower()
  const waiting = reader.read()
  journal.add(watched('a'))
  expect(camerasIn(await waiting)).toEqual(['a'])
  for (const name of ['b', 'c']) journal.add(watched(name))
  expect(camerasIn(await reader.read())).toEqual(['b', 'c'])
  reader.close()
})

test('a reader that comes back gets what it missed, and nothing twice', async () => {
  const journal = new Journal()
  for (const name of ['a', 'b', 'c']) journal.add(watched(name))
  const reader = open(new EventReaders(journal), { after: journal.idOf(1) })
  expect(camerasIn(await reader.read())).toEqual(['b', 'c'])
  reader.close()
})

test('a reader that comes back too late is told of the gap before the rest', async () => {
  const journal = new Journal({ entries: 1 })
  for (const name of ['a', 'b', 'c']) journal.add(watched(name))
  const reader = open(new EventReaders(journal), { after: journal.idOf(1) })
  const piece = (await reader.read()) ?? ''
  expect(piece).toMatch(
    /^event: gap\ndata: {"type":"gap","at":\d+,"reason":"forgotten","missed":1}/,
  )
  expect(camerasIn(piece)).toEqual(['c'])
  reader.close()
})

test('a reader that is overtaken is told of the gap, and its place is behind it', async () => {
  const { journal, reader } = await follower({}, { entries: 2 })
  for (const name of ['a', 'b', 'c', 'd', 'e']) journal.add(watched(name))
  const piece = await reader.read()
  expect(piece).toContain(`id: ${journal.epoch}-3\nevent: gap\ndata: {"type":"gap"`)
  expect(piece).toContain('"missed":3')
  expect(camerasIn(piece)).toEqual(['d', 'e'])
  reader.close()
})

test('much is sent in pieces, of which each is chosen when it is asked for', async () => {
  const { journal, reader } = await follower({}, { entries: 2000, characters: 2 ** 24 })
  for (let number = 0; number < 2000; number += 1) journal.add(watched(`c${number}`))
  const got: string[] = []
  let pieces = 0
  while (got.length < 2000) {
    const piece = (await reader.read()) ?? ''
    expect(piece.length).toBeLessThan(66_000)
    got.push(...camerasIn(piece))
    pieces += 1
  }
  expect(got).toEqual(Array.from({ length: 2000 }, (_, number) => `c${number}`))
  expect(pieces).toBeGreaterThan(2)
  reader.close()
})

test('what a reader does not want does not wake it', async () => {
  const { journal, reader } = await follower({ wants: ({ camera }) => camera === 'b' })
  const waiting = reader.read()
  for (const name of ['a', 'b', 'c']) journal.add(watched(name))
  expect(camerasIn(await waiting)).toEqual(['b'])
  reader.close()
})

test('a close ends the read under way; what was written before is read first', async () => {
  const { journal, readers, reader } = await follower()
  const waiting = reader.read()
  journal.add(watched('last'))
  readers.close()
  expect(camerasIn(await waiting)).toEqual(['last'])
  expect(await reader.read()).toBeUndefined()
  expect(readers.size).toBe(0)
  readers.close()
})

test('a reader that comes after the close is over at once', async () => {
  const readers = new EventReaders(new Journal())
  readers.close()
  const reader = open(readers, { opening: 'retry: 1\n\n' })
  expect(await reader.read()).toContain('retry: 1')
  expect(await reader.read()).toBeUndefined()
})

test('there are no more readers than may be, until one leaves', () => {
  const readers = new EventReaders(new Journal(), { most: 2 })
  const first = open(readers)
  open(readers)
  expect(readers.open({ wants: () => true })).toBeUndefined()
  first.close()
  first.close()
  expect(readers.size).toBe(1)
  open(readers)
  readers.close()
})

describe('in time', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('a quiet stream gives a sign of life every 15 seconds, from one timer', async () => {
    const { readers, reader } = await follower()
    open(readers)
    expect(vi.getTimerCount()).toBe(1)
    const waiting = reader.read()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(await waiting).toBe(':\n\n')
    readers.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('the sign of life moves the place of a reader beyond what it does not want', async () => {
    const { journal, reader } = await follower({ wants: () => false })
    const waiting = reader.read()
    journal.add(watched())
    await vi.advanceTimersByTimeAsync(15_000)
    expect(await waiting).toBe(`:\nid: ${journal.epoch}-1\n\n`)
    const next = reader.read()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(await next).toBe(':\n\n')
    reader.close()
  })

  test('who takes nothing for a minute is ended and counted, the others stay', async () => {
    const { journal, readers, reader: stuck } = await follower()
    const reading = open(readers)
    await reading.read()
    let waiting = reading.read()
    const ends: string[] = []
    stuck.onEnd((end) => ends.push(end))
    for (let seconds = 0; seconds < 90; seconds += 15) {
      journal.add(watched())
      await waiting
      waiting = reading.read()
      await vi.advanceTimersByTimeAsync(15_000)
    }
    expect(ends).toEqual(['stalled'])
    expect([readers.stalled, readers.size]).toEqual([1, 1])
    expect(await stuck.read()).toBeUndefined()
    readers.close()
  })
})
