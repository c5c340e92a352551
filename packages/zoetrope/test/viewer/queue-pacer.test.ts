import { describe, expect, test } from 'vitest'
import type { Path } from '../../src/viewer/link.ts'
import { writePacer } from '../../src/viewer/pacer.ts'
import { QueuePacer } from '../../src/viewer/queue-pacer.ts'
import { type Arrival, age, ModelPath, type Setting } from './model-path.ts'

const MEGABIT = 125_000
const INTERVAL = 1000 / 30

/** A link in the units people use: Mbit/s, ms one way, KiB in the router; a frame in KB. */
function link(rate: number, delay: number, router: number, frame: number): Setting {
  return {
    rate: () => rate * MEGABIT,
    delay,
    router: router * 1024,
    frame: frame * 1000,
    interval: INTERVAL,
    duration: 20_000,
  }
}

/** The least age there can be, of half and of nearly all frames. */
function floorOf({ delay, frame }: Setting, rate: number): { p50: number; p99: number } {
  const travel = (frame * 1000 * 1500) / 1448 / rate
  const waits = travel > INTERVAL ? INTERVAL : 0
  return { p50: delay + travel + waits / 2, p99: delay + travel + waits }
}

/** Frames a second after the first two seconds, when TCP has found the link's rate. */
function rate(arrivals: Arrival[], { duration }: Setting): number {
  return (arrivals.filter(({ at }) => at > 2000).length * 1000) / (duration - 2000)
}

describe('on a model link, in simulated time', () => {
  test.each([
    [2, 25, 256, 47],
    [8, 100, 256, 47],
    [1, 25, 64, 40],
    [1, 1, 256, 17],
    [2, 100, 1024, 17],
    [5, 50, 64, 40],
    [10, 5, 1024, 280],
    [20, 1, 64, 40],
    [50, 100, 1024, 280],
    [50, 10, 256, 17],
  ])(
    '%i Mbit/s, %i ms, router %i KiB, frames of %i KB: nearly as fresh as can be, at the rate of always-write',
    (...cell) => {
      const setting = link(...cell)
      const floor = floorOf(setting, setting.rate(0))
      const arrivals = new ModelPath(setting, new QueuePacer()).run()
      const always = new ModelPath(setting, writePacer).run()
      expect(age(arrivals, 0.5) / floor.p50).toBeLessThan(1.15)
      expect(age(arrivals, 0.99) / floor.p99).toBeLessThan(1.25)
      expect(rate(arrivals, setting) / rate(always, setting)).toBeGreaterThan(0.95)
    },
  )

  test('the same link shows the past when frames are written whenever the socket takes them', () => {
    const setting = link(2, 25, 256, 47)
    const arrivals = new ModelPath(setting, writePacer).run()
    expect(age(arrivals, 0.5)).toBeGreaterThan(4 * floorOf(setting, setting.rate(0)).p50)
  })

  test.each([
    [8, 100],
    [20, 100],
    [50, 100],
  ])(
    'a window of 64 KB limits a link of %i Mbit/s and %i ms: as fresh as that rate allows',
    (speed, delay) => {
      const setting = { ...link(speed, delay, 256, 47), window: 64_000 }
      const arrivals = new ModelPath(setting, new QueuePacer()).run()
      const floor = floorOf(setting, (64_000 * 1000) / (2 * delay))
      expect(age(arrivals, 0.5) / floor.p50).toBeLessThan(1.15)
      expect(age(arrivals, 0.99) / floor.p99).toBeLessThan(1.25)
    },
  )

  test.each([
    [20, 2, 25, 47],
    [50, 5, 10, 40],
    [10, 1, 50, 17],
  ])(
    'from %i to %i Mbit/s at %i ms: young again 1.5 s later, and for good',
    (before, after, delay, frame) => {
      const setting = {
        ...link(after, delay, 256, frame),
        rate: (now: number) => (now < 5000 ? before : after) * MEGABIT,
      }
      const arrivals = new ModelPath(setting, new QueuePacer()).run()
      const limit = 2 * floorOf(setting, after * MEGABIT).p50
      expect(arrivals.filter(({ at, age }) => at > 6500 && age > limit)).toEqual([])
      expect(arrivals.filter(({ at }) => at > 6500).length).toBeGreaterThan(30)
    },
  )

  test.each([
    [2, 20, 25, 47],
    [2, 20, 100, 47],
  ])('from %i to %i Mbit/s at %i ms: the frame rate follows', (before, after, delay, frame) => {
    const setting = {
      ...link(after, delay, 256, frame),
      rate: (now: number) => (now < 5000 ? before : after) * MEGABIT,
    }
    const within = (arrivals: Arrival[]) =>
      arrivals.filter(({ at }) => at > 5000 && at < 11_000).length
    const ours = within(new ModelPath(setting, new QueuePacer()).run())
    const always = within(new ModelPath(setting, writePacer).run())
    expect(ours / always).toBeGreaterThan(0.9)
  })

  test.each(
    [5, 25, 50].flatMap((delay) =>
      [10, 20, 50, 100].flatMap((speed) =>
        [200, 300, 600].map((outage) => [speed, delay, outage] as const),
      ),
    ),
  )(
    '%i Mbit/s, %i ms: after an outage of %i ms the frame rate is what it was',
    (speed, delay, outage) => {
      const broken = { from: 5000, until: 5000 + outage }
      const setting: Setting = {
        ...link(speed, delay, 1024, 30),
        // Nothing is lost: what was sent arrives when the way is there again.
        delayAt: (now) =>
          delay + (now > broken.from && now < broken.until ? broken.until - now : 0),
      }
      const arrivals = new ModelPath(setting, new QueuePacer()).run()
      const late = arrivals.filter(({ at }) => at > 10_000)
      expect((late.length * 1000) / (setting.duration - 10_000)).toBeGreaterThan(29)
    },
  )

  test('looks seldom: not twice for each frame that passes by', () => {
    const path = new ModelPath(link(2, 25, 256, 47), new QueuePacer())
    path.run()
    expect(path.asked / 20).toBeLessThan(60)
  })
})

