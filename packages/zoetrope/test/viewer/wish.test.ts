import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Wish, type WishOptions } from '../../src/viewer/wish.ts'

/** A frame that a viewer took. */
interface Taken {
  readonly position: number
  readonly at: number
}

/**
 * Plays frames that arrive at the given moments to a viewer whose link always has room, and lets
 * time go on for a minute after the last.
 */
function play(options: WishOptions, arrivals: readonly number[]): Taken[] {
  const wish = new Wish(options)
  const taken: Taken[] = []
  let interval = 0
  for (const [position, arrival] of arrivals.entries()) {
    const before = arrivals[position - 1]
    if (before !== undefined) interval = learn(interval, arrival - before)
    const until = arrivals[position + 1] ?? arrival + 60_000
    const wait = wish.wait({ arrival, position, interval }, arrival)
    // The timer fires only if no other frame comes before: then that one is asked about instead.
    if (wait > 0 && arrival + wait >= until) continue
    const at = arrival + wait
    expect(wish.wait({ arrival, position, interval }, at)).toBeCloseTo(0)
    wish.take({ arrival, position, interval })
    taken.push({ position, at })
  }
  return taken
}

/** As a broadcast learns the rhythm of its source. */
function learn(interval: number, gap: number): number {
  return interval === 0 ? gap : interval + (Math.min(gap, 4 * interval) - interval) / 8
}

function steady(rate: number, count: number, jitter: (n: number) => number = () => 0): number[] {
  return Array.from({ length: count }, (_, n) => 5000 + (n * 1000) / rate + jitter(n))
}

function gaps(taken: readonly Taken[]): number[] {
  return taken.slice(1).map(({ at }, n) => at - (taken[n]?.at ?? 0))
}

describe.each([
  [30, 10],
  [30, 20],
  [25, 24],
  [30, 29.97],
  [60, 25],
  [10, 3],
  [30, 0.5],
  [30, 30],
  [15, 30],
  [1, 240],
])('of %d frames a second at most %d', (rate, fps) => {
  const seconds = 20
  const interval = 1000 / rate
  const step = Math.max(1000 / fps, interval)

  test('so many are taken as there should be', () => {
    const taken = play({ fps }, steady(rate, seconds * rate))
    expect(Math.abs(taken.length - seconds * Math.min(fps, rate))).toBeLessThanOrEqual(1)
  })

  test('they are even: no gap is off by more than a frame of the source', () => {
    const found = gaps(play({ fps }, steady(rate, seconds * rate)))
    for (const gap of found.slice(0, -1)) {
      expect(Math.abs(gap - step)).toBeLessThanOrEqual(interval + 1e-6)
    }
  })

  test('they are taken when they come, not later, but for the last', () => {
    const arrivals = steady(rate, seconds * rate)
    const taken = play({ fps }, arrivals)
    expect(taken.at(-1)?.position).toBe(arrivals.length - 1)
    for (const { position, at } of taken.slice(0, -1)) expect(at).toBe(arrivals[position])
  })
})

test.each([
  [30, 10],
  [30, 20],
  [25, 24],
  [25, 5],
])(
  'a source of %d that trembles by a third of its interval is shown at %d all the same',
  (rate, fps) => {
    const property = fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 300, maxLength: 300 }),
      (noise) => {
        const interval = 1000 / rate
        const taken = play(
          { fps },
          steady(rate, 300, (n) => ((noise[n] ?? 0) * interval) / 3),
        )
        const wanted = (300 / rate) * fps
        expect(Math.abs(taken.length - wanted)).toBeLessThanOrEqual(Math.max(2, wanted * 0.02))
        for (const gap of gaps(taken).slice(0, -1)) {
          expect(Math.abs(gap - 1000 / fps)).toBeLessThanOrEqual(interval * (5 / 3) + 1e-6)
        }
      },
    )
    fc.assert(property, { numRuns: 50 })
  },
)

const anyArrivals = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 3000 })), {
    minLength: 1,
    maxLength: 120,
  })
  .map((pauses) => pauses.map((_, n) => pauses.slice(0, n + 1).reduce((sum, gap) => sum + gap, 0)))
const anyRate = fc.double({ min: 0.1, max: 240, noNaN: true })

test('whatever a source does, no span of time has more frames than the cap allows, and a few', () => {
  const property = fc.property(anyArrivals, anyRate, (arrivals, fps) => {
    const taken = play({ fps }, arrivals)
    for (const [from, first] of taken.entries()) {
      for (const [to, last] of taken.entries()) {
        if (to < from) continue
        const allowed = ((last.at - first.at) * fps) / 1000 + 2.5
        expect(to - from + 1).toBeLessThanOrEqual(allowed + 1e-6)
      }
    }
  })
  fc.assert(property)
})

test('whatever a source does, the last frame before it falls silent is shown', () => {
  const property = fc.property(anyArrivals, anyRate, (arrivals, fps) => {
    const last = play({ fps }, arrivals).at(-1)
    expect(last?.position).toBe(arrivals.length - 1)
    const patience = 2500 / fps
    expect((last?.at ?? 0) - (arrivals.at(-1) ?? 0)).toBeLessThanOrEqual(patience + 1e-6)
  })
  fc.assert(property)
})

test('a source slower than the cap loses nothing, however irregular it is', () => {
  const property = fc.property(
    fc.array(fc.integer({ min: 100, max: 5000 }), { minLength: 1, maxLength: 100 }),
    (pauses) => {
      const arrivals = pauses.map((_, n) => pauses.slice(0, n + 1).reduce((sum, gap) => sum + gap))
      expect(play({ fps: 20 }, arrivals)).toHaveLength(arrivals.length)
    },
  )
  fc.assert(property)
})

test('a source that was slow and becomes quick is not shown above the cap meanwhile', () => {
  const slow = steady(1, 10)
  const quick = steady(30, 300).map((moment) => moment + 10_000)
  const taken = play({ fps: 5 }, [...slow, ...quick])
  for (const gap of gaps(taken)) expect(gap).toBeGreaterThanOrEqual(100)
})

test('every nth frame is every nth frame, and the rest is not shown late either', () => {
  const property = fc.property(anyArrivals, fc.integer({ min: 1, max: 20 }), (arrivals, every) => {
    const taken = play({ every }, arrivals).map(({ position }) => position)
    expect(taken).toEqual(arrivals.flatMap((_, n) => (n % every === 0 ? [n] : [])))
  })
  fc.assert(property)
})

test('a rate and every nth frame hold both', () => {
  const taken = play({ fps: 10, every: 2 }, steady(30, 300))
  for (const gap of gaps(taken)) expect(gap).toBeGreaterThan(60)
  const steps = taken.slice(1).map(({ position }, n) => position - (taken[n]?.position ?? 0))
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(2)
})

test('too old is what was captured longer ago than the wish', () => {
  const wish = new Wish({ maxAge: 100 })
  const part = { moment: 1000 } as Parameters<Wish['isTooOld']>[0] // only its moment counts
  expect([wish.isTooOld(part, 1100), wish.isTooOld(part, 1101)]).toEqual([false, true])
})

test.each([
  ['fps', { fps: 0 }],
  ['fps', { fps: Number.NaN }],
  ['every', { every: -1 }],
  ['maxAge', { maxAge: 0 }],
])('a wish that is no positive number names itself: %s', (name, options) => {
  expect(() => new Wish(options)).toThrow(`Expected ${name} to be more than 0`)
})
