import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allot, type Candidate } from '../../web/allotment.ts'
import type { Mode } from '../../web/situation.ts'

function makeCandidates(count: number, changes: Partial<Candidate> = {}): Candidate[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `camera${at}`,
    visible: true,
    closed: false,
    mode: 'rest',
    ...changes,
  }))
}

describe('the allotment of streams', () => {
  it('lets up to four cameras stream', () => {
    expect([...allot(makeCandidates(4)).values()]).toEqual(Array(4).fill('stream'))
  })

  it('lets the fifth and all further ones refresh', () => {
    const modes = [...allot(makeCandidates(7)).values()]
    expect(modes).toEqual([...Array(4).fill('stream'), ...Array(3).fill('refresh')])
  })

  it('lets a camera that streams go on when others appear before it', () => {
    const candidates = makeCandidates(6)
    const last = { ...makeCandidates(1, { mode: 'stream' as Mode })[0], name: 'last' }
    expect(allot([...candidates, last as Candidate]).get('last')).toBe('stream')
  })

  it('lets cameras rest that nobody sees, and those that are closed', () => {
    expect(new Set(allot(makeCandidates(3, { visible: false })).values())).toEqual(
      new Set(['rest']),
    )
    expect(new Set(allot(makeCandidates(3, { closed: true })).values())).toEqual(new Set(['rest']))
  })

  it('gives a freed stream to the next in line', () => {
    const modes = allot(makeCandidates(6))
    const next = makeCandidates(6).map((candidate) => ({
      ...candidate,
      mode: modes.get(candidate.name) ?? 'rest',
      visible: candidate.name !== 'camera1',
    }))
    const after = allot(next)
    expect(after.get('camera1')).toBe('rest')
    expect(after.get('camera4')).toBe('stream')
    expect(after.get('camera5')).toBe('refresh')
  })

  it('never gives more than four streams, nor leaves one unused', () => {
    const candidate = fc.record({
      visible: fc.boolean(),
      closed: fc.boolean(),
      mode: fc.constantFrom<Mode[]>('stream', 'refresh', 'rest'),
    })
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 50 }), (some) => {
        const candidates = some.map((one, at) => ({ ...one, name: `camera${at}` }))
        const streams = [...allot(candidates).values()].filter((mode) => mode === 'stream').length
        const watched = candidates.filter(({ visible, closed }) => visible && !closed).length
        expect(streams).toBe(Math.min(4, watched))
      }),
    )
  })
})
