import { expect, test } from 'vitest'
import type { Departure } from '../../src/viewer/flight.ts'
import { ShortestTrip } from '../../src/viewer/shortest-trip.ts'
import { Way } from '../../src/viewer/way.ts'

const BYTES = 1000

/** A way to which frames are told as sent and heard of, in ms. */
function way() {
  const made = new Way()
  const hear = (at: number, now: number, options: Partial<Departure> = {}): void => {
    const frame = { epoch: 'e', index: 0, bytes: BYTES, isAlone: false, wasHeld: false }
    made.heard({ bytes: BYTES, last: { ...frame, at, ...options } }, now)
  }
  return { made, hear }
}

/** One that was sounded: 100 ms far, 20 ms for a frame. */
function known() {
  const { made, hear } = way()
  hear(0, 120, { isAlone: true })
  hear(200, 320, { isAlone: true })
  hear(201, 340)
  return { made, hear }
}

test('one frame tells the trip, and not what it is made of', () => {
  const { made, hear } = way()
  expect(made.isDoubtful).toBe(true)
  hear(0, 120, { isAlone: true })
  expect(made).toMatchObject({ trip: 120, isKnown: false, isDoubtful: false })
})

test('a second frame that had to wait tells the rate, and so the distance', () => {
  const { made } = known()
  expect(made.isKnown).toBe(true)
  expect(BYTES / made.rate).toBeCloseTo(20)
  expect(made.distance).toBeCloseTo(100)
})

test('trips that still get shorter are not yet what the way is', () => {
  const { made, hear } = way()
  hear(0, 400, { isAlone: true })
  hear(400, 640, { isAlone: true })
  hear(401, 660)
  expect(made.isKnown).toBe(false)
  hear(700, 820, { isAlone: true })
  hear(701, 840)
  hear(900, 1020, { isAlone: true })
  hear(901, 1040)
  expect(made.isKnown).toBe(true)
  expect(made.distance).toBeCloseTo(100)
})

test('frames that come sooner than expected show a faster way', () => {
  const { made, hear } = known()
  hear(400, 505, { isAlone: true })
  expect(BYTES / made.rate).toBeCloseTo(10)
})

test('one late acknowledgement changes nothing; a slow row does, and doubts the distance', () => {
  const { made, hear } = known()
  hear(300, 420)
  hear(302, 520)
  expect(BYTES / made.rate).toBeCloseTo(20)
  hear(304, 620)
  expect(made.isDoubtful).toBe(true)
  expect(BYTES / made.rate).toBeCloseTo(100)
  expect(made.distance).toBeCloseTo(100)
  hear(1000, 1130, { isAlone: true })
  expect(made.isDoubtful).toBe(false)
  expect(made.distance).toBeCloseTo(30)
})

test('what was held back and found the way idle shows that it could come faster', () => {
  const { made, hear } = known()
  const { rate } = made
  hear(500, 620, { wasHeld: true })
  expect(made.rate).toBeGreaterThan(rate)
})

test('the shortest trip is forgotten after a while', () => {
  const trips = new ShortestTrip()
  expect(trips.trip).toBe(Number.POSITIVE_INFINITY)
  trips.add({ trip: 50, bytes: 0, isAlone: true }, 1, 0)
  trips.add({ trip: 90, bytes: 0, isAlone: true }, 1, 5000)
  trips.add({ trip: 80, bytes: 0, isAlone: true }, 1, 11_000)
  expect(trips.trip).toBe(50)
  trips.add({ trip: 90, bytes: 0, isAlone: true }, 1, 22_000)
  expect(trips.trip).toBe(80)
})

test('the same trip is another distance at another rate', () => {
  const trips = new ShortestTrip()
  trips.add({ trip: 50, bytes: 100, isAlone: true }, 10, 0)
  expect(trips.distance(10)).toBe(40)
  expect(trips.distance(5)).toBe(30)
  expect(trips.distance(1)).toBe(0)
})
