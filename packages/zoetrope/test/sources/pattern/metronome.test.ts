import { getEventListeners } from 'node:events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Metronome, nextBeat } from '../../../src/sources/pattern/metronome.ts'

const DAY = 86_400_000

/** Runs beats on a made-up clock, each kept by a timer that is late by one of `delays`; gives beat and time of each. */
function play(interval: number, delays: readonly number[]): { beat: number; at: number }[] {
  const played: { beat: number; at: number }[] = []
  let beat = -1
  let now = 0
  for (const delay of delays) {
    beat = nextBeat(beat, now, interval)
    now = Math.max(now, beat * interval) + delay
    played.push({ beat, at: now })
  }
  return played
}

const intervals = fc.double({ min: 1000 / 240, max: 10_000, noNaN: true })
const shares = (max: number) => fc.array(fc.double({ min: 0, max, noNaN: true }), { minLength: 2 })

describe('beats', () => {
  test('start at once and follow one another when nothing is late', () => {
    expect(play(40, [0, 0, 0, 0])).toEqual([
      { beat: 0, at: 0 },
      { beat: 1, at: 40 },
      { beat: 2, at: 80 },
      { beat: 3, at: 120 },
    ])
  })

  test('keep the rate exactly however late timers are, as long as it is less than a beat', () => {
    fc.assert(
      fc.property(intervals, shares(0.99), (interval, late) => {
        const played = play(
          interval,
          late.map((share) => share * interval),
        )
        expect(played.map(({ beat }) => beat)).toEqual(late.map((_, i) => i))
      }),
    )
  })

  test('that passed are left out, never made up for', () => {
    fc.assert(
      fc.property(intervals, shares(5), (interval, late) => {
        const played = play(
          interval,
          late.map((share) => share * interval),
        )
        for (const [i, { beat, at }] of played.slice(1).entries()) {
          const before = played[i]
          expect(beat).toBeGreaterThan(before?.beat ?? 0)
          // Not due before the frame that came before it was made: so no two in a row.
          expect(beat * interval).toBeGreaterThanOrEqual((before?.at ?? 0) * (1 - 1e-12))
          expect(at).toBeGreaterThanOrEqual(beat * interval)
        }
      }),
    )
  })

  test('do not drift in a day of coarse timers', () => {
    const interval = 1000 / 30
    const beat = nextBeat(30 * 86_400 - 1, DAY - 0.4, interval)
    expect(beat * interval).toBeCloseTo(DAY, 3)
  })
})

describe('a metronome', () => {
  test('stops waiting when its signal aborts, and lets go of signal and timer', async () => {
    const timers = countTimers()
    const abort = new AbortController()
    const metronome = new Metronome(10_000, abort.signal)
    expect(await metronome.next()).toBe(true)
    const waiting = metronome.next()
    expect(countTimers()).toBe(timers + 1)
    abort.abort()
    expect(await waiting).toBe(false)
    expect(countTimers()).toBe(timers)
    expect(getEventListeners(abort.signal, 'abort')).toEqual([])
  })

  test('that is stopped twice stays stopped', async () => {
    const metronome = new Metronome(10_000, new AbortController().signal)
    await metronome.next()
    const waiting = metronome.next()
    metronome.stop()
    metronome.stop()
    expect(await waiting).toBe(false)
    expect(await metronome.next()).toBe(false)
  })

  test('listens to nothing before its first beat', () => {
    const abort = new AbortController()
    new Metronome(10, abort.signal).stop()
    expect(getEventListeners(abort.signal, 'abort')).toEqual([])
  })
})

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}
