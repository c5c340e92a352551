import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WallClock } from '../../../src/sources/pattern/clock.ts'
import { HandClock } from '../../clocks.ts'

/** A computer's two clocks: the wall's shows whole milliseconds only, and may be set. */
function clocks(time: number): { clock: WallClock; pass(ms: number): void; set(ms: number): void } {
  const exact = new HandClock(time)
  const monotonic = new HandClock(123.456)
  return {
    clock: new WallClock({ now: () => Math.floor(exact.now()) }, monotonic),
    pass(ms) {
      exact.advance(ms)
      monotonic.advance(ms)
    },
    set: (ms) => exact.advance(ms),
  }
}

test('the time never leaves the millisecond that the wall clock shows', () => {
  const step = fc.record({
    pass: fc.double({ min: 0, max: 5000, noNaN: true }),
    set: fc.constantFrom(0, 0, 0, -3_600_000, 0.3, 1e7),
  })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const { clock, pass, set } = clocks(1_795_000_000_000.25)
      let exact = 1_795_000_000_000.25
      for (const step of steps) {
        pass(step.pass)
        set(step.set)
        exact += step.pass + step.set
        expect(Math.floor(clock.now())).toBe(Math.floor(exact))
      }
    }),
  )
})

test('the time goes on between two milliseconds', () => {
  const { clock, pass } = clocks(1_795_000_000_000)
  const before = clock.now()
  pass(0.25)
  expect(clock.now() - before).toBeCloseTo(0.25, 3)
})

test('without clocks given it tells the time of this computer', () => {
  const before = Date.now()
  const time = new WallClock().now()
  expect(time).toBeGreaterThanOrEqual(before)
  expect(Math.floor(time)).toBeLessThanOrEqual(Date.now())
})
