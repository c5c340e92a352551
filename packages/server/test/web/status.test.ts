import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readList, readProblem, readStatus, states } from '../../web/status.ts'

const answer = {
  name: 'camera',
  source: 'pattern:',
  state: 'live',
  since: 1_700_000_000_000,
  reason: null,
  width: 640,
  height: 480,
  rate: 29.9,
  bytesPerSecond: 1_200_000,
  viewers: 2,
  published: 901,
  rejected: 0,
  newest: { epoch: 'k3', index: 900, capturedAt: 1_700_000_030_000, age: 12, bytes: 40_000 },
}

describe('a status', () => {
  it('is read from the answer of the server', () => {
    expect(readStatus(answer)).toEqual({
      name: 'camera',
      isPushed: false,
      state: 'live',
      since: 1_700_000_000_000,
      reason: undefined,
      width: 640,
      height: 480,
      rate: 29.9,
      bytesPerSecond: 1_200_000,
      viewers: 2,
      newest: { epoch: 'k3', index: 900, age: 12 },
    })
  })

  it('of a camera that never had a frame has no size and no newest frame', () => {
    const idle = { ...answer, state: 'idle', width: null, height: null, newest: null }
    expect(readStatus(idle)).toMatchObject({ width: 0, height: 0, newest: undefined })
  })

  it('is refused without a name or with a state that nobody knows', () => {
    expect(() => readStatus({ ...answer, name: undefined })).toThrow(TypeError)
    expect(() => readStatus({ ...answer, state: 'dancing' })).toThrow(TypeError)
  })

  it('survives any nonsense in its other fields', () => {
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.object(), (state, fields) => {
        const status = readStatus({ ...fields, name: 'camera', state })
        expect(status.rate).toBeGreaterThanOrEqual(0)
        expect(status.viewers).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

it('a list has all cameras in the order of the server', () => {
  const cameras = [answer, { ...answer, name: 'door' }]
  expect(readList({ cameras }).map(({ name }) => name)).toEqual(['camera', 'door'])
})

it('a list that is none is refused', () => {
  for (const value of [undefined, null, 3, 'cameras', {}, { cameras: {} }, { cameras: [{}] }]) {
    expect(() => readList(value)).toThrow(TypeError)
  }
})

it('a problem says its detail, else its title, else nothing', () => {
  expect(readProblem({ title: 'Forbidden', detail: 'Not from there' })).toBe('Not from there')
  expect(readProblem({ title: 'Forbidden' })).toBe('Forbidden')
  expect(readProblem('<html>')).toBeUndefined()
})

it('a camera whose pictures come from outside is known by its source', () => {
  const isPushed = (source: unknown) =>
    readStatus({ name: 'phone', state: 'idle', source }).isPushed
  expect(['push:', 'push:?timeout=5', '/dev/video0', null, 7].map(isPushed)).toEqual([
    ...[true, true, false, false, false],
  ])
})
