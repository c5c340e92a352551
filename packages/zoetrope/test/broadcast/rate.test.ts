import { expect, test } from 'vitest'
import { RateMeter } from '../../src/broadcast/rate.ts'
import { HandClock } from '../clocks.ts'

function meter(): { clock: HandClock; rate: RateMeter } {
  const clock = new HandClock()
  return { clock, rate: new RateMeter(clock) }
}

function run(at: ReturnType<typeof meter>, fps: number, seconds: number): void {
  for (let n = 0; n < fps * seconds; n++) {
    at.rate.mark(1000)
    at.clock.advance(1000 / fps)
  }
}

test('is 0 before anything is marked', () => {
  expect(meter().rate.rate).toBe(0)
  expect(meter().rate.bytesPerSecond).toBe(0)
})

test.each([1, 5, 24, 30, 60, 240])(
  'settles at %i frames a second, to one frame a window',
  (fps) => {
    const at = meter()
    run(at, fps, 20)
    expect(Math.abs(at.rate.rate - fps)).toBeLessThan(0.21 + fps * 0.03)
    expect(at.rate.bytesPerSecond).toBeCloseTo(at.rate.rate * 1000, 3)
  },
)

test('is right before the window has filled once', () => {
  const at = meter()
  run(at, 30, 1)
  expect(at.rate.rate).toBeGreaterThan(28)
  expect(at.rate.rate).toBeLessThan(32)
})

test('does not turn one frame into an absurd rate', () => {
  const at = meter()
  at.rate.mark(10)
  expect(at.rate.rate).toBeLessThanOrEqual(2)
})

test('forgets what is older than five seconds', () => {
  const at = meter()
  run(at, 30, 10)
  at.clock.advance(2500)
  const half = at.rate.rate
  expect(half).toBeGreaterThan(13)
  expect(half).toBeLessThan(17)
  at.clock.advance(2600)
  expect(at.rate.rate).toBe(0)
})

test('starts afresh after a silence, so that a returning camera shows its true rate', () => {
  const at = meter()
  run(at, 30, 10)
  at.clock.advance(60_000)
  run(at, 30, 1)
  expect(at.rate.rate).toBeGreaterThan(28)
  expect(at.rate.rate).toBeLessThan(32)
})
