import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ages } from '../../src/viewer/ages.ts'
import type { Gauge, Path } from '../../src/viewer/link.ts'

/** A link of a steady rate, whose other end acknowledges every byte as it comes. Times in ms. */
class SteadyLink implements Gauge {
  readonly rate: number
  readonly delay: number
  now = 0
  written = 0
  /** Spans of bytes that are sent without a pause, and when they begin to leave. */
  #spans: { from: number; to: number; start: number }[] = []

  /** @param rate bytes per ms. @param delay one way. */
  constructor(rate: number, delay: number) {
    this.rate = rate
    this.delay = delay
  }

  send(bytes: number): void {
    const last = this.#spans.at(-1)
    const free = last ? last.start + (last.to - last.from) / this.rate : 0
    const from = this.written
    this.written += bytes
    this.#spans.push({ from, to: this.written, start: Math.max(free, this.now) })
  }

  /** When the byte before `end` has arrived. */
  arrival(end: number): number {
    const span = this.#spans.find(({ to }) => end <= to)
    return span ? span.start + (end - span.from) / this.rate + this.delay : Number.NaN
  }

  queued(): number {
    const known = this.#spans.map(({ from, to, start }) => {
      const elapsed = this.now - 2 * this.delay - start
      return Math.min(to - from, Math.max(0, elapsed * this.rate))
    })
    return this.written - known.reduce((sum, bytes) => sum + bytes, 0)
  }

  path(): Path {
    const queued = this.queued()
    const silence = this.now - this.arrival(this.written - queued) - this.delay
    const roundTrip = 2 * this.delay
    return {
      ...{ queued, unsent: 0, held: 0, roundTrip, minRoundTrip: roundTrip },
      ...{ rate: this.rate * 1000, isIdleRate: false, silence },
    }
  }
}

/** Sends frames over a link, each as old as `age` when it is sent, and looks before each. */
function run(link: SteadyLink, { frames = 60, interval = 33, bytes = 40_000, age = 3 }) {
  const told: number[] = []
  const truth: number[] = []
  const ages = new Ages((sample) => told.push(sample))
  for (let frame = 0; frame <= frames; frame++) {
    link.now = frame * interval
    if (ages.awaits) {
      ages.heed({ now: link.now, arrived: link.written - link.queued(), gauge: link })
    }
    const awaited = ages.awaits
    link.send(bytes)
    ages.sent(link.now - age, link.written, link.now)
    if (!awaited && ages.awaits) truth.push(link.arrival(link.written) - (link.now - age))
  }
  return { ages, told, truth: truth.slice(0, told.length) }
}

test.each([
  ['a fast link that is near', new SteadyLink(100_000, 0.05)],
  ['a fast link that is far', new SteadyLink(100_000, 100)],
  ['a link with several frames under way at each look', new SteadyLink(1500, 200)],
  ['a link that is busy all the time', new SteadyLink(1200, 25)],
])('the age is reckoned to the moment of arrival, not of the look: %s', (_, link) => {
  const { told, truth } = run(link, {})
  expect(told.length).toBeGreaterThan(3)
  for (const [n, age] of told.entries()) expect(age).toBeCloseTo(truth[n] ?? Number.NaN, 1)
})

test('the age is never too low, nor too high by more than a look, whatever the link', () => {
  const property = fc.property(
    fc.double({ min: 50, max: 100_000, noNaN: true }),
    fc.double({ min: 0, max: 300, noNaN: true }),
    fc.integer({ min: 1000, max: 200_000 }),
    fc.integer({ min: 4, max: 500 }),
    (rate, delay, bytes, interval) => {
      const { told, truth } = run(new SteadyLink(rate, delay), { bytes, interval, frames: 200 })
      for (const [n, age] of told.entries()) {
        expect(age).toBeGreaterThanOrEqual((truth[n] ?? Number.NaN) - 0.01)
        expect(age).toBeLessThanOrEqual((truth[n] ?? Number.NaN) + interval)
      }
    },
  )
  fc.assert(property, { numRuns: 60 })
})

test('at most four frames a second are sampled', () => {
  const { told } = run(new SteadyLink(100_000, 1), { frames: 2000, interval: 5 })
  expect(told.length).toBeLessThanOrEqual(41)
  expect(told.length).toBeGreaterThan(30)
})

test('quantiles are by nearest rank, of the latest 64', () => {
  const ages = new Ages()
  const nothing: Gauge = { queued: () => 0, path: () => undefined }
  expect(ages.quantile(0.5, 0)).toBeUndefined()
  for (let n = 0; n < 200; n++) {
    const now = n * 250
    ages.sent(now, 1, now)
    // Arrives n ms later, as far as is known: there is no path.
    ages.heed({ now: now + n, arrived: 1, gauge: nothing })
  }
  expect(ages.quantile(0.5, 0)).toBe(136 + 31)
  expect(ages.quantile(0.99, 0)).toBe(199)
  expect(ages.quantile(0, 0)).toBe(136)
})

test('a frame that does not arrive is seen in the figures while it is under way', () => {
  const link = new SteadyLink(100_000, 1)
  const { ages } = run(link, {})
  ages.sent(link.now + 300, link.written + 1, link.now + 300)
  ages.heed({ now: link.now + 20_000, arrived: link.written, gauge: link })
  expect(ages.quantile(0.99, link.now + 20_300)).toBe(20_000)
  expect(ages.quantile(0.5, link.now + 20_300)).toBeLessThan(10)
})

test('where nothing is known of what is under way there is no age', () => {
  const ages = new Ages()
  ages.sent(0, 1000, 5)
  expect(ages.quantile(0.5, 60_000)).toBeUndefined()
})
