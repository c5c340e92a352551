import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Retry } from '../../src/camera/retry.ts'

test('grows from 250 ms to the limit', () => {
  const retry = new Retry(() => 0)
  const delays = Array.from({ length: 8 }, () => retry.delay(15_000))
  expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000])
})

test('starts over when the source has lived for two seconds', () => {
  const retry = new Retry(() => 0)
  for (let n = 0; n < 5; n++) retry.delay(15_000)
  retry.lived(2000)
  expect(retry.delay(15_000)).toBe(250)
})

test('goes on growing for a source that dies after its first pictures', () => {
  const retry = new Retry(() => 0)
  const delays = Array.from({ length: 4 }, () => {
    retry.lived(1999)
    return retry.delay(15_000)
  })
  expect(delays).toEqual([250, 500, 1000, 2000])
})

test('jitter takes off a quarter at most, and never goes over the limit', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 0.999999, noNaN: true }),
      fc.nat(2000),
      (chance, count) => {
        const retry = new Retry(() => chance)
        let delay = 0
        for (let n = 0; n <= count; n++) delay = retry.delay(1000)
        const full = Math.min(1000, 250 * 2 ** count)
        expect(delay).toBeLessThanOrEqual(full)
        expect(delay).toBeGreaterThanOrEqual(full * 0.75)
      },
    ),
  )
})
