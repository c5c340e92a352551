import { expect, it } from 'vitest'
import { Turns, type Waiting } from '../../web/turns.ts'

interface Tracked extends Waiting {
  readonly name: string
}

/** Cameras that note each turn in `log`, and end the round after `last` turns. */
function makeRound(names: string[], last: number): { round: Tracked[]; done: Promise<string[]> } {
  const log: string[] = []
  let finish: (log: string[]) => void = () => undefined
  const done = new Promise<string[]>((resolve) => {
    finish = resolve
  })
  const refresh = async (name: string): Promise<void> => {
    log.push(name)
    await Promise.resolve()
    if (log.length === last) finish(log)
  }
  return { round: names.map((name) => ({ name, refresh: () => refresh(name) })), done }
}

it('everybody has a turn, one after the other', async () => {
  const { round, done } = makeRound(['a', 'b', 'c'], 5)
  const turns = new Turns({ pause: 1, round: 1 })
  turns.set(round)
  expect(await done).toEqual(['a', 'b', 'c', 'a', 'b'])
  turns.set([])
})

it('two turns never overlap, however often the round is set', async () => {
  const turns = new Turns({ pause: 1, round: 1 })
  let under = 0
  let most = 0
  let count = 0
  const done = new Promise<void>((resolve) => {
    const waiting: Waiting = {
      async refresh() {
        under += 1
        most = Math.max(most, under)
        count += 1
        turns.set([waiting, waiting])
        await new Promise((next) => setImmediate(next))
        under -= 1
        if (count === 3) resolve()
      },
    }
    turns.set([waiting])
    turns.set([])
    turns.set([waiting, waiting])
  })
  await done
  turns.set([])
  expect(most).toBe(1)
})

it('whoever left the round has no further turn', async () => {
  const { round, done } = makeRound(['a', 'b'], 4)
  const turns = new Turns({ pause: 1, round: 1 })
  const [first, second] = round
  let left = false
  turns.set([
    {
      async refresh() {
        await first?.refresh()
        left = true
        turns.set(second ? [second] : [])
      },
    },
    ...(second ? [second] : []),
  ])
  expect(await done).toEqual(['a', 'b', 'b', 'b'])
  expect(left).toBe(true)
  turns.set([])
})
