import { expect, test } from 'vitest'
import type { Fact } from '../../src/events/entry.ts'
import { Journal } from '../../src/events/journal.ts'

const watched = (camera = 'desk'): Fact => ({ type: 'watched', camera })

function lost(reason: string): Fact {
  return { type: 'state', camera: 'desk', from: 'live', to: 'lost', reason, count: 2 }
}

/** A journal in which `count` cameras, `c1` and so on, were watched. */
function journal(count: number, limits = {}): Journal {
  const made = new Journal(limits)
  for (let number = 1; number <= count; number += 1) made.add(watched(`c${number}`))
  return made
}

function camerasOf(of: Journal): (string | undefined)[] {
  const numbers = Array.from({ length: of.next - of.first }, (_, place) => of.first + place)
  return numbers.map((number) => of.at(number)?.entry.camera)
}

test('entries are numbered from one, with the name of the journal’s life before it', () => {
  const made = new Journal()
  const [first, second] = [made.add(watched(), 1000.4), made.add(watched(), 2000)]
  expect(first).toEqual({ id: `${made.epoch}-1`, at: 1000, type: 'watched', camera: 'desk' })
  expect(second.id).toBe(`${made.epoch}-2`)
  expect(made.epoch).toMatch(/^[0-9a-f]{8}$/)
})

test('every life of a journal has a name of its own', () => {
  expect(new Journal().epoch).not.toBe(new Journal().epoch)
})

test('an entry is written as one event of a stream', () => {
  const made = new Journal()
  const entry = made.add(lost('unplugged'))
  expect(made.at(1)?.block).toBe(
    `id: ${entry.id}\nevent: state\ndata: ${JSON.stringify(entry)}\n\n`,
  )
})

test.each(['a'.repeat(499), 'a'.repeat(498)])(
  'a reason is cut between characters: what is left of it can stand in a URL',
  (long) => {
    const entry = new Journal().add(lost(`\ud83d${long}📷📷`))
    const reason = entry.type === 'state' ? entry.reason : ''
    expect(decodeURIComponent(encodeURIComponent(reason ?? ''))).toBe(reason)
  },
)

test('a reason with line ends and escapes is one line, and a short one', () => {
  const made = new Journal()
  made.add(lost(`a\r\nid: 7\u001b[31m\u202e${'x'.repeat(1000)}`))
  const [id, event, json, ...rest] = made.at(1)?.block.split('\n') ?? []
  expect([id, event, rest]).toEqual([`id: ${made.epoch}-1`, 'event: state', ['', '']])
  expect(JSON.parse(json?.slice(6) ?? '').reason).toMatch(/^a id: 7 \[31m x+$/)
  expect(json?.length).toBeLessThan(700)
})

test('it forgets the oldest when there are too many', () => {
  const made = journal(5, { entries: 3 })
  expect([made.first, made.next]).toEqual([3, 6])
  expect(camerasOf(made)).toEqual(['c3', 'c4', 'c5'])
  expect(made.at(2)).toBeUndefined()
  expect(made.at(6)).toBeUndefined()
})

test('it forgets the oldest when they are too long', () => {
  const one = journal(1).at(1)?.block.length ?? 0
  expect(camerasOf(journal(5, { characters: 2 * one + 1 }))).toEqual(['c4', 'c5'])
})

test('an entry that alone is too long is forgotten at once, and told all the same', () => {
  const made = new Journal({ characters: 10 })
  const told: string[] = []
  made.onEntry(({ id }) => told.push(id))
  made.add(watched())
  expect(told).toEqual([`${made.epoch}-1`])
  expect([made.first, made.next]).toEqual([2, 2])
})

test('who listens is told at once, until it is told to stop', () => {
  const made = new Journal()
  const told: string[] = []
  const cancel = made.onEntry(({ camera }) => told.push(camera))
  made.add(watched('a'))
  cancel()
  made.add(watched('b'))
  expect(told).toEqual(['a'])
})

test('without an id one begins with what comes next', () => {
  expect(journal(3).placeAfter(undefined)).toEqual({ next: 4, gap: undefined })
})

test('behind an id that is kept one misses nothing', () => {
  const made = journal(5, { entries: 3 })
  expect(made.placeAfter(made.idOf(2))).toEqual({ next: 3, gap: undefined })
  expect(made.placeAfter(made.idOf(4))).toEqual({ next: 5, gap: undefined })
  expect(made.placeAfter(made.idOf(5))).toEqual({ next: 6, gap: undefined })
})

test('behind an id that is forgotten one is told how many are missing', () => {
  const made = journal(5, { entries: 3 })
  expect(made.placeAfter(made.idOf(1))).toMatchObject({
    next: 3,
    gap: { type: 'gap', reason: 'forgotten', missed: 1 },
  })
})

test.each([
  ['of another life', () => new Journal().idOf(1)],
  ['from the future', (made: Journal) => made.idOf(9)],
  ['that is none', () => 'yesterday'],
  ['with more digits than a number has', (made: Journal) => `${made.epoch}-${'9'.repeat(16)}`],
])('behind an id %s one begins with the first that is kept, and is told so', (_, id) => {
  const made = journal(5, { entries: 3 })
  expect(made.placeAfter(id(made))).toMatchObject({
    next: 3,
    gap: { type: 'gap', reason: 'unknown', missed: null },
  })
})
