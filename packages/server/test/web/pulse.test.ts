import { describe, expect, it } from 'vitest'
import { type Beat, Pulse } from '../../web/pulse.ts'
import { makeStatus } from './statuses.ts'

const SECOND = 1000

/** A beat at a time in seconds: 30 frames a second, a picture that differs each time. */
function makeBeat(seconds: number, changes: Partial<Beat> = {}): Beat {
  const newest = { epoch: 'first', index: 30 * seconds, age: 20 }
  return {
    at: seconds * SECOND,
    status: makeStatus({ newest }),
    fingerprint: 1000 + seconds,
    ...changes,
  }
}

function makePulse(): Pulse {
  const pulse = new Pulse()
  pulse.opened(0)
  return pulse
}

/** The second at which the pulse first finds the stream dead, if it does before `until`. */
function death(pulse: Pulse, beat: (seconds: number) => Beat, from: number, until: number): number {
  for (let seconds = from; seconds < until; seconds += 2) {
    if (pulse.isDead(beat(seconds))) return seconds
  }
  return Number.POSITIVE_INFINITY
}

const NEVER = Number.POSITIVE_INFINITY

describe('a stream', () => {
  it('lives as long as its picture changes', () => {
    expect(death(makePulse(), makeBeat, 2, 3600)).toBe(NEVER)
  })

  it('is dead when the picture stays the same for a while, though the server publishes', () => {
    const pulse = makePulse()
    expect(death(pulse, makeBeat, 2, 20)).toBe(NEVER)
    const frozen = (seconds: number): Beat => makeBeat(seconds, { fingerprint: 7 })
    expect(death(pulse, frozen, 20, 60)).toBe(26)
  })

  it('lives while the camera itself is silent', () => {
    const status = makeStatus({ state: 'stalled' })
    const still = (seconds: number): Beat => makeBeat(seconds, { status, fingerprint: 7 })
    expect(death(makePulse(), still, 2, 600)).toBe(NEVER)
  })

  it('lives while the camera is live but publishes no new frame', () => {
    const still = (seconds: number): Beat =>
      makeBeat(seconds, { status: makeStatus(), fingerprint: 7 })
    expect(death(makePulse(), still, 2, 600)).toBe(NEVER)
  })

  it('is reopened ever more seldom before a still life', () => {
    const pulse = makePulse()
    const still = (seconds: number): Beat => makeBeat(seconds, { fingerprint: 7 })
    const deaths: number[] = []
    for (let seconds = 2; seconds < 3600; seconds += 2) {
      if (!pulse.isDead(still(seconds))) continue
      deaths.push(seconds)
      pulse.opened(seconds * SECOND)
    }
    const gaps = deaths.slice(1).map((at, index) => at - (deaths[index] ?? 0))
    expect(gaps.slice(0, 4)).toEqual([12, 24, 48, 96])
    expect(new Set(gaps.slice(4))).toEqual(new Set([120]))
  })

  it('of one frame in ten seconds is given the time it needs', () => {
    const pulse = makePulse()
    const slow = (seconds: number): Beat =>
      makeBeat(seconds, { fingerprint: Math.floor(seconds / 10) })
    for (let seconds = 2; seconds < 60; seconds += 2) {
      if (pulse.isDead(slow(seconds))) pulse.opened(seconds * SECOND)
    }
    expect(death(pulse, slow, 60, 600)).toBe(NEVER)
  })

  it('is dead when no first picture comes, though the server publishes', () => {
    const nothing = (seconds: number): Beat => makeBeat(seconds, { fingerprint: 0 })
    expect(death(makePulse(), nothing, 2, 60)).toBeLessThanOrEqual(10)
  })

  it('is never suspected where the browser does not let the page look', () => {
    const blind = (seconds: number): Beat => makeBeat(seconds, { fingerprint: undefined })
    expect(death(makePulse(), blind, 2, 600)).toBe(NEVER)
  })

  it('is dead once the server was away and is back', () => {
    const pulse = makePulse()
    expect(pulse.isDead(makeBeat(2))).toBe(false)
    expect(pulse.isDead(makeBeat(4, { status: undefined }))).toBe(false)
    expect(pulse.isDead(makeBeat(6))).toBe(true)
    pulse.opened(6 * SECOND)
    expect(pulse.isDead(makeBeat(8))).toBe(false)
  })

  it('is dead when the frames are counted anew', () => {
    const pulse = makePulse()
    expect(pulse.isDead(makeBeat(2))).toBe(false)
    const status = makeStatus({ newest: { epoch: 'second', index: 3, age: 20 } })
    expect(pulse.isDead(makeBeat(4, { status }))).toBe(true)
  })

  it('is dead when the frames that were there are gone: the server is another one', () => {
    const pulse = makePulse()
    expect(pulse.isDead(makeBeat(2))).toBe(false)
    const status = makeStatus({ state: 'idle', newest: undefined })
    expect(pulse.isDead(makeBeat(4, { status }))).toBe(true)
  })

  it('is dead when a lost camera is live again', () => {
    const pulse = makePulse()
    const lost = makeStatus({ state: 'lost' })
    expect(pulse.isDead(makeBeat(2, { status: lost }))).toBe(false)
    expect(pulse.isDead(makeBeat(4))).toBe(true)
  })

  it('is dead when the server counts no viewer, twice, after it had time to', () => {
    const pulse = makePulse()
    const uncounted = (seconds: number): Beat =>
      makeBeat(seconds, { status: makeStatus({ viewers: 0 }) })
    expect(pulse.isDead(uncounted(2))).toBe(false)
    expect(pulse.isDead(uncounted(4))).toBe(false)
    expect(pulse.isDead(uncounted(6))).toBe(true)
  })

  it('is dead after the machine slept', () => {
    const pulse = makePulse()
    expect(pulse.isDead(makeBeat(2))).toBe(false)
    expect(pulse.isDead(makeBeat(3600))).toBe(true)
  })
})
