import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Mode, type Showing, type Sight, situation } from '../../web/situation.ts'
import { states } from '../../web/status.ts'
import { makeStatus } from './statuses.ts'

const NOW = 1_700_000_000_000
const modes: Mode[] = ['stream', 'refresh', 'rest']
const showings: Showing[] = ['nothing', 'still', 'stream']

function makeSight(changes: Partial<Sight> = {}): Sight {
  return {
    status: makeStatus({ since: NOW - 60_000 }),
    silent: false,
    answeredAt: NOW,
    offset: 0,
    mode: 'stream',
    showing: 'stream',
    picturedAt: NOW,
    ...changes,
  }
}

describe('a picture', () => {
  it('is live only if the camera is, the server answers and a stream shows', () => {
    const any = fc.record({
      state: fc.constantFrom(...states),
      silent: fc.boolean(),
      mode: fc.constantFrom(...modes),
      showing: fc.constantFrom(...showings),
    })
    fc.assert(
      fc.property(any, ({ state, silent, mode, showing }) => {
        const sight = makeSight({ status: makeStatus({ state }), silent, mode, showing })
        const streams = mode === 'stream' && showing === 'stream'
        const live = state === 'live' && !silent && streams
        expect(situation(sight, NOW).sign === 'live').toBe(live)
      }),
      { numRuns: 1000 },
    )
  })

  it('that comes by snapshots says so, and how old it is', () => {
    const sight = makeSight({ mode: 'refresh', showing: 'still', picturedAt: NOW - 3_200 })
    const { sign, facts } = situation(sight, NOW)
    expect(sign).toBe('refreshing')
    expect(facts[0]).toBe('picture 3 s old')
  })

  it('that has not come yet is on its way', () => {
    expect(situation(makeSight({ showing: 'nothing' }), NOW).sign).toBe('opening')
    expect(situation(makeSight({ showing: 'still' }), NOW).sign).toBe('opening')
    const old = makeSight({ mode: 'refresh', showing: 'still', picturedAt: NOW - 20_000 })
    expect(situation(old, NOW).sign).toBe('opening')
  })

  it('that nobody sees is paused, whatever it shows', () => {
    for (const showing of showings) {
      expect(situation(makeSight({ mode: 'rest', showing }), NOW).sign).toBe('paused')
    }
  })
})

describe('the words', () => {
  it('of a live camera are its rate, size and viewers, and no notice', () => {
    expect(situation(makeSight(), NOW)).toEqual({
      sign: 'live',
      notice: undefined,
      reason: undefined,
      facts: ['30 fps', '640 × 480', '1 viewer'],
    })
  })

  it('of a lost camera say since when by this clock, how long, and why', () => {
    const status = makeStatus({ state: 'lost', since: NOW - 150_000, reason: 'No such device' })
    const told = situation(makeSight({ status, offset: 30_000 }), NOW)
    expect(told.notice).toMatch(/^Lost since \d\d:\d\d:\d\d \(2 min\)$/)
    expect(told.reason).toBe('No such device')
  })

  it('of a camera lost the day before name the day', () => {
    const status = makeStatus({ state: 'lost', since: NOW - 30 * 3_600_000 })
    expect(situation(makeSight({ status }), NOW).notice).toMatch(/2023, \d\d:\d\d:\d\d \(30 h\)$/)
  })

  it('of a stalled camera count on between two answers', () => {
    const status = makeStatus({ state: 'stalled', newest: { epoch: 'e', index: 1, age: 4_000 } })
    const told = situation(makeSight({ status, answeredAt: NOW - 1_500 }), NOW)
    expect(told.notice).toBe('No new frame for 5 s')
  })

  it('of an idle camera say what starts it', () => {
    const status = makeStatus({ state: 'idle' })
    expect(situation(makeSight({ status }), NOW).notice).toBe('Starts when somebody looks')
  })

  it('claim nothing about a camera whose server is silent', () => {
    expect(situation(makeSight({ silent: true }), NOW).facts).toEqual([])
  })

  it('leave out a rate that is not now and a size that is not known', () => {
    const status = makeStatus({ state: 'starting', width: 0, height: 0, viewers: 2 })
    expect(situation(makeSight({ status }), NOW).facts).toEqual(['2 viewers'])
  })
})
