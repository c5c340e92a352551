import { expect, test } from 'vitest'
import type { Errand } from '../../src/events/errand.ts'
import { type Hook, Hooks } from '../../src/events/hooks.ts'
import { Journal } from '../../src/events/journal.ts'
import { diary } from '../http/makers.ts'
import { became, entry } from './entries.ts'

/** An errand that is under way until it is told to end, and what it was sent to do. */
function slow() {
  const begun: string[] = []
  const ends: ((error?: Error) => void)[] = []
  const errand: Errand = ({ camera, type }) => {
    begun.push(`${camera} ${type}`)
    return new Promise((resolve, reject) => {
      ends.push((error) => (error ? reject(error) : resolve()))
    })
  }
  const end = async (error?: Error): Promise<void> => {
    ends.shift()?.(error)
    // The next one begins in a later turn of the microtasks.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { begun, errand, end }
}

function hook(errand: Errand, rest: Partial<Hook> = {}): Hook {
  return { label: 'run alarm', on: ['lost'], timeout: 1000, errand, ...rest }
}

test('a hook hears of what it waits for, of its cameras', () => {
  const { begun, errand } = slow()
  const hooks = new Hooks([hook(errand, { on: ['lost', 'watched'], cameras: ['a'] })], diary())
  hooks.hear(became('live', 'a'))
  hooks.hear(became('lost', 'b'))
  expect(begun).toEqual([])
  hooks.hear(became('lost', 'a'))
  expect(begun).toEqual(['a state'])
})

test('two words of a hook that mean the same event send it once', async () => {
  const { begun, errand, end } = slow()
  const hooks = new Hooks([hook(errand, { on: ['state', 'lost', 'state:lost'] })], diary())
  hooks.hear(became('lost'))
  await end()
  expect(begun).toEqual(['desk state'])
})

test('a hook does one thing after the other', async () => {
  const { begun, errand, end } = slow()
  const hooks = new Hooks([hook(errand)], diary())
  for (const camera of ['a', 'b', 'c']) hooks.hear(became('lost', camera))
  expect(begun).toEqual(['a state'])
  await end()
  expect(begun).toEqual(['a state', 'b state'])
  await end(new Error('broken'))
  expect(begun).toEqual(['a state', 'b state', 'c state'])
  await end()
  expect(hooks.totals).toEqual({ done: 2, failed: 1, dropped: 0 })
})

test('no more hooks work at once than may, and each has its turn', async () => {
  const errands = [slow(), slow(), slow()]
  const { log } = diary()
  const hooks = new Hooks(
    errands.map(({ errand }) => hook(errand)),
    { log, most: 2 },
  )
  for (const camera of ['a', 'b']) hooks.hear(became('lost', camera))
  const begun = (): number[] => errands.map((each) => each.begun.length)
  expect(begun()).toEqual([1, 1, 0])
  await errands[0]?.end()
  expect(begun()).toEqual([1, 1, 1])
  await errands[1]?.end()
  expect(begun()).toEqual([2, 1, 1])
})

test('of too many that wait the oldest are left out; that is said at the beginning and the end', async () => {
  const { begun, errand, end } = slow()
  const { log, entries } = diary()
  const hooks = new Hooks([hook(errand)], { log, waiting: 2 })
  for (const camera of ['a', 'b', 'c', 'd', 'e']) hooks.hear(became('lost', camera))
  for (let turn = 0; turn < 3; turn += 1) await end()
  expect(begun).toEqual(['a state', 'd state', 'e state'])
  expect(hooks.totals.dropped).toBe(2)
  expect(entries.filter(({ level }) => level === 'warn')).toEqual([
    {
      level: 'warn',
      text: 'a hook is too slow for what happens: the oldest events are left out',
      facts: { hook: 'run alarm' },
    },
    {
      level: 'warn',
      text: 'a hook has caught up; so many events were left out',
      facts: { hook: 'run alarm', dropped: 2 },
    },
  ])
})

test('a failure is logged with its reason', async () => {
  const { log, comes } = diary()
  const hooks = new Hooks([hook(() => Promise.reject(new Error('no bell')))], { log })
  const lost = became('lost')
  hooks.hear(lost)
  expect(await comes('hook failed')).toEqual({
    level: 'warn',
    text: 'hook failed',
    facts: { hook: 'run alarm', camera: 'desk', event: 'state', id: lost.id, reason: 'no bell' },
  })
})

test('what a journal has already is heard of too, in order, and what comes', async () => {
  const { begun, errand, end } = slow()
  const journal = new Journal()
  const hooks = new Hooks([hook(errand, { on: ['watched'] })], diary())
  journal.add({ type: 'watched', camera: 'early' })
  hooks.follow(journal)
  journal.add({ type: 'watched', camera: 'late' })
  await end()
  expect(begun).toEqual(['early watched', 'late watched'])
})

test('the close aborts what is under way, waits for it, and forgets the rest', async () => {
  const { entries, log } = diary()
  let begun = 0
  const errand: Errand = (_, { signal }) => {
    begun += 1
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => setImmediate(resolve))
    })
  }
  const journal = new Journal()
  const hooks = new Hooks([hook(errand, { on: ['watched'] })], { log })
  hooks.follow(journal)
  for (const camera of ['a', 'b']) journal.add({ type: 'watched', camera })
  await hooks.close()
  journal.add({ type: 'watched', camera: 'c' })
  hooks.hear(entry({ type: 'watched', camera: 'd' }))
  await hooks.close()
  expect(begun).toBe(1)
  expect(entries).toEqual([])
  expect(hooks.totals).toEqual({ done: 0, failed: 0, dropped: 0 })
})
