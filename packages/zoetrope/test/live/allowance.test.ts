import { expect, test } from 'vitest'
import { Allowance } from '../../src/live/allowance.ts'

function taken(allowance: Allowance, now: number): number {
  let count = 0
  while (allowance.take(now)) count += 1
  return count
}

test('as many at once as the burst, and then as many as the time has earned', () => {
  const allowance = new Allowance(10, 50, 0)
  expect(taken(allowance, 0)).toBe(50)
  expect(taken(allowance, 500)).toBe(5)
  expect(taken(allowance, 550)).toBe(0)
  expect(taken(allowance, 1000)).toBe(5)
})

test('never more than the burst', () => {
  const allowance = new Allowance(10, 50, 0)
  allowance.add()
  expect(taken(allowance, 1_000_000)).toBe(50)
})

test('what counts as several is taken whole or not at all', () => {
  const allowance = new Allowance(10, 50, 0)
  expect([allowance.take(0, 40), allowance.take(0, 40), allowance.take(0, 10)]).toEqual([
    ...[true, false, true],
  ])
})

test('what is added may be taken', () => {
  const allowance = new Allowance(1, 3, 0)
  taken(allowance, 0)
  allowance.add()
  expect([allowance.take(0), allowance.take(0)]).toEqual([true, false])
})
