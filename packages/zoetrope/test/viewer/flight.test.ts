import { expect, test } from 'vitest'
import { Flight } from '../../src/viewer/flight.ts'

/** A flight, and what sends a frame of `owner` with that index. */
function flight() {
  const made = new Flight()
  const send = (owner: object, index: number, epoch = 'e'): void =>
    made.sent(owner, { epoch, index, bytes: 100, at: index, wasHeld: false })
  return { made, send, desk: {}, door: {} }
}

test('bytes are under way until their frame was shown', () => {
  const { made, send, desk } = flight()
  send(desk, 0)
  send(desk, 1)
  expect(made.bytes).toBe(200)
  expect(made.shown(desk, { epoch: 'e', index: 0 })).toMatchObject({ bytes: 100, last: { at: 0 } })
  expect(made.bytes).toBe(100)
  expect(made.departures).toMatchObject([{ index: 1 }])
})

test('one acknowledgement stands for those before it', () => {
  const { made, send, desk } = flight()
  for (const index of [0, 3, 7]) send(desk, index)
  expect(made.shown(desk, { epoch: 'e', index: 5 })).toMatchObject({ bytes: 200, last: { at: 3 } })
  expect(made.shown(desk, { epoch: 'e', index: 4 })).toBeUndefined()
  expect(made.shown(desk, { epoch: 'e', index: 7 })).toMatchObject({ bytes: 100 })
})

test('what was never sent acknowledges nothing', () => {
  const { made, send, desk, door } = flight()
  send(desk, 5)
  expect(made.shown(desk, { epoch: 'other', index: 9 })).toBeUndefined()
  expect(made.shown(desk, { epoch: 'e', index: 4 })).toBeUndefined()
  expect(made.shown(door, { epoch: 'e', index: 5 })).toBeUndefined()
  expect(made.shown(desk, { epoch: 'e', index: Number.NaN })).toBeUndefined()
  expect(made.bytes).toBe(100)
})

test('a new epoch acknowledges the frames of the old one', () => {
  const { made, send, desk } = flight()
  send(desk, 90, 'old')
  send(desk, 0, 'new')
  expect(made.shown(desk, { epoch: 'new', index: 0 })).toMatchObject({ bytes: 200 })
})

test('a frame that was shown shows that all sent before it have arrived, and not that they were shown', () => {
  const { made, send, desk, door } = flight()
  send(desk, 0)
  send(door, 0)
  expect(made.isBehind(desk)).toBe(false)
  expect(made.shown(door, { epoch: 'e', index: 0 })).toMatchObject({ bytes: 200 })
  expect(made.bytes).toBe(0)
  expect([made.isBehind(desk), made.isBehind(door)]).toEqual([true, false])
  expect(made.shown(desk, { epoch: 'e', index: 0 })).toBeUndefined()
  expect(made.isBehind(desk)).toBe(false)
})

test('a frame that is not heard of for a second is overdue', () => {
  const { made, send, desk } = flight()
  send(desk, 0)
  expect([made.isOverdue(desk, 999), made.isOverdue(desk, 1000)]).toEqual([false, true])
})

test('a frame knows whether it was alone', () => {
  const { made, send, desk, door } = flight()
  send(desk, 0)
  send(door, 0)
  expect(made.departures.map(({ isAlone }) => isAlone)).toEqual([true, false])
  made.shown(door, { epoch: 'e', index: 0 })
  send(door, 1)
  expect(made.departures.map(({ isAlone }) => isAlone)).toEqual([true])
})

test('an owner that is forgotten has nothing under way', () => {
  const { made, send, desk, door } = flight()
  send(desk, 0)
  send(door, 0)
  made.forget(desk)
  expect(made.bytes).toBe(100)
  expect(made.shown(desk, { epoch: 'e', index: 0 })).toBeUndefined()
  expect(made.shown(door, { epoch: 'e', index: 0 })).toMatchObject({ bytes: 100 })
})