describe('its decisions', () => {
  const path = (over: Partial<Path>): Path => ({
    queued: 50_000,
    unsent: 0,
    held: 0,
    roundTrip: 50,
    minRoundTrip: 50,
    rate: 250_000,
    isIdleRate: false,
    silence: 0,
    ...over,
  })
  const gauge = (known: Path | undefined) => ({ queued: () => known?.queued, path: () => known })

  test('an empty queue is not looked into', () => {
    const looked = { queued: () => 0, path: () => expect.unreachable('cost for nothing') }
    expect(new QueuePacer().decide(0, looked, 0)).toBe(0)
  })

  test('nothing is held back where nothing is known', () => {
    expect(new QueuePacer().decide(undefined, gauge(undefined), 0)).toBe(0)
    expect(new QueuePacer().decide(50_000, gauge(undefined), 0)).toBe(0)
  })

  test('before the first estimate the second frame waits until the first has left', () => {
    const pacer = new QueuePacer()
    pacer.sent(47_000, 0)
    expect(pacer.decide(40_000, gauge(path({ rate: 0, unsent: 30_000 })), 0)).toBeGreaterThan(0)
    expect(pacer.decide(0, gauge(path({ rate: 0 })), 0)).toBe(0)
  })

  test('it comes back when as much as needed should have drained', () => {
    const pacer = new QueuePacer()
    pacer.sent(47_000, 0)
    // 250 bytes a ms; a round trip's worth are 12500, 5 ms more 1250, and a segment 1448.
    expect(pacer.decide(17_698, gauge(path({ queued: 17_698 })), 0)).toBeCloseTo(10)
    expect(pacer.decide(15_198, gauge(path({ queued: 15_198 })), 0)).toBe(0)
  })

  test('it never looks away for long, nor back at once', () => {
    const pacer = new QueuePacer()
    pacer.sent(47_000, 0)
    expect(pacer.decide(10_000_000, gauge(path({ queued: 10_000_000 })), 0)).toBe(50)
    expect(pacer.decide(15_208, gauge(path({ queued: 15_208 })), 0)).toBe(1)
  })
})
