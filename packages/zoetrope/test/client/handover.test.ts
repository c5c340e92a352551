import { expect, test } from 'vitest'
import { Handover } from '../../src/client/handover.ts'

test('of several things the latest waits, and the others are counted', () => {
  const handover = new Handover<number>('latest')
  for (const thing of [1, 2, 3]) expect(handover.give(thing)).toBeUndefined()
  expect(handover.take()).toBe(3)
  expect(handover.take()).toBeUndefined()
  expect(handover.skipped).toBe(2)
})

test('who gives every one waits until it is taken', async () => {
  const handover = new Handover<number>('every')
  let isTaken = false
  const given = handover.give(1)?.then(() => {
    isTaken = true
  })
  await Promise.resolve()
  expect(isTaken).toBe(false)
  expect(handover.take()).toBe(1)
  await given
  expect(isTaken).toBe(true)
  expect(handover.skipped).toBe(0)
})

test('who waits to take it is told, and then the giver need not wait', () => {
  const handover = new Handover<number>('every')
  const taken: (number | undefined)[] = []
  const cancel = handover.onPulse(() => taken.push(handover.take()))
  expect(handover.give(1)).toBeUndefined()
  cancel()
  expect(handover.give(2)).toBeInstanceOf(Promise)
  expect(taken).toEqual([1])
})

test('at the end what waits may still be taken, after a close it may not', async () => {
  const ended = new Handover<number>('every')
  void ended.give(1)
  ended.end()
  expect(ended.closed).toBe(true)
  expect(ended.take()).toBe(1)
  const closed = new Handover<number>('every')
  const given = closed.give(1)
  closed.close()
  await given
  expect(closed.take()).toBeUndefined()
  expect(closed.give(2)).toBeUndefined()
  expect(closed.take()).toBeUndefined()
})

test('the end is told to who waits', () => {
  const handover = new Handover<number>('latest')
  let told = 0
  handover.onPulse(() => {
    told += 1
  })
  handover.end()
  expect(told).toBe(1)
})
