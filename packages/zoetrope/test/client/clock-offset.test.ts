import { expect, test } from 'vitest'
import { ClockOffset } from '../../src/client/clock-offset.ts'

/** An answer of a clock that is `offset` ahead. */
function answer({ asked = 0, there = 5, back = 5, offset = 1000 }) {
  return { asked, said: asked + there + offset, came: asked + there + back }
}

test('nothing is known before the first answer', () => {
  expect(new ClockOffset().value).toBeUndefined()
})

test('an answer that took as long there as back gives the offset', () => {
  const clock = new ClockOffset()
  clock.add(answer({ offset: -250 }))
  expect(clock.value).toBe(-250)
})

test('the answer that came back soonest counts', () => {
  const clock = new ClockOffset()
  clock.add(answer({ there: 100, back: 10 }))
  clock.add(answer({ asked: 1000, there: 3, back: 2 }))
  clock.add(answer({ asked: 2000, there: 10, back: 300 }))
  expect(Math.abs((clock.value ?? 0) - 1000)).toBeLessThan(1)
})

test('after a while a worse answer counts more than an old one', () => {
  const clock = new ClockOffset()
  clock.add(answer({}))
  clock.add(answer({ asked: 600_000, there: 20, back: 20, offset: 1500 }))
  expect(clock.value).toBe(1500)
})
